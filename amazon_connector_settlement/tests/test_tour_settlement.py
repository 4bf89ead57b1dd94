# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import AmazonReportCommon

MANAGER = "amazon_connector.group_amazon_manager"


@tagged("post_install", "-at_install")
class TestTourSettlement(AmazonReportCommon, HttpCase):
    """A manager uploads a report in the browser and reads the proof."""

    def test_manager_uploads_a_report(self):
        self.env["amazon.seller"].search([("id", "!=", self.seller.id)]).active = False
        self.create_user("anna", MANAGER)
        self.start_tour("/odoo", "amazon_settlement_upload", login="anna")
        settlement = self.get_settlement("8001")
        self.assertEqual(settlement.difference, 0)
        self.assertEqual(len(settlement.file_ids), 2)
