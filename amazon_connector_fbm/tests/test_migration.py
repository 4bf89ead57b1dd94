# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime
from pathlib import Path

from odoo import Command
from odoo.modules.migration import load_script
from odoo.tests import tagged

from .common import AmazonFbmCommon
from .documents import USA, item

SCRIPTS = Path(__file__).parents[1] / "migrations/19.0.2.2.0"


@tagged("post_install", "-at_install")
class TestMigration(AmazonFbmCommon):
    """What earlier versions left in settings and taxes."""

    def migrate(self, name="post-settings"):
        self.env.flush_all()
        script = load_script(str(SCRIPTS / f"{name}.py"), name)
        script.migrate(self.env.cr, "19.0.2.1.0")
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

    # === LINES OF TAX === #

    def forget_kinds(self, sale):
        """Let the lines of tax be what earlier versions made of them."""
        lines = self.lines_by_component(sale)["TAX"].sorted("id")
        kinds = lines.mapped("amazon_tax_kind")
        lines.amazon_tax_kind = False
        lines.name = "Reworded by a bookkeeper"
        return lines, kinds

    def test_lines_of_tax_get_their_kind(self):
        """An order that Amazon changes keeps the lines of both kinds."""
        items = [
            item("MUG", 1, "10.00", tax="0.80", on_top=True, collected=True),
            item("BOOK", 1, "10.00", tax="1.00", on_top=True),
        ]
        binding = self.import_order("111-1", items, marketplace=USA)
        self.approve_tax_rule(binding, treatment="line")
        other = self.import_order("111-2", items[1:], marketplace=USA)
        lines, kinds = self.forget_kinds(binding.sale_order_id)
        self.assertEqual(kinds, ["collected", "other"])
        alone, _kinds = self.forget_kinds(other.sale_order_id)
        self.migrate("post-tax-kind")
        self.assertEqual(lines.mapped("amazon_tax_kind"), kinds)
        self.assertEqual(alone.amazon_tax_kind, "other")
        items[0] = item("MUG", 1, "10.00", tax="0.90", on_top=True, collected=True)
        sale = self.import_sale("111-1", items, marketplace=USA)
        self.assertEqual(self.lines_by_component(sale)["TAX"].sorted("id"), lines)
        self.assertEqual(lines.mapped("price_unit"), [0.9, 1.0])

    def test_line_of_tax_of_an_unreadable_order(self):
        items = [item("MUG", 1, "10.00", tax="0.80", on_top=True, collected=True)]
        binding = self.import_order("111-1", items, marketplace=USA)
        lines, _kinds = self.forget_kinds(binding.sale_order_id)
        binding.payload = False
        self.migrate("post-tax-kind")
        self.assertEqual(lines.amazon_tax_kind, "other")
