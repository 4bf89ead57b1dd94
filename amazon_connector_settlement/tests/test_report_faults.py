# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AmazonReportCommon
from .report_text import report_text


@tagged("post_install", "-at_install")
class TestReportFaults(AmazonReportCommon):
    """What may be wrong with the list of reports, and nothing of it loops."""

    def test_reports_that_failed_at_amazon(self):
        """RP03: FATAL again and again is said once for each; nothing is requested.

        That a settlement is missing, its neighbour says.
        """
        self.put_report(report_text("7001"))
        for _day in range(3):
            self.put_report(processingStatus="FATAL")
            log = self.run_reports()
            self.assertEqual(log.skipped_count, 1)
            [line] = log.line_ids.filtered(lambda line: line.result == "skipped")
            self.assertIn("Failed at Amazon", line.message)
        self.assertFalse(self.run_reports().line_ids)
        self.assertFalse(self.calls("createReport"))
        self.assertEqual(len(self.calls("getReportDocument")), 1)
        self.put_report(report_text("7003", start="2026-10-29", end="2026-11-12"))
        self.run_reports()
        self.assertTrue(self.get_settlement("7003").has_gap)

    def test_empty_page(self):
        """RP09: the list ends where there is no token, not where a page is empty."""
        description = self.put_report(processingStatus="IN_PROGRESS")
        pages = (
            {"reports": [], "nextToken": "token"},
            {"reports": [description]},
        )
        with self.fake_client(get_reports=pages) as client:
            log = self.run_reports()
        self.assertEqual(client.get_reports.call_args.kwargs, {"nextToken": "token"})
        self.assertEqual((log.state, log.page_count), ("done", 2))
        self.assertEqual(log.line_ids.reference, description["reportId"])

    def test_range_is_what_amazon_lists(self):
        """RP10: a longer range is cut to the 90 days, and that is said."""
        long_ago = fields.Datetime.now() - timedelta(days=400)
        log = self.run_reports(date_from=long_ago)
        [call] = self.calls("getReports")
        since = datetime.fromisoformat(call.query["createdSince"][:19])
        oldest = fields.Datetime.now() - timedelta(days=90)
        self.assertAlmostEqual(since, oldest, delta=timedelta(minutes=15))
        self.assertIn("last 90 days only", log.notice)

    def test_report_that_is_listed_late(self):
        """RP11: every run looks back far enough, and takes nothing twice."""
        self.assertFalse(self.run_clock("import_settlements").line_ids)
        created = fields.Datetime.now() - timedelta(hours=50)
        self.put_report(createdTime=created.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.run_clock("import_settlements")
        self.assertTrue(self.get_settlement())
        self.run_clock("import_settlements")
        self.assertEqual(len(self.calls("getReportDocument")), 1)
        self.assertEqual(len(self.seller.settlement_ids), 1)

    def test_refused_file_is_booked_by_no_button(self):
        """RP13, RP14: a cent that is missing keeps everything unbooked."""
        self.put_report(report_text(total="68.73"))
        self.run_reports()
        settlement = self.get_settlement()
        for method in ("action_process", "action_undo"):
            with self.assertRaises(UserError):
                getattr(settlement, method)()
        settlement.action_reconcile()
        settlement.action_retry()
        self.refresh(settlement)
        self.assertEqual(settlement.state, "refused")
        self.assertFalse(settlement.line_ids.statement_line_id)
