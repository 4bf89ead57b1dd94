# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the tests of settlements share."""

from odoo.addons.amazon_connector.tests.common import AmazonCommon


class AmazonSettlementCommon(AmazonCommon):
    """The company has a chart of accounts, the marketplaces have their journals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", cls.company, install_demo=False
            )
            (cls.marketplace_de | cls.marketplace_us).action_integrate()
