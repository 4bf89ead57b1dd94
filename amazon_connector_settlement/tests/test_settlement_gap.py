# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime

from odoo.tests import freeze_time, tagged

from ..models.amazon_settlement_gap import GAP_ACTIVITY, SILENCE_ACTIVITY
from .common import AmazonReportCommon
from .report_text import report_text

PERIODS = {
    "7001": ("2026-09-17", "2026-10-01"),
    "7002": ("2026-10-01", "2026-10-15"),
    "7003": ("2026-10-15", "2026-10-29"),
}


@tagged("post_install", "-at_install")
@freeze_time("2026-11-02 12:00:00")
class TestSettlementGap(AmazonReportCommon):
    """Each settlement starts where the one before it ended, or somebody is told."""

    def take(self, *names, **values):
        """Take in the settlements with these names."""
        for name in names:
            start, end = PERIODS[name]
            self.put_report(report_text(name, start=start, end=end, **values))
        self.run_reports()

    def get_activities(self, kind):
        """Return the open activities of a kind about settlements."""
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "amazon.settlement"),
                ("activity_type_id", "=", self.env.ref(kind).id),
            ]
        )

    def test_complete(self):
        self.take("7003", "7001", "7002")
        self.assertFalse(self.get_activities(GAP_ACTIVITY))
        self.assertFalse(any(self.seller.settlement_ids.mapped("has_gap")))

    def test_missing(self):
        self.take("7001", "7003")
        late = self.get_settlement("7003")
        self.assertTrue(late.has_gap)
        self.assertEqual(late.gap_start, datetime(2026, 10, 1, 7))
        self.assertIn("Amazon deletes the report on", late.gap_message)
        [activity] = self.get_activities(GAP_ACTIVITY)
        self.assertEqual(activity.res_id, late.id)
        self.assertIn("01/13/2027", activity.note)
        self.assertFalse(self.get_settlement("7001").has_gap)

    def test_told_once(self):
        self.take("7001", "7003")
        self.get_activities(GAP_ACTIVITY).action_feedback("seen")
        self.put_report(report_text("7004", start="2026-10-29", end="2026-11-01"))
        self.run_reports()
        self.assertFalse(self.get_activities(GAP_ACTIVITY))
        self.assertTrue(self.get_settlement("7003").has_gap)

    def test_filled(self):
        self.take("7001", "7003")
        self.take("7002")
        self.assertFalse(self.get_settlement("7003").has_gap)
        self.assertFalse(self.get_activities(GAP_ACTIVITY))

    def test_streams_are_apart(self):
        self.take("7001")
        self.take("7003", currency="USD", store="Amazon.com")
        self.assertFalse(any(self.seller.settlement_ids.mapped("has_gap")))

    def test_too_late_for_amazon(self):
        self.take("7001", "7003")
        with freeze_time("2027-02-01"):
            self.env.invalidate_all()
            message = self.get_settlement("7003").gap_message
        self.assertIn("upload it by hand", message)

    def test_silence(self):
        """Told once by the scheduler, and over when the next one has come."""
        self.take("7002")
        self.run_clock("import_settlements")
        self.assertFalse(self.get_activities(SILENCE_ACTIVITY))
        with freeze_time("2026-11-06 12:00:00"):
            self.run_clock("import_settlements")
            [activity] = self.get_activities(SILENCE_ACTIVITY)
            self.assertEqual(activity.res_id, self.get_settlement("7002").id)
            activity.action_feedback("seen")
            self.run_clock("import_settlements")
        self.assertFalse(self.get_activities(SILENCE_ACTIVITY))

    def test_silence_is_over(self):
        self.take("7002")
        with freeze_time("2026-11-06 12:00:00"):
            self.run_clock("import_settlements")
            self.assertTrue(self.get_activities(SILENCE_ACTIVITY))
            self.put_report(report_text("7003", start="2026-10-15", end="2026-10-29"))
            self.run_clock("import_settlements")
        self.assertFalse(self.get_activities(SILENCE_ACTIVITY))

    def test_configuration_check(self):
        """The check names what is missing, and how many are refused."""
        self.take("7001", "7003")
        self.put_report(report_text("7009", total="1.00", end="2026-10-02"))
        self.run_reports()
        check = self.env["amazon.configuration.check"]._run(self.seller)
        messages = "\n".join(check.line_ids.mapped("message"))
        self.assertIn("Refused settlements", messages)
        self.assertIn(self.get_settlement("7003").gap_message, messages)
