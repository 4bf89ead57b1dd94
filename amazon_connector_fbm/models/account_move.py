# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "amazon.workflow.mixin"]

    @api.model
    def _get_amazon_order_path(self):
        return "invoice_line_ids.sale_line_ids.order_id.amazon_order_ids"
