# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import models
from odoo.tools import format_date

ONE_DAY = timedelta(days=1)


class AmazonSettlement(models.Model):
    """Locked periods: Odoo would move such entries to today without a word."""

    # Apart from the jobs.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def _find_lock_obstacle(self):
        """Return what to do about lines in a locked period, by the seller's setting."""
        if self.seller_id.lock_date_policy == "first_open":
            return False
        dates = self.line_ids.filtered(lambda line: line.state == "planned").mapped(
            "date"
        )
        lock_date = dates and self._get_lock_date(min(dates))
        if not lock_date:
            return False
        return self.env._(
            "Some amounts are of %(date)s, but the books are locked until %(lock)s. "
            "Unlock that period and press Reconcile, or choose First Open Date in the "
            "settlement settings of the seller: they are booked on the first day after "
            "the lock then.",
            date=format_date(self.env, min(dates)),
            lock=format_date(self.env, lock_date),
        )

    def _get_lock_date(self, date):
        """Return until when the books are locked if that concerns a date."""
        return self._get_lock_dates([date])[date]

    def _get_lock_dates(self, dates):
        """Return for each date until when the books are locked, or False."""
        has_taxes = self._has_taxes()
        lock_dates = {}
        for date in set(dates):
            locks = self.company_id._get_violated_lock_dates(
                date, has_taxes, self.journal_id
            )
            lock_dates[date] = max(lock[0] for lock in locks) if locks else False
        return lock_dates

    def _has_taxes(self):
        """Tell whether entries of this settlement may have tax items."""
        rules = self.env["amazon.settlement.rule"].with_company(self.company_id)
        applicable = rules._get_applicable(self.seller_id, self.marketplace_id)
        return any(rule.tax_id for rule in applicable)

    def _get_booking_dates(self, dates):
        """Return for each date itself, or the first open one after its lock."""
        locks = self._get_lock_dates(dates)
        return {date: lock + ONE_DAY if lock else date for date, lock in locks.items()}
