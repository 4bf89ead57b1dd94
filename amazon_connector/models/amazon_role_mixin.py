# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ..lib.roles import GRANTED, MISSING, ROLES, UNKNOWN

ROLE_COLORS = {GRANTED: "success", MISSING: "danger", UNKNOWN: "secondary"}


class AmazonRoleMixin(models.AbstractModel):
    """Which of Amazon's roles a seller's application has, and what needs them."""

    _name = "amazon.role.mixin"
    _description = "Amazon Roles"

    role_report = fields.Json(
        readonly=True,
        copy=False,
        exportable=False,
        help="Per role: granted, missing or unknown, as the last test found it.",
    )
    role_report_html = fields.Html(
        string="Roles",
        compute="_compute_role_report_html",
        help="The roles of the application as the last test found them.",
    )
    has_missing_roles = fields.Boolean(
        compute="_compute_has_missing_roles",
        help="Amazon denies something that the connector can do.",
    )

    @api.depends("role_report")
    def _compute_has_missing_roles(self):
        for seller in self:
            seller.has_missing_roles = MISSING in (seller.role_report or {}).values()

    @api.depends("role_report")
    @api.depends_context("lang")
    def _compute_role_report_html(self):
        for seller in self:
            seller.role_report_html = seller.role_report and self.env[
                "ir.qweb"
            ]._render(
                "amazon_connector.role_report", {"rows": seller._prepare_role_rows()}
            )

    def _prepare_role_rows(self):
        """Return what the table shows: a dict per role."""
        self.ensure_one()
        functions = self._get_role_functions()
        labels = {
            GRANTED: self.env._("Granted"),
            MISSING: self.env._("Missing"),
            UNKNOWN: self.env._("Not Known"),
        }
        report = self.role_report or {}
        return [
            {
                "name": role.name,
                "result": report.get(key, UNKNOWN),
                "label": labels[report.get(key, UNKNOWN)],
                "color": ROLE_COLORS[report.get(key, UNKNOWN)],
                "functions": functions.get(key, ""),
            }
            for key, role in ROLES.items()
        ]

    @api.model
    def _get_role_functions(self):
        """Return, by role, what does not work without it; addons may say more."""
        return {
            "selling_partner_insights": self.env._("Load Marketplaces"),
            "inventory_and_order_tracking": self.env._(
                "Import of orders, confirmation of shipments, cancellations and refunds"
            ),
            "direct_to_consumer_shipping": self.env._(
                "Names, addresses and telephone numbers of the buyers"
            ),
            "tax_invoicing": self.env._(
                "Tax numbers of the buyers, upload of VAT invoices"
            ),
            "product_listing": self.env._(
                "Listings, stop of archived products, export of stock and prices"
            ),
            "finance_and_accounting": self.env._("Settlement reports"),
        }

    def _has_role(self, key):
        """Whether Amazon grants the role as far as Odoo knows.

        :param key: a key of ``lib.roles.ROLES``
        """
        self.ensure_one()
        return (self.role_report or {}).get(key) != MISSING

    def _merge_role_report(self, roles):
        """Return the report after a test; what it did not find out stays as it was."""
        self.ensure_one()
        before = self.role_report or {}
        return {
            key: before.get(key, result) if result == UNKNOWN else result
            for key, result in roles.items()
        }

    def _note_missing_role(self, key):
        """Keep that Amazon denied what needs this role; the next test asks again."""
        self.ensure_one()
        self.role_report = {**(self.role_report or {}), key: MISSING}

    def _get_missing_role_names(self):
        """Return Amazon's names of the roles that are missing."""
        self.ensure_one()
        return [role.name for key, role in ROLES.items() if not self._has_role(key)]
