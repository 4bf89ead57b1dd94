# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import HttpCase, tagged

from .common import AmazonFbmCommon
from .documents import item, valid_order

FIRST = "302-0000001-0000001"
SECOND = "302-0000002-0000002"


@tagged("post_install", "-at_install")
class TestTourPreview(AmazonFbmCommon, HttpCase):
    """What a person sees of a preview, in the browser."""

    def test_user_previews_and_executes(self):
        self.create_user("ben", "amazon_connector.group_amazon_user")
        self.put(
            valid_order(FIRST, [item("MUG", 2, "11.90", shipping="4.90")]),
            valid_order(SECOND, [item("NOBODY-KNOWS")]),
        )
        self.start_tour("/odoo", "amazon_user_previews_and_executes", login="ben")
        self.refresh(self.seller)
        self.assert_proved(self.get_order(FIRST), "28.70")
        self.assert_held(self.get_order(SECOND), "unknown_sku")
