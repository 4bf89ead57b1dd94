# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models
from odoo.exceptions import AccessError, UserError


class AmazonSettlement(models.Model):
    """Opens what a settlement became in the books, for those who may see it."""

    # Apart from the fields.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _check_may_see(self, model):
        """Say in plain words that entries are for accountants."""
        self.check_access("read")
        if not self.env[model].has_access("read"):
            raise AccessError(
                self.env._(
                    "Bank statements, journal entries and invoices are for people with "
                    "accounting rights. Ask an accountant to look at them, or an "
                    "administrator for these rights."
                )
            )

    def action_open_statement(self):
        """Open the bank statement."""
        self.ensure_one()
        self._check_may_see("account.bank.statement")
        return self.statement_id._get_records_action(name=self.env._("Statement"))

    def action_open_entries(self):
        """Open the journal items of the settlement."""
        self.ensure_one()
        self._check_may_see("account.move.line")
        # The ids are no secret; reading the items needs its own rights.
        moves = self.sudo().line_ids.statement_line_id.move_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items"),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("move_id", "in", moves.ids)],
        }

    def action_open_lines(self):
        """Open the lines that match nothing yet, by reason."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_settlement.amazon_settlement_line_action_open"
        )
        return action | {"domain": [("settlement_id", "=", self.id)]}


class AmazonSettlementLine(models.Model):
    """Opens what a line became in the books."""

    # Apart from the fields.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def action_open_entry(self):
        """Open the journal entry of the line."""
        self.ensure_one()
        self.settlement_id._check_may_see("account.move")
        # The id is no secret; reading the entry needs its own rights.
        entry = self.sudo().statement_line_id.move_id.with_env(self.env)
        return entry._get_records_action(name=self.label)

    def action_open_order(self):
        """Open the Amazon order that the line is about."""
        self.ensure_one()
        self.check_access("read")
        orders = self.env["amazon.order"].search(
            [("seller_id", "=", self.seller_id.id), ("name", "=", self.order_ref)]
        )
        if not orders:
            raise UserError(self.env._("The order %s is not in Odoo.", self.order_ref))
        return orders._get_records_action(name=self.order_ref)
