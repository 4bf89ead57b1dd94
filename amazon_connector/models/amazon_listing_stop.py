# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..lib.backoff import Backoff
from .amazon_seller_schedule_mixin import CLOCK

STOP_FIELDS = {"stop_state", "stop_date", "stop_tries", "stop_next_try"}
STOP_ROLE = "product_listing"
# Amazon applies a quantity minutes after it has accepted it.
SETTLING_TIME = timedelta(hours=1)
# A listing about which Amazon gives no answer is one for a person after 15 minutes.
BACKOFF = Backoff(timedelta(minutes=1))
MAX_TRIES = 5


class AmazonListing(models.Model):
    """A listing whose product is archived is sold no more.

    Archiving only plans it. A run tells Amazon, and looks later whether it did it.
    """

    # Apart from what a listing is.
    _inherit = "amazon.listing"  # pylint: disable=consider-merging-classes-inherited

    stop_state = fields.Selection(
        [
            ("due", "To Be Stopped"),
            ("sent", "Quantity 0 Sent"),
            ("stopped", "Stopped"),
            ("by_amazon", "Left to Amazon"),
            ("failed", "Not Stopped"),
        ],
        string="Sale of Archived Product",
        readonly=True,
        copy=False,
        help="What Amazon knows of it that the product is archived. Quantity 0 sent: "
        "Amazon has accepted it, and Odoo looks an hour later whether it shows. Left "
        "to Amazon: Amazon ships this listing. Not stopped: the mismatch says why.",
    )
    stop_date = fields.Datetime(
        "Stopped On",
        readonly=True,
        copy=False,
        help="When Amazon accepted, or already had, the quantity 0 for the listing "
        "of an archived product. An active product clears it.",
    )
    stop_tries = fields.Integer(
        "Tries Without an Answer",
        readonly=True,
        copy=False,
        help="How often Amazon gave no usable answer about this listing, while it "
        "answered about others. After five tries a mismatch says so.",
    )
    stop_next_try = fields.Datetime(
        "Next Try",
        readonly=True,
        copy=False,
        help="When Odoo asks again about a listing about which Amazon gave no usable "
        "answer. The others do not wait for it.",
    )

    _stop_idx = models.Index("(stop_state) WHERE stop_state IN ('due', 'sent')")

    @api.model_create_multi
    def create(self, vals_list):
        """A listing for an archived product is stopped as well."""
        for vals in vals_list:
            self._check_stop_fields(vals)
        listings = super().create(vals_list)
        listings._plan_stop()
        return listings

    def write(self, vals):
        """Another product may be archived; what another SKU was told is void."""
        self._check_stop_fields(vals)
        places = {listing: listing._get_place() for listing in self}
        result = super().write(vals)
        moved = self.filtered(lambda each: each._get_place() != places[each])
        moved._forget_stop()
        if moved or {"product_id", "active"} & set(vals):
            self._plan_stop()
        return result

    def _get_place(self):
        return self.sku, self.marketplace_id

    def _check_stop_fields(self, vals):
        if STOP_FIELDS & set(vals) and not self.env.su:
            raise AccessError(
                self.env._("Whether a listing is stopped, Odoo finds out by itself.")
            )

    @api.model
    def _get_listings_of(self, products):
        listings = self.with_context(active_test=False)
        return listings.search([("product_id", "in", products.ids)])

    def _plan_stop(self):
        """Let the clock stop what is archived, and forget it for all else."""
        archived = self.filtered(
            lambda listing: (
                listing.active and listing.product_id and not listing.product_id.active
            )
        )
        (self - archived)._forget_stop()
        # Who maintains listings need not see how a seller is configured.
        new = archived.sudo().filtered(
            lambda listing: (
                not listing.stop_state and listing.seller_id.stop_archived_products
            )
        )
        new._make_stop_due()

    def _forget_stop(self):
        """Nothing is to be stopped any more: its mismatches are settled."""
        # The state is written for everybody who archives or maps a product.
        stopped = self.sudo().filtered("stop_state")
        if stopped:
            stopped._set_stop_state(False)
            stopped.env["amazon.sync.log.line"]._supersede(stopped)

    def _make_stop_due(self):
        if not self:
            return
        # The state is written for everybody who archives or maps a product.
        self.sudo()._set_stop_state("due")
        clock = self.env.ref(CLOCK, raise_if_not_found=False)
        if clock:
            # Scheduled actions belong to the administrator.
            clock.sudo()._trigger()

    def _set_stop_state(self, state, stopped_on=False):
        """Write what became of these listings; earlier tries count no more."""
        self.write(
            {
                "stop_state": state,
                "stop_date": stopped_on,
                "stop_tries": 0,
                "stop_next_try": False,
            }
        )

    def _try_stop_later(self):
        """Plan another try; return False if there were enough of them."""
        tries = self.stop_tries + 1
        if tries >= MAX_TRIES:
            return False
        next_try = fields.Datetime.now() + BACKOFF.pause(tries)
        self.write({"stop_tries": tries, "stop_next_try": next_try})
        return True

    @api.model
    def _get_stop_domain(self):
        """Return the domain of listings about which Amazon is to be asked now."""
        now = fields.Datetime.now()
        settled = now - SETTLING_TIME
        sent = Domain("stop_state", "=", "sent") & Domain("stop_date", "<=", settled)
        waits = Domain("stop_next_try", ">", now)
        due = Domain("stop_state", "=", "due") | sent
        return due & ~waits & self._get_stoppable_domain()

    @api.model
    def _get_stoppable_domain(self):
        """Return the domain of listings that Odoo may stop at all."""
        return Domain(
            [
                ("active", "=", True),
                ("marketplace_id.active", "=", True),
                ("seller_id.stop_archived_products", "=", True),
            ]
        )

    @api.model
    def _stop_due(self):
        """Start a run for each seller that has something to stop and can do it."""
        domain = self._get_stop_domain() & Domain(
            [("seller_id.active", "=", True), ("seller_id.state", "=", "connected")]
        )
        logs = self.env["amazon.sync.log"]
        for (seller,) in self._read_group(domain, ["seller_id"]):
            is_allowed = seller._has_role(STOP_ROLE) and not seller.is_foreign_database
            if is_allowed and logs._may_start_stop(seller):
                logs._start_stop(seller)

    def action_retry(self):
        """Tell Amazon once more that nothing is left of archived products."""
        self.check_access("write")
        failed = self.filtered(lambda listing: listing.stop_state == "failed")
        failed = failed.filtered_domain(self._get_stoppable_domain())
        if not failed:
            return self.seller_id[:1]._notify(
                self.env._(
                    "There is nothing to tell Amazon: the product is active, the "
                    "listing or its marketplace is archived, or the seller does not "
                    "stop archived products."
                ),
                False,
            )
        for seller in failed.seller_id:
            seller._check_connected()
        failed._make_stop_due()
        return self.seller_id[:1]._notify(
            self.env._(
                "Odoo tells Amazon within a minute that nothing is left of: %s. The "
                "sync log shows what comes of it.",
                ", ".join(failed.mapped("sku")),
            ),
            True,
        )

    def action_view_stop_lines(self):
        """Open what the sync log says about this listing, with Amazon's request id."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_sync_log_line_action"
        )
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        lines = self.env["amazon.sync.log.line"].search(domain, limit=2)
        if len(lines) == 1:
            return action | {"res_id": lines.id, "views": [(False, "form")]}
        return action | {"domain": domain, "context": {}}
