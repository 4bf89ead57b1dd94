# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.tools import SQL


class AmazonDeferredInvoice(models.Model):
    """An invoice or credit note of an Amazon order that is not settled yet.

    Amazon releases the money of an order about a week after the delivery, so most of
    these are no cause for alarm; the age says which are.
    """

    _name = "amazon.deferred.invoice"
    _description = "Amazon Deferred Invoice"
    _auto = False
    _order = "age desc, id"
    _rec_name = "move_id"

    move_id = fields.Many2one("account.move", "Document", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    seller_id = fields.Many2one("amazon.seller", readonly=True)
    endpoint = fields.Selection(related="seller_id.endpoint")
    marketplace_id = fields.Many2one("amazon.marketplace", readonly=True)
    amazon_order_id = fields.Many2one("amazon.order", readonly=True)
    invoice_date = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    amount_residual = fields.Monetary("Not Settled", readonly=True)
    age = fields.Integer(
        "Days", readonly=True, aggregator="max", help="Days since the invoice date."
    )
    bucket = fields.Selection(
        [
            ("1", "Up to 7 Days"),
            ("2", "8 to 14 Days"),
            ("3", "15 to 30 Days"),
            ("4", "31 to 60 Days"),
            ("5", "More Than 60 Days"),
        ],
        "Age",
        readonly=True,
    )

    _depends = {
        "account.move": [
            "amount_residual",
            "amount_total",
            "company_id",
            "currency_id",
            "invoice_date",
            "move_type",
            "state",
        ],
        "amazon.order": ["marketplace_id", "sale_order_id", "seller_id"],
    }

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT move.id, move.id AS move_id, move.company_id, orders.seller_id,
                orders.marketplace_id, orders.id AS amazon_order_id,
                move.invoice_date, move.currency_id,
                move.amount_total * sign.value AS amount_total,
                move.amount_residual * sign.value AS amount_residual,
                days.age,
                CASE WHEN days.age <= 7 THEN '1' WHEN days.age <= 14 THEN '2'
                    WHEN days.age <= 30 THEN '3' WHEN days.age <= 60 THEN '4'
                    ELSE '5' END AS bucket
            FROM (
                SELECT DISTINCT aml.move_id, sol.order_id
                FROM sale_order_line sol
                JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sol.id
                JOIN account_move_line aml ON aml.id = rel.invoice_line_id
            ) sale_move
            JOIN account_move move ON move.id = sale_move.move_id
            JOIN LATERAL (
                SELECT id, seller_id, marketplace_id FROM amazon_order
                WHERE sale_order_id = sale_move.order_id ORDER BY id LIMIT 1
            ) orders ON TRUE
            CROSS JOIN LATERAL (
                SELECT CASE move.move_type WHEN 'out_refund' THEN -1 ELSE 1 END
                    AS value
            ) sign
            CROSS JOIN LATERAL (
                SELECT CURRENT_DATE - COALESCE(move.invoice_date, move.date) AS age
            ) days
            WHERE move.state = 'posted' AND move.amount_residual <> 0
                AND move.move_type IN ('out_invoice', 'out_refund')
            """
        )

    def action_open_move(self):
        """Open the invoice or credit note."""
        self.ensure_one()
        return self.move_id.get_formview_action()
