# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain

from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import SellerAttentionError, SyncAlreadyRunningError
from ..lib import listing as amazon_listing
from ..lib.errors import AccessDeniedError, AmazonError, RejectedError, TemporaryError
from ..lib.roles import lacks_role
from .amazon_listing_stop import STOP_ROLE

STOP = "stop_archived_products"
JOB = "_job_stop_listings"
LISTINGS_PER_JOB = 5
SECONDS_PER_JOB = 30
# A run that failed says why; the next one is not to fail every minute.
PAUSE = timedelta(minutes=15)
SENT = "sent"
REFUSED = "refused"
SHARED = "shared"
NO_TOKEN = "no_token"
NO_ANSWER = "no_answer"
# Amazon is asked about it only to see whether it answers about any SKU.
UNKNOWN_SKU = "odoo-asks-whether-amazon-answers"
STATES = {
    SENT: "sent",
    amazon_listing.STOPPED: "stopped",
    amazon_listing.BY_AMAZON: "by_amazon",
}


class Outcome(NamedTuple):
    """What became of one listing, and what Amazon said about it."""

    kind: str
    request_id: str = ""
    words: str = ""


class AmazonSyncLog(models.Model):
    """A run that tells Amazon that nothing is left of archived products.

    Amazon is asked for the quantity first. A job that dies after Amazon's answer and
    before its commit finds 0 there, or sends the same 0 again, which changes nothing.
    """

    # Apart from the run itself, whose file is full.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    operation = fields.Selection(
        selection_add=[(STOP, "Stop Archived Products")], ondelete={STOP: "cascade"}
    )

    @api.model
    def _may_start_stop(self, seller):
        """Tell whether no run is at work, and none has failed just now."""
        limit = fields.Datetime.now() - PAUSE
        domain = [("seller_id", "=", seller.id), ("operation", "=", STOP)]
        last = self.search(domain, limit=1)
        has_failed = last.state == "failed" and last.date_end > limit
        return last.state != "running" and not has_failed

    @api.model
    def _start_stop(self, seller):
        """Open a run for the archived products of a seller; enqueue its first job."""
        try:
            log = self._start(seller, STOP, "automatic")
        except SyncAlreadyRunningError:
            return
        jobs = log.with_user(SUPERUSER_ID).with_company(seller.company_id)
        jobs._enqueue(JOB)

    @api.model
    def _get_lost_jobs(self):
        return super()._get_lost_jobs() | {STOP: JOB}

    def _job_stop_listings(self):
        """Tell Amazon about the next few listings; what it says is stored at once."""
        self._lock_run()
        if self.state != "running":
            return self.env._("The run has ended.")
        listings = self._get_listings_to_stop()
        if not listings:
            self._finish()
            return self.env._("Nothing left to stop.")
        outcomes, error = self._stop_listings(listings)
        if isinstance(error, RetryableJobError) and not outcomes:
            self._note_after_rollback(error)
            raise error
        self.env["amazon.sync.log.line"]._supersede(
            listings.browse([listing.id for listing in outcomes])
        )
        for listing, outcome in outcomes.items():
            self._take_outcome(listing, outcome)
        if error and not isinstance(error, RetryableJobError):
            return self._fail_stopping(error)
        self._enqueue(JOB, key=self.fetched_count)
        return self.env._("%s listings done.", len(outcomes))

    def _get_listings_to_stop(self):
        """Return the next listings, locked: whoever unarchives a product waits."""
        listings = self.env["amazon.listing"]
        domain = listings._get_stop_domain() & Domain(
            [("seller_id", "=", self.seller_id.id), ("product_id.active", "=", False)]
        )
        found = listings.search(domain, limit=LISTINGS_PER_JOB)
        return found.try_lock_for_update(allow_referencing=True)

    # ------------------------------------------------------------------
    # Amazon
    # ------------------------------------------------------------------

    def _stop_listings(self, listings):
        """Return the outcomes by listing, and the error that ended it early."""
        outcomes = {}
        try:
            self.seller_id._amazon_call(
                lambda client: self._stop_each(client, listings, outcomes)
            )
        except (SellerAttentionError, RetryableJobError, AmazonError) as error:
            return outcomes, error
        return outcomes, None

    def _stop_each(self, client, listings, outcomes):
        """Fill the outcomes by listing; one that gets no answer stops no other."""
        unanswered = {}
        limit = time.monotonic() + SECONDS_PER_JOB
        for listing in listings:
            try:
                outcomes[listing] = self._stop_listing(client, listing)
            except TemporaryError as error:
                error.request_id = error.request_id or client.last_request_id
                unanswered[listing] = self._take_error(NO_ANSWER, error)
            if time.monotonic() > limit:
                break
        if unanswered:
            self._check_reachable(client, outcomes, next(iter(unanswered)))
            outcomes.update(unanswered)

    def _stop_listing(self, client, listing):
        """Return what Amazon does about one listing.

        Raises what stops the others as well.
        """
        if not self.seller_id.merchant_token:
            return Outcome(NO_TOKEN)
        if self._is_sold_as_another(listing):
            return Outcome(SHARED)
        try:
            return self._ask_and_send(client, listing)
        except AccessDeniedError as error:
            if lacks_role(client, STOP_ROLE):
                raise
            return self._take_error(REFUSED, error)
        except RejectedError as error:
            return self._take_error(REFUSED, error)

    @api.model
    def _take_error(self, kind, error):
        return Outcome(kind, error.request_id, error.detail or str(error))

    def _check_reachable(self, client, outcomes, listing):
        """Raise TemporaryError if Amazon answers about no SKU at all.

        Its trouble is charged to no listing then. That it does not know a SKU is an
        answer.
        """
        if any(outcome.request_id for outcome in outcomes.values()):
            return
        place = (
            self.seller_id.merchant_token,
            UNKNOWN_SKU,
            listing.marketplace_id.amazon_ref,
        )
        with suppress(AccessDeniedError, RejectedError):
            client.get_listings_item(*place, amazon_listing.INCLUDED_DATA)

    @api.model
    def _is_sold_as_another(self, listing):
        """Tell whether this SKU is an active product on another marketplace.

        A SKU has one quantity for the marketplaces that share it.
        """
        domain = [
            ("seller_id", "=", listing.seller_id.id),
            ("sku", "=", listing.sku),
            ("product_id.active", "=", True),
        ]
        return bool(self.env["amazon.listing"].search_count(domain, limit=1))

    def _ask_and_send(self, client, listing):
        marketplace_ref = listing.marketplace_id.amazon_ref
        place = (self.seller_id.merchant_token, listing.sku, marketplace_ref)
        # Amazon's words are for the person who gets them on the screen.
        language = self.seller_id._get_responsible().lang
        locale = amazon_listing.issue_locale(language)
        item = client.get_listings_item(*place, amazon_listing.INCLUDED_DATA, locale)
        offer = amazon_listing.read_offer(item, marketplace_ref)
        was_sent = listing.stop_state == "sent"
        decision = amazon_listing.decide_stop(offer, was_sent)
        if decision != amazon_listing.SEND:
            return Outcome(decision, client.last_request_id)
        patches = amazon_listing.quantity_patches(0)
        answer = client.patch_listings_item(*place, offer.product_type, patches, locale)
        submission = amazon_listing.read_submission(answer)
        kind = SENT if submission.is_accepted else REFUSED
        return Outcome(kind, client.last_request_id, submission.words)

    # ------------------------------------------------------------------
    # Odoo
    # ------------------------------------------------------------------

    def _take_outcome(self, listing, outcome):
        """Write what became of a listing, in the listing and in the log."""
        self.fetched_count += 1
        self.request_id = outcome.request_id or self.request_id
        if outcome.kind == NO_ANSWER and listing._try_stop_later():
            result = "pending"
            message = self._describe_next_try(listing)
        else:
            state = STATES.get(outcome.kind, "failed")
            is_stopped = state in ("sent", "stopped")
            stopped_on = listing.stop_date or fields.Datetime.now()
            listing._set_stop_state(state, is_stopped and stopped_on)
            result = {"sent": "updated", "failed": "failed"}.get(state, "skipped")
            message = self._describe_outcome(listing, outcome)
        self._add_line(
            listing.sku,
            result,
            listing,
            sku=listing.sku,
            cause=result == "failed" and "stop",
            message=" ".join(filter(None, [message, outcome.words])),
            request_id=outcome.request_id,
        )

    def _describe_next_try(self, listing):
        return self.env._(
            "Amazon gave no usable answer about the listing on %s, though it answers "
            "about others. Odoo asks again in some minutes. What came instead:",
            listing.marketplace_id.name,
        )

    def _describe_outcome(self, listing, outcome):
        """Return what happened to a listing and what to do, in plain words."""
        marketplace = listing.marketplace_id.name
        if outcome.kind == NO_TOKEN:
            return self.env._(
                "The listing is still sold on %s: without the merchant token of the "
                "seller Odoo cannot name it to Amazon. Enter the merchant token in the "
                "settings of the seller, then retry.",
                marketplace,
            )
        return {
            SENT: self.env._(
                "The product is archived: Amazon has accepted the quantity 0 for %s.",
                marketplace,
            ),
            amazon_listing.STOPPED: self.env._(
                "The product is archived, and Amazon offers none of it on %s.",
                marketplace,
            ),
            amazon_listing.BY_AMAZON: self.env._(
                "The product is archived. Amazon ships this listing on %s, so that "
                "Odoo changes no quantity of it.",
                marketplace,
            ),
            amazon_listing.IGNORED: self.env._(
                "Amazon accepted the quantity 0 for %s an hour ago and shows another "
                "one still. Look at the listing in Seller Central, then retry.",
                marketplace,
            ),
            amazon_listing.UNCLEAR: self.env._(
                "The product is archived and can be bought on %s, but Amazon does not "
                "say from where it is shipped. Set its quantity to 0 in Seller "
                "Central.",
                marketplace,
            ),
            NO_ANSWER: self.env._(
                "The product is archived and may still be sold on %s: Amazon gave no "
                "usable answer about this listing, however often Odoo asked, though it "
                "answers about others. Set its quantity to 0 in Seller Central, or "
                "retry. What came instead:",
                marketplace,
            ),
            SHARED: self.env._(
                "The product is archived, but this SKU stands for an active product on "
                "another marketplace, and Amazon may keep one quantity for both. Map "
                "the listing on %s to the same product, or close it in Seller Central.",
                marketplace,
            ),
        }.get(
            outcome.kind,
            self.env._(
                "Amazon did not take the quantity 0 of the archived product for %s. "
                "Look at the listing in Seller Central; if the SKU is no longer there, "
                "archive the listing in Odoo. Otherwise mend it and retry. Amazon "
                "says:",
                marketplace,
            ),
        )

    def _fail_stopping(self, error):
        """End the run; what was not reached is tried by a later one."""
        if isinstance(error, SellerAttentionError):
            return self._fail(str(error))
        if isinstance(error, AccessDeniedError):
            self.seller_id._note_missing_role(STOP_ROLE)
        reason = self.seller_id._explain_amazon_error(error)
        return self._fail(reason, error.detail, error.request_id)


class AmazonSyncLogLine(models.Model):
    """Listings of archived products can be tried again."""

    _inherit = "amazon.sync.log.line"

    cause = fields.Selection(selection_add=[("stop", "Still Sold at Amazon")])

    @api.model
    def _get_retry_models(self):
        return super()._get_retry_models() | {"amazon.listing"}
