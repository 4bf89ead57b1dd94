# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

SALE_DOCUMENTS = ("out_invoice", "out_refund")


class AccountMove(models.Model):
    """Invoices and credit notes that settlements are matched with."""

    _inherit = "account.move"

    amazon_adjustment_ref = fields.Char(
        "Amazon Adjustment ID",
        copy=False,
        index="btree_not_null",
        help="The refund at Amazon that this credit note stands for. Its settlement is "
        "matched by this id; without one, by the order and the amount, and the id is "
        "written here if no other credit note of the order fits.",
    )
    amazon_settlement_count = fields.Integer(
        "Amazon Settlements", compute="_compute_amazon_settlement_count"
    )

    def _compute_amazon_settlement_count(self):
        for move in self:
            move.amazon_settlement_count = len(move._get_amazon_settlements())

    def _get_amazon_settlements(self):
        """Return the settlements that paid this document."""
        # Who sees the invoice may know that Amazon paid it.
        items = self.sudo().line_ids
        partials = items.matched_debit_ids | items.matched_credit_ids
        others = (partials.debit_move_id | partials.credit_move_id) - items
        # Whether this person may read the settlements is asked when they are opened.
        lines = self.env["amazon.settlement.line"].sudo()
        domain = [("statement_line_id", "in", others.statement_line_id.ids)]
        return lines.search(domain).settlement_id.with_env(self.env)

    def action_open_amazon_settlements(self):
        """Open the settlements that paid this document."""
        self.check_access("read")
        return self._get_amazon_settlements()._get_records_action(
            name=self.env._("Amazon Settlements")
        )

    def _post(self, soft=True):
        """Match settlements that have waited for these documents."""
        posted = super()._post(soft=soft)
        posted._match_amazon_settlements()
        return posted

    def write(self, vals):
        """Match the settlement of a refund once its credit note is known."""
        result = super().write(vals)
        is_matched = self.env.context.get("amazon_refund_is_matched")
        if vals.get("amazon_adjustment_ref") and not is_matched:
            posted = self.filtered(lambda move: move.state == "posted")
            posted._match_amazon_settlements()
        return result

    def _match_amazon_settlements(self):
        documents = self.filtered(lambda move: move.move_type in SALE_DOCUMENTS)
        # Who confirms invoices need not have rights on sales orders.
        sales = documents.sudo().line_ids.sale_line_ids.order_id
        lines = self.env["amazon.settlement.line"]
        for seller, orders in sales.grouped("amazon_seller_id").items():
            refs = [ref for ref in orders.mapped("amazon_order_ref") if ref]
            if seller and refs:
                lines._enqueue_retry(seller, refs)
