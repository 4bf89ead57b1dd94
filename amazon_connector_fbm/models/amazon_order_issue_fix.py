# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError

from .amazon_order_retry import SKU_REASONS


class AmazonOrderIssue(models.Model):
    """The buttons that mend what orders wait for, and release them at once."""

    _name = "amazon.order.issue"
    _inherit = "amazon.order.issue"

    @api.depends("reason", "key")
    def _compute_fix(self):
        fixes = self._get_fixes()
        for issue in self:
            can_map = issue.key or issue.reason not in SKU_REASONS
            issue.fix = can_map and fixes.get(issue.reason) or "orders"

    @api.model
    def _get_fixes(self):
        """Return for each reason which button mends it; addons add theirs.

        The list shows the button whose condition is this word; a reason without one
        opens its orders.
        """
        return {
            **dict.fromkeys(SKU_REASONS, "sku"),
            "currency": "pricelist",
            "marketplace": "marketplace",
            "settings": "setting",
            "tax": "tax_rule",
        }

    def action_map_sku(self):
        """Ask which product the SKU means."""
        self.ensure_one()
        return self.sample_order_id._get_map_action(self.key)

    def action_create_pricelist(self):
        """Activate the currency, give the marketplace a price list, import."""
        self.ensure_one()
        marketplace = self.marketplace_id
        marketplace.check_access("write")
        if marketplace.currency_id.name != self.key:
            raise UserError(
                self.env._(
                    "The orders are in %(currency)s, but Amazon says that "
                    "%(marketplace)s sells in %(other)s. Load the marketplaces of the "
                    "seller again; if that does not help, ask Amazon about the orders.",
                    currency=self.key,
                    marketplace=marketplace.display_name,
                    other=marketplace.currency_id.name or "?",
                )
            )
        # A manager of Amazon need not be one of currencies or price lists.
        marketplace.sudo()._activate_currency()
        marketplace.pricelist_id = marketplace._get_default_pricelist()
        return self._release()

    def action_integrate(self):
        """Integrate the marketplace and import; load it first if it is unknown."""
        self.ensure_one()
        if not self.marketplace_id:
            self.seller_id.check_access("write")
            return self.seller_id.action_load_marketplaces()
        self.marketplace_id.action_integrate()
        return self._release()

    def action_open_setting(self):
        """Open the record whose setting is missing or cannot be used."""
        self.ensure_one()
        record = self._get_setting().with_env(self.env)
        if not record:
            raise UserError(self.env._("The record was deleted. Retry the orders."))
        record.check_access("read")
        return record.get_formview_action()

    def action_open_tax_rule(self):
        """Open the tax rule that a manager has to decide about."""
        self.ensure_one()
        rule = self._get_tax_rule()
        return rule.get_formview_action() if rule else self.action_open_orders()

    def _release(self):
        """Import the orders of every issue with the same cause at this seller."""
        self.ensure_one()
        issues = self.search(
            [
                ("seller_id", "=", self.seller_id.id),
                ("reason", "=", self.reason),
                ("key", "=", self.key),
            ]
        )
        return issues._get_waiting_orders()._retry_or_wait()
