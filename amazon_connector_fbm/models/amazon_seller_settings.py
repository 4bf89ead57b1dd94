# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.order_prefix import TOKENS, PrefixError, check_prefix, fill_prefix

CHARGE_PRODUCTS = (
    "shipping_product_id",
    "shipping_discount_product_id",
    "gift_wrap_product_id",
    "promotion_product_id",
    "other_charge_product_id",
    "tax_product_id",
)
SHIPPED_FIELDS = {"import_shipped_orders", "shipped_orders_since"}
# Amazon keeps two years of orders.
MAX_FIRST_DAYS = 730
MAX_LOOKBACK_DAYS = 30
MAX_HOLD_DAYS = 60
MAX_OVERLAP_MINUTES = 7 * 24 * 60


class AmazonSeller(models.Model):
    """Which orders become sales orders, and what these look like."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    order_prefix = fields.Char(
        help="Put before Amazon's order id in the name of a sales order. {seller} "
        "becomes the short code of the seller, {marketplace} the country code of the "
        "marketplace, {prime} a P on Prime orders, {b2b} a B on orders of Amazon "
        "Business: {seller}{marketplace}{prime}- gives AMZDEP-302-1234567-1234567.",
    )
    import_shipped_orders = fields.Boolean(
        help="Orders that were shipped before Odoo saw them become sales orders too, "
        "and their deliveries are processed. Otherwise only orders that still have to "
        "be shipped are imported.",
    )
    shipped_orders_since = fields.Datetime(
        help="Shipped orders that were bought before this time are left out. The next "
        "import reaches back as far as this.",
    )
    hold_pending_stock = fields.Boolean(
        "Hold Stock for Pending Orders",
        help="Goods are reserved for an order that Amazon has not released yet, so "
        "that nobody else gets them. It has no sales order before it is released.",
    )
    pending_hold_days = fields.Integer(
        "Hold for (Days)",
        default=7,
        help="How many days after the purchase goods are held for an order that Amazon "
        "does not release.",
    )
    auto_create_refund = fields.Boolean(
        "Create Credit Note",
        default=True,
        help="Used when refunds are imported from Amazon: whether one creates the "
        "credit note of the invoice.",
    )
    auto_create_return_picking = fields.Boolean(
        "Create Return",
        help="Used when refunds are imported from Amazon: whether one creates the "
        "return of the delivery, which waits until the goods are back.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        check_company=True,
        help="Set on all lines of the orders of this seller, unless the marketplace, "
        "or the way the order is shipped, has an analytic account of its own. Blank: "
        "Odoo's distribution models decide.",
    )
    analytic_account_fbm_id = fields.Many2one(
        "account.analytic.account",
        string="Analytic Account (FBM)",
        check_company=True,
        help="Set on all lines of the orders that you ship yourself, in place of the "
        "analytic account of the seller; one of the marketplace comes first. Blank: "
        "that of the seller.",
    )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {
            "payment_term_id",
            "analytic_account_id",
            "analytic_account_fbm_id",
            *CHARGE_PRODUCTS,
        }

    @api.constrains("order_first_days")
    def _check_order_first_days(self):
        self._check_between("order_first_days", 1, MAX_FIRST_DAYS)

    @api.constrains("order_overlap_minutes")
    def _check_order_overlap_minutes(self):
        self._check_between("order_overlap_minutes", 0, MAX_OVERLAP_MINUTES)

    @api.constrains("order_lookback_days")
    def _check_order_lookback_days(self):
        self._check_between("order_lookback_days", 0, MAX_LOOKBACK_DAYS)

    @api.constrains("pending_hold_days")
    def _check_pending_hold_days(self):
        self._check_between("pending_hold_days", 1, MAX_HOLD_DAYS)

    @api.constrains("order_prefix")
    def _check_order_prefix(self):
        for seller in self.filtered("order_prefix"):
            try:
                check_prefix(seller.order_prefix)
            except PrefixError as error:
                raise ValidationError(
                    self.env._(
                        "The order prefix of %(seller)s cannot be read at %(part)s. "
                        "Only these may stand in braces: %(tokens)s.",
                        seller=seller.name,
                        part=error.part,
                        tokens=", ".join(f"{{{token}}}" for token in TOKENS),
                    )
                ) from error

    @api.constrains(*sorted(SHIPPED_FIELDS))
    def _check_shipped_orders_since(self):
        for seller in self.filtered("import_shipped_orders"):
            since = seller.shipped_orders_since
            if not since:
                raise ValidationError(
                    self.env._(
                        "%s imports shipped orders: enter since when (Shipped Orders "
                        "Since).",
                        seller.name,
                    )
                )
            if since > fields.Datetime.now():
                raise ValidationError(
                    self.env._(
                        "Shipped Orders Since of %s lies in the future. Enter a time "
                        "that has passed.",
                        seller.name,
                    )
                )
            if since < fields.Datetime.now() - timedelta(days=MAX_FIRST_DAYS):
                raise ValidationError(
                    self.env._(
                        "Shipped Orders Since of %s lies more than two years back, and "
                        "Amazon keeps no older orders. Enter a later time.",
                        seller.name,
                    )
                )

    def write(self, vals):
        changed = self._filter_changed(SHIPPED_FIELDS, vals)
        result = super().write(vals)
        changed._reach_back_for_shipped_orders()
        return result

    def _reach_back_for_shipped_orders(self):
        """Let the next import see again what the settings left out so far.

        An order that was bought since a time was changed since then as well.
        """
        logs = self.env["amazon.sync.log"]
        # A manager of Amazon may not write what the imports keep.
        for seller in self.sudo().filtered("import_shipped_orders"):
            since = seller.shipped_orders_since
            if seller.order_cursor:
                seller.order_cursor = min(seller.order_cursor, since)
            logs._get_running(seller, "import_fbm_orders").moves_cursor = False
            seller._get_skipped_shipped_orders().payload_hash = False

    def _get_skipped_shipped_orders(self):
        return self.env["amazon.order"].search(
            [
                ("seller_id", "=", self.id),
                ("state", "=", "skipped"),
                ("fulfillment_status", "=", "SHIPPED"),
                ("purchase_date", ">=", self.shipped_orders_since),
            ]
        )

    def _get_order_window_start(self):
        """The first import reaches back to the first shipped order that is wanted."""
        start = super()._get_order_window_start()
        if self.import_shipped_orders and not self.order_cursor:
            return min(start, self.shipped_orders_since)
        return start

    def _wants_shipped_order(self, purchase_date):
        """Tell whether an order that was bought then is imported although shipped."""
        self.ensure_one()
        return self.import_shipped_orders and (
            self.shipped_orders_since <= purchase_date
        )

    def _get_analytic_setting(self, marketplace):
        """Return what holds the analytic account of an order: record, field name.

        :param marketplace: where the order was placed
        """
        self.ensure_one()
        settings = [
            (marketplace, "analytic_account_id"),
            (self, "analytic_account_fbm_id"),
            (self, "analytic_account_id"),
        ]
        chosen = (setting for setting in settings if setting[0][setting[1]])
        return next(chosen, settings[-1])

    def _get_order_prefix(self, marketplace, programs):
        """Return what stands before Amazon's order id in the name of a sales order.

        :param programs: Amazon's names of the programs of the order
        """
        self.ensure_one()
        values = {
            "seller": self.short_code,
            "marketplace": marketplace.country_id.code,
            "prime": "P" if "PRIME" in programs else "",
            "b2b": "B" if "AMAZON_BUSINESS" in programs else "",
        }
        return fill_prefix(self.order_prefix or "", values)
