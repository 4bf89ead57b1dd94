# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "amazon.workflow.mixin"]

    amazon_endpoint = fields.Selection(
        lambda self: self.env["amazon.seller"]._fields["endpoint"].selection,
        compute="_compute_amazon_endpoint",
        help="Whether the orders of this invoice are real ones of Amazon.",
    )

    @api.depends("invoice_line_ids.sale_line_ids.order_id.amazon_seller_id.endpoint")
    def _compute_amazon_endpoint(self):
        # Whoever reads invoices need not have rights on sales orders or sellers.
        for move in self.sudo():
            orders = move.invoice_line_ids.sale_line_ids.order_id
            move.amazon_endpoint = orders.amazon_seller_id[:1].endpoint

    @api.model
    def _get_amazon_order_path(self):
        return "invoice_line_ids.sale_line_ids.order_id.amazon_order_ids"

    def _post(self, soft=True):
        """Post no invoice of an Amazon order that is held or whose total differs.

        Credit notes are posted: they may be what mends the order.
        """
        invoices = self.filtered(lambda move: move.move_type == "out_invoice")
        invoices.line_ids.sale_line_ids.order_id._check_amazon_invoice()
        return super()._post(soft=soft)
