# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class StockMove(models.Model):
    _inherit = "stock.move"

    amazon_pending_order_id = fields.Many2one(
        "amazon.order",
        "Pending Amazon Order",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The move only holds goods until Amazon releases this order.",
    )
    amazon_gift_wrap = fields.Char(
        related="sale_line_id.amazon_gift_wrap", string="Amazon Gift Wrap"
    )
    amazon_gift_message = fields.Char(
        related="sale_line_id.amazon_gift_message",
        string="Amazon Gift Message",
        groups="amazon_connector.group_amazon_pii",
    )

    def _is_away_from_stock(self):
        """Whether goods were picked or delivered and are not back; for one move.

        A return counts with the move whose goods it brings back.
        """
        if self.origin_returned_move_id:
            return False
        if self.state != "done":
            return self.picked
        return self.product_id.uom_id.compare(self._get_kept_quantity(), 0) > 0

    def _get_kept_quantity(self):
        """Return how much of a done move nobody brought back, in the product's unit."""
        done = self.product_uom._compute_quantity(
            self.quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )
        returns = self.returned_move_ids.filtered(lambda move: move.state == "done")
        return done - sum(move._get_kept_quantity() for move in returns)
