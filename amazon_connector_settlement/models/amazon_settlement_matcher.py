# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.tools import SQL

from .settlement_item import Offset, OpenItem, OrderBooks, exact


class AmazonSettlementMatcher(models.AbstractModel):
    """Finds the invoices and credit notes of the orders in a settlement."""

    _name = "amazon.settlement.matcher"
    _description = "Amazon Settlement Matcher"

    @api.model
    def _load(self, settlement, refs):
        """Return what the books say about orders, by Amazon order reference.

        The number of queries does not depend on the number of orders.
        """
        refs = [ref for ref in set(refs) if ref]
        if not refs:
            return {}
        orders = self.env["amazon.order"].search_fetch(
            [("seller_id", "=", settlement.seller_id.id), ("name", "in", refs)],
            ["name", "sale_order_id", "state", "hold_message"],
        )
        books = {order.name: OrderBooks(order) for order in orders}
        by_sale = {
            order.sale_order_id.id: books[order.name]
            for order in orders
            if order.sale_order_id
        }
        if by_sale:
            self._add_moves(settlement, by_sale)
            self._add_quantities(settlement, books)
        return books

    @api.model
    def _add_quantities(self, settlement, books):
        """Add how many pieces of each order Amazon has settled so far."""
        groups = self.env["amazon.settlement.row"]._read_group(
            [
                ("order_ref", "in", list(books)),
                ("settlement_id.seller_id", "=", settlement.seller_id.id),
                ("transaction_type", "=ilike", "order"),
                ("amount_type", "=ilike", "itemprice"),
                ("amount_description", "=ilike", "principal"),
            ],
            ["order_ref"],
            ["quantity:sum"],
        )
        for ref, quantity in groups:
            books[ref].settled_quantity = quantity or 0

    @api.model
    def _add_moves(self, settlement, by_sale):
        items = {}
        for row in self._query_moves(settlement, by_sale):
            books = by_sale[row["sale_id"]]
            books.has_tax = books.has_tax or row["has_tax"]
            books.tax_account_id = row["tax_account_id"] or books.tax_account_id
            if row["state"] == "draft":
                books.draft_names.append(row["name"])
                continue
            item = self._get_open_item(settlement, row)
            items[item.id] = item, books
            is_invoice = row["move_type"] == "out_invoice"
            (books.invoices if is_invoice else books.credit_notes).append(item)
        if any(books.credit_notes for books in by_sale.values()):
            self._add_offsets(settlement, items)

    @api.model
    def _get_open_item(self, settlement, row):
        return OpenItem(
            row["id"],
            row["move_id"],
            row["name"],
            row["account_id"],
            row["partner_id"],
            exact(row["residual"], settlement.currency_id),
            row["adjustment_ref"] or "",
        )

    @api.model
    def _add_offsets(self, settlement, items):
        """Add which invoices and credit notes of one order pay each other."""
        partials = self.env["account.partial.reconcile"].search_fetch(
            [
                ("debit_move_id", "in", list(items)),
                ("credit_move_id", "in", list(items)),
            ],
            ["debit_move_id", "credit_move_id", "debit_amount_currency"],
        )
        for partial in partials:
            invoice, books = items[partial.debit_move_id.id]
            credit_note, others = items[partial.credit_move_id.id]
            if books is others:
                amount = exact(partial.debit_amount_currency, settlement.currency_id)
                books.offsets.append(Offset(partial.id, invoice, credit_note, amount))

    @api.model
    def _query_moves(self, settlement, by_sale):
        """Return the receivable items of the invoices of sales orders, oldest first.

        A document in another currency than the settlement is not one of them.
        """
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH sale_move AS (
                    SELECT sol.order_id AS sale_id, aml.move_id,
                        MAX(aml.account_id)
                            FILTER (WHERE aml.product_id = %(tax_product)s)
                            AS tax_account_id
                    FROM sale_order_line sol
                    JOIN sale_order_line_invoice_rel rel
                        ON rel.order_line_id = sol.id
                    JOIN account_move_line aml ON aml.id = rel.invoice_line_id
                    WHERE sol.order_id IN %(sales)s
                    GROUP BY sol.order_id, aml.move_id
                )
                SELECT sale_move.sale_id, sale_move.tax_account_id,
                    move.id AS move_id, COALESCE(move.name, '/') AS name, move.state,
                    move.move_type, move.amount_tax <> 0 AS has_tax,
                    move.amazon_adjustment_ref AS adjustment_ref,
                    item.id, item.account_id, item.partner_id,
                    item.amount_residual_currency AS residual
                FROM sale_move
                JOIN account_move move ON move.id = sale_move.move_id
                JOIN account_move_line item ON item.move_id = move.id
                    AND item.display_type = 'payment_term'
                WHERE move.move_type IN ('out_invoice', 'out_refund')
                    AND move.state IN ('draft', 'posted')
                    AND move.currency_id = %(currency)s
                    AND move.company_id = %(company)s
                ORDER BY item.date_maturity, move.date, item.id
                """,
                tax_product=settlement.seller_id.tax_product_id.id or None,
                sales=tuple(by_sale),
                currency=settlement.currency_id.id,
                company=settlement.company_id.id,
            )
        )
