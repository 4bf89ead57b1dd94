# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import fields, models

from .settlement_item import ZERO, exact

ONE_DAY = timedelta(days=1)
KIND_OF_TREATMENT = {
    "fee": "fee",
    "fee_tax": "fee",
    "advertising": "advertising",
    "reimbursement": "reimbursement",
    "withheld_tax": "tax",
    "tax_adjustment": "tax",
    "transfer": "transfer",
}


class AmazonSettlementLine(models.Model):
    """What a planned line needs while it is booked."""

    # Apart from the fields of the line.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def _get_unique_import_id(self):
        """Return what makes a second statement line for this one impossible."""
        settlement = self.settlement_id
        return f"AMZ-{settlement.seller_id.id}-{settlement.name}-{self.key}"

    def _prepare_transaction_details(self):
        """Return what the screens of bank statements show about the line."""
        return {
            "settlement": self.settlement_id.name,
            "order": self.order_ref or "",
            "adjustment": self.adjustment_ref or "",
        }

    def _set_reconciled(self):
        """Say that nothing of these lines is open."""
        self.write(
            {
                "state": "reconciled",
                "reason": False,
                "message": False,
                "open_amount": 0.0,
                "retry_date": False,
            }
        )

    def _set_open(self, reason, message, amount):
        """Say what of the line is open, why and what to do.

        What somebody undid by hand waits for somebody to reconcile it again.
        """
        waits = reason == "undone"
        self.write(
            {
                "state": "open",
                "reason": reason,
                "message": message,
                "open_amount": amount,
                "retry_date": False if waits else fields.Datetime.now() + ONE_DAY,
            }
        )

    # === GROUPED LINES === #

    def _holds_many_orders(self):
        """Tell whether the line joins the orders of a day."""
        return self.kind in ("order", "refund") and not self.order_ref

    def _split_off(self, rows):
        """Move rows of one order from a grouped line to a line of its own."""
        self.ensure_one()
        row = rows[0]
        amounts = (exact(each.amount, self.currency_id) for each in rows)
        amount = sum(amounts, start=ZERO)
        new = self.create(
            {
                "settlement_id": self.settlement_id.id,
                "key": f"{self.key}|{row.order_ref}|{row.adjustment_ref or ''}",
                "kind": self.kind,
                "date": self.date,
                "label": f"{self.label} {row.order_ref}",
                "amount": float(amount),
                "order_ref": row.order_ref,
                "adjustment_ref": row.adjustment_ref,
            }
        )
        rows.write({"line_id": new.id})
        self.amount -= float(amount)
        if not self.row_ids:
            self.unlink()
        return new
