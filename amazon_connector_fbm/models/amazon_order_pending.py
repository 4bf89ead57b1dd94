# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.errors import OrderHold
from .amazon_order_builder import SILENT

OPEN_MOVES = [("state", "not in", ("done", "cancel"))]


class AmazonOrder(models.Model):
    """Keeps goods for orders that Amazon has not released yet, if the seller wants.

    The goods are held by stock moves of their own, because there is no sales order as
    long as Amazon says neither price nor address.
    """

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.order"  # pylint: disable=consider-merging-classes-inherited

    pending_move_ids = fields.One2many(
        "stock.move",
        "amazon_pending_order_id",
        "Moves That Hold Stock",
        help="They reserve goods until Amazon releases the order.",
    )
    stock_held_until = fields.Datetime(
        readonly=True,
        index="btree_not_null",
        help="Until when goods are kept for the order although Amazon has not released "
        "it.",
    )

    def _hold_pending_stock(self, order):
        """Reserve the goods of a pending order.

        :param order: the parsed order
        :return: what became of it, in words
        """
        self.ensure_one()
        message = self.env._("Amazon has not released the order yet.")
        until = self._get_hold_end()
        if not until or until <= fields.Datetime.now():
            return message
        try:
            with self.env.cr.savepoint():
                moves = self._reserve_pending(order)
        except UserError as error:
            return self.env._(
                "%(message)s No stock is held: %(error)s", message=message, error=error
            )
        if not moves:
            return message
        self.stock_held_until = until
        return self.env._(
            "%(message)s Stock is held until %(until)s UTC: %(goods)s.",
            message=message,
            until=until,
            goods=", ".join(moves.mapped(self._name_held_goods)),
        )

    def _get_hold_end(self):
        seller = self.seller_id
        if not seller.hold_pending_stock or not self.marketplace_id.warehouse_id:
            return False
        start = self.purchase_date or fields.Datetime.now()
        return start + timedelta(days=seller.pending_hold_days)

    @api.model
    def _name_held_goods(self, move):
        return self.env._(
            "%(held)s of %(wanted)s %(product)s",
            held=f"{move.quantity:g}",
            wanted=f"{move.product_uom_qty:g}",
            product=move.product_id.display_name,
        )

    def _reserve_pending(self, order):
        """Create the moves that hold the goods; an unknown SKU holds nothing."""
        values = [
            self._prepare_pending_move_vals(product, quantity)
            for product, quantity in self._get_pending_goods(order).items()
        ]
        moves = self.env["stock.move"].with_context(**SILENT).create(values)
        moves._action_confirm(merge=False)
        moves._action_assign()
        return moves

    def _get_pending_goods(self, order):
        """Return the quantities to hold by product."""
        listings = self.env["amazon.listing"]
        skus = {item.sku for item in order.items}
        found = listings._find_products(self.marketplace_id, skus)
        goods = {}
        for item in order.items:
            try:
                product = listings._choose_product(item.sku, found[item.sku])
            except OrderHold:
                continue
            if item.quantity and product.is_storable:
                goods[product] = goods.get(product, 0) + item.quantity
        return goods

    def _prepare_pending_move_vals(self, product, quantity):
        """Values of the move that holds goods for a pending order."""
        warehouse = self.marketplace_id.warehouse_id
        customers, _suppliers = warehouse._get_partner_locations()
        return {
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": customers.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "date_deadline": self.ship_by_date,
            "amazon_pending_order_id": self.id,
        }

    def _release_pending_stock(self):
        """Let go of goods: the order is decided anew, or has waited too long."""
        holding = self.filtered("stock_held_until")
        holding.pending_move_ids.filtered_domain(OPEN_MOVES)._action_cancel()
        holding.stock_held_until = False

    @api.model
    def _cron_release_pending_stock(self):
        """Release what is held for longer than the sellers want."""
        domain = [
            ("stock_held_until", "!=", False),
            "|",
            ("stock_held_until", "<=", fields.Datetime.now()),
            ("seller_id.hold_pending_stock", "=", False),
        ]
        orders = self.search(domain)
        orders._release_pending_stock()
        orders.hold_message = self.env._(
            "Amazon has not released the order yet. Stock is held no longer."
        )
