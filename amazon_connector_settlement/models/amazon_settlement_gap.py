# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from odoo.addons.amazon_connector.models.amazon_report import RETENTION

GAP_ACTIVITY = "amazon_connector_settlement.mail_activity_type_gap"
SILENCE_ACTIVITY = "amazon_connector_settlement.mail_activity_type_silence"
# Amazon settles every two weeks; later than that, something is wrong.
LONGEST_SILENCE = timedelta(days=20)


class AmazonSettlement(models.Model):
    """Sees that a settlement is missing: each starts where the one before ended."""

    # Apart from what a settlement is.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    gap_start = fields.Datetime(
        "Missing Since",
        readonly=True,
        copy=False,
        help="The settlement before this one ends here; what lies between this time "
        "and the start of the period is not in Odoo.",
    )
    has_gap = fields.Boolean(
        "Gap Before",
        compute="_compute_has_gap",
        store=True,
        help="A settlement is missing before this one.",
    )
    gap_message = fields.Char(
        "Missing Settlement",
        compute="_compute_gap_message",
        help="Which period is missing, and until when Amazon has its report.",
    )

    @api.depends("gap_start")
    def _compute_has_gap(self):
        for settlement in self:
            settlement.has_gap = bool(settlement.gap_start)

    @api.depends("gap_start", "start_date")
    @api.depends_context("lang", "tz")
    def _compute_gap_message(self):
        for settlement in self:
            settlement.gap_message = (
                settlement.gap_start and settlement._explain_gap() or False
            )

    def _explain_gap(self):
        self.ensure_one()
        period = {
            "start": format_datetime(self.env, self.gap_start, tz="UTC"),
            "end": format_datetime(self.env, self.start_date, tz="UTC"),
            "marketplace": self.marketplace_id.name or self.currency_id.name,
        }
        deleted = self.start_date + RETENTION
        if deleted < fields.Datetime.now():
            return self.env._(
                "The settlement of %(marketplace)s from %(start)s to %(end)s UTC is "
                "missing, and Amazon lists it no more. Download it in Seller Central "
                "(Payments > Reports Repository) and upload it by hand.",
                **period,
            )
        return self.env._(
            "The settlement of %(marketplace)s from %(start)s to %(end)s UTC is "
            "missing. Press Get Report List, or upload it by hand: Amazon deletes the "
            "report on %(deleted)s.",
            deleted=format_date(self.env, deleted),
            **period,
        )

    def _get_stream_domain(self):
        """Return the domain of the settlements that this one continues."""
        return [
            ("seller_id", "=", self.seller_id.id),
            ("marketplace_id", "=", self.marketplace_id.id),
            ("currency_id", "=", self.currency_id.id),
        ]

    def _check_gaps(self):
        """Compare each settlement of this stream with the one before it."""
        self.ensure_one()
        stream = self.search(
            self._get_stream_domain(), order="start_date, end_date, id"
        )
        end = False
        for settlement in stream:
            is_late = end and settlement.start_date > end
            settlement._set_gap(end if is_late else False)
            end = max(end or settlement.end_date, settlement.end_date)

    def _set_gap(self, gap_start):
        """Remember where a gap starts, and tell the responsible person once."""
        if self.gap_start == gap_start:
            return
        self.gap_start = gap_start
        self.activity_unlink([GAP_ACTIVITY])
        if gap_start:
            self._tell_responsible(GAP_ACTIVITY, "gap_message")

    def _tell_responsible(self, activity_type, name):
        """Give whoever looks after the seller an activity in their language."""
        responsible = self.seller_id._get_responsible()
        settlement = self.with_context(lang=responsible.lang)
        settlement.activity_schedule(
            activity_type, note=settlement[name], user_id=responsible.id or self.env.uid
        )

    # === NO NEW SETTLEMENT === #

    is_silence_told = fields.Boolean(
        readonly=True,
        copy=False,
        help="Somebody was told that no further settlement came.",
    )
    silence_message = fields.Char(
        compute="_compute_silence_message",
        help="Since when no further settlement came.",
    )

    @api.depends("end_date")
    @api.depends_context("lang")
    def _compute_silence_message(self):
        for settlement in self:
            settlement.silence_message = self.env._(
                "The last settlement of %(marketplace)s ended on %(end)s, and none has "
                "come since. Look in Seller Central whether there is one, and whether "
                "the application still has the role Finance and Accounting.",
                marketplace=settlement.marketplace_id.name
                or settlement.currency_id.name,
                end=format_date(self.env, settlement.end_date),
            )

    @api.model
    def _check_silence(self, seller):
        """Tell about each stream of a seller whose next settlement is overdue."""
        limit = fields.Datetime.now() - LONGEST_SILENCE
        streams = self._read_group(
            [("seller_id", "=", seller.id), ("end_date", "!=", False)],
            ["marketplace_id", "currency_id"],
            ["id:recordset"],
        )
        for marketplace, _currency, settlements in streams:
            newest = settlements.sorted("end_date")[-1:]
            others = settlements - newest
            others.activity_unlink([SILENCE_ACTIVITY])
            is_silent = newest.end_date < limit and (
                not marketplace or marketplace.active
            )
            if is_silent and not newest.is_silence_told:
                newest.is_silence_told = True
                newest._tell_responsible(SILENCE_ACTIVITY, "silence_message")
