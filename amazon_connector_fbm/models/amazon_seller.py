# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta, timezone

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.amazon_connector.lib.roles import ROLES

from ..lib import fields as amazon_fields
from ..lib.errors import OrderFormatError

PAGE_SIZE = 100
# Amazon refuses a window that ends less than two minutes ago.
DATA_DELAY = timedelta(minutes=3)
INCLUDED_DATA = [
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
]
# Sections that Amazon gives only to applications with the role.
ROLE_SECTIONS = {
    "direct_to_consumer_shipping": {"BUYER", "RECIPIENT"},
    "tax_invoicing": {"TAX"},
}
# What is older is fetched by runs of its own, beside the import.
LONGEST_WINDOW = timedelta(days=31)
# An hour less than a day: runs of a daily scheduler are never exactly a day apart.
LOOK_BACK_INTERVAL = timedelta(hours=23)


class AmazonSeller(models.Model):
    _inherit = "amazon.seller"

    order_cursor = fields.Datetime(
        "Orders Complete Until",
        copy=False,
        readonly=True,
        help="Every order that changed at Amazon before this time is stored in Odoo.",
    )
    order_first_days = fields.Integer(
        "Days of the First Import",
        default=30,
        help="How many days back the first import looks, and the one after another "
        "marketplace came: at least one day. What is older than 31 days is fetched "
        "after that, month by month, while new orders go on coming in.",
    )
    order_overlap_minutes = fields.Integer(
        "Overlap (Minutes)",
        default=15,
        help="How far each import reaches back before the end of the last one, because "
        "Amazon may list an order late.",
    )
    order_lookback_days = fields.Integer(
        "Look Back Once a Day (Days)",
        default=2,
        help="Once a day the import reaches back so many days before the end of the "
        "last one, because Amazon may leave out an order for longer than the overlap. "
        "0: never.",
    )
    order_lookback_date = fields.Datetime(
        "Last Look Back",
        copy=False,
        readonly=True,
        help="When an import last reached back so far and was complete.",
    )
    create_products = fields.Boolean(
        "Create Unknown Products",
        help="An order with an unknown SKU creates the product and a listing for it. "
        "Otherwise the order is held until somebody maps the SKU.",
    )
    use_odoo_sequence = fields.Boolean(
        "Odoo Sequence for Orders",
        help="Number sales orders with Odoo's sequence instead of Amazon's order id.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term",
        check_company=True,
        default=lambda self: self.env.ref(
            "account.account_payment_term_immediate", raise_if_not_found=False
        ),
        help="Payment terms of sales orders from Amazon.",
    )
    workflow_process_id = fields.Many2one(
        "sale.workflow.process",
        "FBM Workflow",
        default=lambda self: self.env.ref(
            "amazon_connector_fbm.workflow_fbm", raise_if_not_found=False
        ),
        help="Which steps happen by themselves: confirm, invoice, pay.",
    )
    shipping_product_id = fields.Many2one(
        "product.product",
        "Shipment Fee Product",
        check_company=True,
        default=lambda self: self._default_service("product_shipping"),
        help="The service on the line for what the buyer pays for shipping.",
    )
    shipping_discount_product_id = fields.Many2one(
        "product.product",
        "Shipment Discount Product",
        check_company=True,
        default=lambda self: self._default_service("product_shipping_discount"),
        help="The service on the line for a discount on shipping.",
    )
    gift_wrap_product_id = fields.Many2one(
        "product.product",
        "Gift Wrapper Fee Product",
        check_company=True,
        default=lambda self: self._default_service("product_gift_wrap"),
        help="The service on the line for gift wrap.",
    )
    promotion_product_id = fields.Many2one(
        "product.product",
        "Promotion Discount Product",
        check_company=True,
        default=lambda self: self._default_service("product_promotion"),
        help="The service on the line for a discount on products.",
    )
    other_charge_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        default=lambda self: self._default_service("product_other_charge"),
        help="The service on lines for cash on delivery, tips and other charges.",
    )
    tax_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        default=lambda self: self._default_service("product_tax"),
        help="The service on the line for tax that Amazon collects itself, or that the "
        "taxes of the products do not reproduce.",
    )
    amazon_order_ids = fields.One2many("amazon.order", "seller_id")
    amazon_order_count = fields.Integer(compute="_compute_amazon_order_count")
    held_order_count = fields.Integer(compute="_compute_amazon_order_count")

    @api.model
    def _default_service(self, name):
        return self.env.ref(f"amazon_connector_fbm.{name}", raise_if_not_found=False)

    def _compute_amazon_order_count(self):
        orders = self._count_by_seller("amazon.order", [])
        held = self._count_by_seller(
            "amazon.order", self.env["amazon.order"]._get_waiting_domain()
        )
        for seller in self:
            seller.amazon_order_count = orders.get(seller, 0)
            seller.held_order_count = held.get(seller, 0)

    def _on_account_changed(self):
        """Another account or address has other orders: look for them from the start."""
        result = super()._on_account_changed()
        self._restart_order_cursor()
        return result

    def _has_to_catch_up(self):
        """The next complete import of orders ends the pause."""
        return True

    def _has_company_documents(self):
        # Orders that this user cannot read depend on the company as well.
        return super()._has_company_documents() or bool(self.sudo().amazon_order_ids)

    def _get_marketplace(self, amazon_ref):
        """The marketplace with Amazon's identifier, also if it is not integrated."""
        marketplaces = self.with_context(active_test=False).marketplace_ids
        return marketplaces.filtered(lambda m: m.amazon_ref == amazon_ref)[:1]

    # === IMPORT OF ORDERS === #

    def _start_order_import(
        self, sync_type, date_from=None, date_to=None, by_creation=False
    ):
        """Open a run of the order import and enqueue its first job.

        :param date_from: naive UTC; without it the window continues at the cursor
        :param date_to: naive UTC; without it Amazon says how far its data reach
        :param by_creation: the dates are those of the purchase, not of the last change
        :return: the sync log of the run
        :raises SyncAlreadyRunningError: an import of this seller is running
        """
        self.ensure_one()
        marketplaces = self._check_may_import()
        wanted = date_from or self._get_order_window_start()
        start = date_from or self._get_recent_start(wanted)
        end = self._get_past_end(date_to)
        log = self.env["amazon.sync.log"]._start(
            self, "import_fbm_orders", sync_type, start, end
        )
        params = self._prepare_search_params(marketplaces, start, end, by_creation)
        values = {"moves_cursor": not date_from, "by_creation": by_creation}
        log.write({"request_params": params, **values})
        if not date_from:
            self._describe_window(log)
            log._note_gap()
            if wanted < start:
                log._note_history(wanted)
        log.with_user(SUPERUSER_ID).with_company(self.company_id)._enqueue_fetch()
        return log

    def _check_may_import(self):
        """Return the marketplaces whose orders are imported.

        :raises UserError: nothing can be imported now
        """
        self._check_connected()
        # Whoever starts an import need not see the marketplaces of every company.
        marketplaces = self.sudo().marketplace_ids
        if not marketplaces:
            raise UserError(
                self.env._(
                    "%s has no integrated marketplace. Load the marketplaces and "
                    "choose those to work with.",
                    self.display_name,
                )
            )
        return marketplaces

    @api.model
    def _get_past_end(self, date_to):
        """Return the end of a window, or False if Amazon has to say it."""
        is_past = date_to and date_to < fields.Datetime.now() - DATA_DELAY
        return date_to if is_past else False

    def _describe_window(self, log):
        """Say in the log why its window begins where it does, if that is unusual."""
        log.looks_back = self._is_look_back_due()
        if self.order_cursor and self.order_cursor > fields.Datetime.now():
            log._add_note(
                self.env._(
                    "The orders counted as complete until %s, which is yet to come: "
                    "the window begins before now instead.",
                    self.order_cursor,
                )
            )
        if self.disconnected_since:
            log._add_notice(
                self.env._(
                    "Odoo was not connected to Amazon since %(since)s UTC. This run "
                    "catches up whatever changed since %(start)s UTC.",
                    since=self.disconnected_since,
                    start=log.window_start,
                )
            )

    def _prepare_search_params(self, marketplaces, start, end, by_creation=False):
        """Parameters of searchOrders; the same ones go with every page token."""
        name = "created" if by_creation else "lastUpdated"
        params = {
            f"{name}After": self._format_moment(start),
            "marketplaceIds": sorted(marketplaces.mapped("amazon_ref")),
            "includedData": self._get_included_data(),
            "maxResultsPerPage": PAGE_SIZE,
        }
        if end:
            params[f"{name}Before"] = self._format_moment(end)
        return params

    def _get_included_data(self):
        """Return the sections of an order to ask for: those that the roles permit."""
        self.ensure_one()
        refused = set()
        for role, sections in ROLE_SECTIONS.items():
            if not self._has_role(role):
                refused |= sections
        return [section for section in INCLUDED_DATA if section not in refused]

    def _get_order_window_start(self):
        """Where the next window begins: the cursor minus the overlap.

        Once a day it reaches further back, for what Amazon left out so far.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if not self.order_cursor:
            return self._get_first_window_start()
        reach = timedelta(minutes=self.order_overlap_minutes)
        if self._is_look_back_due():
            reach = max(reach, timedelta(days=self.order_lookback_days))
        return min(self.order_cursor, now) - reach

    def _get_first_window_start(self):
        return fields.Datetime.now() - timedelta(days=self.order_first_days)

    @api.model
    def _get_recent_start(self, start):
        """Return where a window begins that shall not keep what is new waiting."""
        return max(start, fields.Datetime.now() - LONGEST_WINDOW)

    def _is_look_back_due(self):
        """Tell whether no complete import has reached back for a day."""
        last = self.order_lookback_date
        return not last or last <= fields.Datetime.now() - LOOK_BACK_INTERVAL

    def _restart_order_cursor(self, since=None):
        """Let the next import look from the start; one that runs knows too little.

        What an import that was far behind still lacks is not skipped by that.

        :param since: naive UTC, if something was left out for longer
        """
        logs = self.env["amazon.sync.log"]
        # Whoever integrates a marketplace or connects a seller need not import.
        for seller in self.sudo():
            if seller.order_cursor:
                start = seller._get_first_window_start()
                seller.order_cursor = min(seller.order_cursor, start, since or start)
            logs._get_running(seller, "import_fbm_orders").moves_cursor = False

    def _complete_order_window(self, log):
        """Every page of a run that goes on where the last one ended is stored."""
        self._move_order_cursor(log.window_end)
        if log.looks_back:
            self.order_lookback_date = log.date_start
        missed = self.disconnected_since
        if missed and missed <= log.date_start:
            self.disconnected_since = False

    def _move_order_cursor(self, window_end):
        """Every page up to ``window_end`` is stored; the cursor never goes back.

        Only one that is ahead of the clock does: it would hide what changes meanwhile.
        """
        self.ensure_one()
        cursor = self.order_cursor
        if not cursor or cursor < window_end or cursor > fields.Datetime.now():
            self.order_cursor = window_end

    def _describe_missing_order_role(self):
        """Return why Amazon gives no orders at all, and what to do."""
        return self.env._(
            "Amazon refuses the orders of %(seller)s: the application lacks the role "
            "%(role)s. Add it to the application at Amazon, authorise the application "
            "again, then press Test Connection.",
            seller=self.display_name,
            role=ROLES["inventory_and_order_tracking"].name,
        )

    def _describe_missing_section(self, role):
        """Return what the orders lack without this role, and what to do."""
        lacks = {
            "direct_to_consumer_shipping": self.env._(
                "Orders come without the names and addresses of the buyers"
            ),
            "tax_invoicing": self.env._(
                "Orders come without the tax data of the buyers"
            ),
        }
        return self.env._(
            "%(lacks)s: the application lacks the role %(role)s. Add it to the "
            "application at Amazon, authorise the application again, then press Test "
            "Connection.",
            lacks=lacks[role],
            role=ROLES[role].name,
        )

    @api.model
    def _format_moment(self, moment):
        return moment.replace(tzinfo=timezone.utc, microsecond=0).strftime(
            "%Y-%m-%dT%H:%M:%SZ"
        )

    @api.model
    def _parse_moment(self, text):
        try:
            return amazon_fields.moment(text, "lastUpdatedBefore") or False
        except OrderFormatError:
            return False

    def action_import_orders(self):
        """Start the import now and open its sync log."""
        self._check_group("amazon_connector.group_amazon_user")
        logs = self.env["amazon.sync.log"]
        for seller in self:
            logs |= seller._start_order_import("manual")
        return logs.with_env(self.env)._get_open_action()
