# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime
from pathlib import Path

from odoo import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged

from .common import AmazonFbmCommon

SCRIPT = Path(__file__).parents[1] / "migrations/19.0.2.2.0/post-settings.py"


@tagged("post_install", "-at_install")
class TestMigration(AmazonFbmCommon):
    """What earlier versions left in settings and taxes."""

    def migrate(self):
        self.env.flush_all()
        load_script(str(SCRIPT), "post-settings").migrate(self.env.cr, "19.0.2.1.0")
        self.env.invalidate_all()

    def test_first_import_reaches_back_at_all(self):
        other = self.create_seller(self.company, short_code="OTH", order_first_days=7)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE amazon_seller SET order_first_days = 0 WHERE id = %s",
            [self.seller.id],
        )
        self.env.invalidate_all()
        self.migrate()
        self.assertEqual((self.seller | other).mapped("order_first_days"), [30, 7])

    def test_earlier_of_two_pauses_stays(self):
        early, late = datetime(2026, 1, 1), datetime(2026, 2, 1)
        self.seller.disconnected_since = late
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE amazon_seller ADD order_disconnected_since timestamp"
        )
        self.env.cr.execute(
            "UPDATE amazon_seller SET order_disconnected_since = %s WHERE id = %s",
            [early, self.seller.id],
        )
        self.migrate()
        self.assertEqual(self.seller.disconnected_since, early)
        self.migrate()
        self.assertEqual(self.seller.disconnected_since, early)

    def test_twins_replace_nothing(self):
        """Fiscal positions map to the origin; a choice made by hand stays."""
        domestic, other = self.create_tax(7), self.create_tax(8)
        self.tax.original_tax_ids = domestic
        twin = self.tax._amazon_included_twin()
        twin.original_tax_ids = [Command.set((domestic | other).ids)]
        self.migrate()
        self.assertEqual(twin.original_tax_ids, other)
        self.assertEqual(self.tax.original_tax_ids, domestic)
