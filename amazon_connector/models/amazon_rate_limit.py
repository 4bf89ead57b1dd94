# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import time

from odoo import SUPERUSER_ID, api, fields, models

from ..lib.rate import Bucket, RateBudget, default_rate, is_rate, waiting_time

BUCKET_FIELDS = ("tokens", "updated_at", "rate", "burst", "blocked_until")


def new_bucket(operation):
    """Return the budget of an operation that was not called yet."""
    per_second, burst = default_rate(operation)
    return Bucket(burst, time.time(), per_second, burst)


class AmazonRateLimit(models.Model):
    """How many calls of one operation Amazon still allows one seller."""

    _name = "amazon.rate.limit"
    _description = "Amazon Rate Limit"
    _rec_name = "operation"

    seller_id = fields.Many2one(
        "amazon.seller", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="seller_id.company_id", store=True)
    operation = fields.Char(required=True)
    tokens = fields.Float()
    updated_at = fields.Float(help="Seconds since 1970.")
    rate = fields.Float(help="Calls per second.")
    burst = fields.Float()
    blocked_until = fields.Float(help="Seconds since 1970.")

    _seller_operation_uniq = models.Constraint(
        "UNIQUE(seller_id, operation)", "A seller has one budget per operation."
    )

    @api.model
    def _lock(self, seller_id, operation):
        """Return the budget of the operation; create it the first time.

        It is this transaction's own until its end. Nothing is returned for a
        seller that is not committed yet.
        """
        # Unlike a row lock, this one is taken before the transaction's snapshot:
        # who waits for it then reads what the one before has written.
        self.env.cr.execute("LOCK TABLE amazon_rate_limit IN SHARE ROW EXCLUSIVE MODE")
        record = self.search(
            [("seller_id", "=", seller_id), ("operation", "=", operation)]
        )
        if record or not self.env["amazon.seller"].browse(seller_id).exists():
            return record
        bucket = new_bucket(operation)
        vals = {name: getattr(bucket, name) for name in BUCKET_FIELDS}
        return self.create({"seller_id": seller_id, "operation": operation, **vals})


class DatabaseRateBudget(RateBudget):
    """The rate budget of one seller, shared by all workers and hosts.

    Each change is a short transaction of its own, so that a call that reached
    Amazon stays counted when the job around it is rolled back.
    """

    def __init__(self, registry, seller_id):
        self._registry = registry
        self._seller_id = seller_id

    def _take(self, operation):
        return self._change(operation, lambda bucket: bucket.take(time.time()))

    def learn(self, operation, rate):
        """See RateBudget.learn."""
        if is_rate(rate):
            self._change(operation, lambda bucket: bucket.learn(rate))

    def throttled(self, operation, retry_after=None):
        """See RateBudget.throttled."""
        seconds = waiting_time(operation) if retry_after is None else retry_after
        self._change(operation, lambda bucket: bucket.block(time.time(), seconds))
        return seconds

    def _change(self, operation, function):
        """Apply ``function`` to the bucket in a transaction of its own."""
        with self._registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            record = env["amazon.rate.limit"]._lock(self._seller_id, operation)
            if not record:
                return function(new_bucket(operation))
            bucket = Bucket(**{name: record[name] for name in BUCKET_FIELDS})
            result = function(bucket)
            record.write({name: getattr(bucket, name) for name in BUCKET_FIELDS})
        return result
