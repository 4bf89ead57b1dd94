# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import formatLang

from .settlement_item import Problem


class AmazonSettlementResolver(models.AbstractModel):
    """Says in plain words why an amount is not matched, and what to do."""

    _name = "amazon.settlement.resolver"
    _inherit = "amazon.settlement.resolver"

    @api.model
    def _explain_unmapped(self, rows):
        row = rows[0]
        return Problem(
            "unmapped",
            self.env._(
                "No rule says how to book %(type)s / %(amount_type)s / "
                "%(description)s. Map it under Amazon > Settlements > Unmapped "
                "Amounts.",
                type=row.transaction_type or "-",
                amount_type=row.amount_type or "-",
                description=row.amount_description or "-",
            ),
        )

    @api.model
    def _explain_no_order(self, rows):
        return Problem(
            "unmapped",
            self.env._(
                "The rule %s books on the receivable of a customer, but Amazon names "
                "no order for this amount. Choose an account in the rule, or another "
                "treatment.",
                rows.rule_id.name,
            ),
        )

    @api.model
    def _explain_no_account(self, rule, treatment):
        if treatment in ("transfer", "opening", "closing"):
            message = self.env._(
                "There is no account for money in transit. Choose the ending balance "
                "account of the marketplace, or the internal transfer account in the "
                "settings of Accounting."
            )
        elif treatment == "other":
            message = self.env._(
                "The rule %s has no account in this company. Choose one under Amazon > "
                "Configuration > Settlement Rules.",
                rule.name,
            )
        elif treatment == "fee_tax":
            message = self.env._(
                "There is no account for the tax on Amazon's fees. Choose one in the "
                "rule %s under Amazon > Configuration > Settlement Rules, or a default "
                "purchase tax with an account in the settings of Accounting.",
                rule.name,
            )
        else:
            message = self.env._(
                "There is no account for %(treatment)s. Choose one in the settlement "
                "settings of the seller, or in the rule %(rule)s.",
                treatment=self._get_treatment_label(treatment),
                rule=rule.name or self._get_treatment_label(treatment),
            )
        return Problem("account_missing", message)

    @api.model
    def _explain_no_opening_account(self):
        return Problem(
            "account_missing",
            self.env._(
                "The marketplace has no opening balance account any more. Choose one "
                "under Amazon > Configuration > Marketplaces, tab Settlements, then "
                "press Reconcile."
            ),
        )

    @api.model
    def _get_treatment_label(self, treatment):
        field = self.env["amazon.settlement.row"]._fields["treatment"]
        return dict(field._description_selection(self.env))[treatment]

    @api.model
    def _explain_no_document(self, row, books, gross):
        """Say why there is nothing to reconcile the amount of an order with."""
        if not books:
            return Problem(
                "order_missing",
                self.env._(
                    "The order %s is not in Odoo. Import it with the button Import "
                    "This Order; the amount is matched as soon as it has an invoice. "
                    "If it is from before you used Odoo, press Book on an Account.",
                    row.order_ref,
                ),
            )
        if not books.order.sale_order_id:
            return Problem("order_missing", self._explain_no_sale(books.order))
        if gross < 0:
            return self._explain_no_credit_note(row, books)
        return self._explain_no_invoice(books)

    @api.model
    def _explain_no_sale(self, order):
        if order.state in ("skipped", "cancelled"):
            return self._explain_never_imported(order)
        if order.hold_message:
            return self.env._(
                "The order %(order)s is held: %(reason)s",
                order=order.name,
                reason=order.hold_message,
            )
        return self.env._(
            "The Amazon order %s has no sales order yet. It is matched after its "
            "import.",
            order.name,
        )

    @api.model
    def _explain_never_imported(self, order):
        wants_setting = (
            order.state == "skipped"
            and order.fulfillment_status == "SHIPPED"
            and order.fulfilled_by != "AMAZON"
        )
        if wants_setting:
            return self.env._(
                "The Amazon order %(order)s has no sales order. %(reason)s Turn on "
                "Import Shipped Orders in the settings of the seller, since a time "
                "before its purchase: the amount is matched when the order has an "
                "invoice. Or press Book on an Account.",
                order=order.name,
                reason=order.hold_message or "",
            )
        return self.env._(
            "The Amazon order %(order)s has no sales order and gets none. %(reason)s "
            "Reconcile the line of the bank statement by hand with what it belongs to, "
            "or press Book on an Account.",
            order=order.name,
            reason=order.hold_message or "",
        )

    @api.model
    def _explain_no_invoice(self, books):
        sale = books.order.sale_order_id.name
        if books.draft_names:
            message = self.env._(
                "The invoice of %s is a draft. It is matched as soon as somebody "
                "confirms it.",
                sale,
            )
        elif books.paid_names:
            return Problem(
                "amount_differs",
                self.env._(
                    "%(invoices)s of %(order)s is paid already, so there is nothing to "
                    "match this amount with. If a payment was registered that Amazon's "
                    "settlement brings again, cancel it and press Reconcile.",
                    invoices=", ".join(books.paid_names),
                    order=sale,
                ),
            )
        else:
            message = self.env._(
                "The sales order %s has no invoice yet. It is matched as soon as one "
                "is confirmed.",
                sale,
            )
        return Problem("not_invoiced", message)

    @api.model
    def _explain_no_credit_note(self, row, books):
        if books.draft_names:
            message = self.env._(
                "A credit note of %s is a draft. It is matched as soon as somebody "
                "confirms it.",
                books.order.sale_order_id.name,
            )
        else:
            message = self.env._(
                "There is no open credit note of %(order)s with this amount. Create it "
                "from the invoice, or enter the adjustment id %(adjustment)s on the "
                "one that belongs to this refund.",
                order=books.order.sale_order_id.name,
                adjustment=row.adjustment_ref or "-",
            )
        return Problem("no_credit_note", message)

    @api.model
    def _explain_too_much(self, line, names, amount):
        return Problem(
            "amount_differs",
            self.env._(
                "Amazon settles %(amount)s more than %(documents)s says. The rest "
                "stays open on the account of the customer: correct the document, or "
                "reconcile the rest.",
                amount=self._format(line, abs(amount)),
                documents=", ".join(names),
            ),
            amount,
        )

    @api.model
    def _explain_left_open(self, line, names, amount):
        return Problem(
            "amount_differs",
            self.env._(
                "%(documents)s stays open with %(amount)s, although Amazon has settled "
                "the whole order. Correct the document, or write the rest off.",
                amount=self._format(line, abs(amount)),
                documents=", ".join(names),
            ),
            amount,
        )

    @api.model
    def _format(self, line, amount):
        return formatLang(self.env, float(amount), currency_obj=line.currency_id)
