# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..models.amazon_marketplace_fba import REMOVAL_ROUTES
from .common import AmazonCommon


@tagged("post_install", "-at_install")
class TestFbaSetting(AmazonCommon):
    """Rows 63 and 72: what FBA will need is stored, and refused if it cannot work."""

    def create_route(self, company=None, **vals):
        company = company or self.company
        picking_type = self.env["stock.picking.type"].search(
            [("company_id", "=", company.id)], limit=1
        )
        rule = {
            "name": "Move",
            "action": "pull",
            "picking_type_id": picking_type.id,
            "location_dest_id": picking_type.default_location_dest_id.id,
            "company_id": company.id,
        }
        return self.env["stock.route"].create(
            {"name": "Removal", "rule_ids": [Command.create(rule)], **vals}
        )

    def test_routes_are_stored(self):
        route, other = self.create_route(), self.create_route()
        with Form(self.marketplace_de) as form:
            form.removal_return_route_id = route
            form.removal_disposal_route_id = other
        self.assertEqual(self.marketplace_de.removal_return_route_id, route)
        self.assertEqual(self.marketplace_de.removal_disposal_route_id, other)

    def test_route_without_rules_is_refused(self):
        empty = self.create_route(rule_ids=False)
        resting = self.create_route()
        resting.rule_ids.active = False
        for name in REMOVAL_ROUTES:
            for route in (empty, resting):
                with self.assertRaisesRegex(ValidationError, "has no rule", msg=name):
                    self.marketplace_de[name] = route

    def test_archived_or_foreign_route_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.create_route(other, company_id=other.id)
        archived = self.create_route(active=False)
        for name in REMOVAL_ROUTES:
            with self.assertRaisesRegex(ValidationError, "archived", msg=name):
                self.marketplace_de[name] = archived
            with self.assertRaisesRegex(UserError, "ompany", msg=name):
                self.marketplace_de[name] = foreign

    def test_analytic_account(self):
        plan = self.env["account.analytic.plan"].create({"name": "Channels"})
        account = self.env["account.analytic.account"].create(
            {"name": "FBA", "plan_id": plan.id, "company_id": self.company.id}
        )
        self.seller.analytic_account_fba_id = account
        self.assertEqual(self.seller.analytic_account_fba_id, account)
        self.seller.analytic_account_fba_id = False
        account.active = False
        with self.assertRaisesRegex(ValidationError, "archived"):
            self.seller.analytic_account_fba_id = account

    def test_settings_page(self):
        route = self.create_route()
        page = self.env["amazon.settings"].create(
            {"seller_id": self.seller.id, "marketplace_id": self.marketplace_de.id}
        )
        with Form(page) as form:
            form.has_other_report_software = True
            form.removal_return_route_id = route
        self.assertTrue(self.seller.has_other_report_software)
        self.assertEqual(self.marketplace_de.removal_return_route_id, route)

    def test_help_says_from_when_on_it_counts(self):
        names = {
            "amazon.seller": ["analytic_account_fba_id", "has_other_report_software"],
            "amazon.marketplace": list(REMOVAL_ROUTES),
        }
        for model, fields in names.items():
            helps = self.env[model].fields_get(fields, ["help"])
            for name in fields:
                self.assertIn("Used when", helps[name]["help"], name)
