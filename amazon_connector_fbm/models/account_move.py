# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "amazon.workflow.mixin"]

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
