# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import datetime, timedelta
from pathlib import Path

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from .common import REPORT_TYPE, AmazonReportCommon
from .report_text import FEE, RESERVE, ROWS, SALE, STORAGE, report_text


@tagged("post_install", "-at_install")
class TestSettlementDownload(AmazonReportCommon):
    """Reports are listed and downloaded from Amazon over HTTP."""

    def test_import(self):
        description = self.put_report()
        log = self.run_reports()
        self.assertEqual((log.state, log.failure_reason), ("done", False))
        settlement = self.get_settlement()
        self.assertNotIn(settlement.state, ("downloaded", "refused"))
        self.assertEqual(settlement.marketplace_id, self.marketplace_de)
        self.assertEqual(
            settlement.journal_id, self.marketplace_de.settlement_journal_id
        )
        self.assertEqual(settlement.file_id.raw.decode(), report_text())
        self.assertEqual(settlement.start_date, datetime(2026, 10, 1, 7))
        self.assertEqual(settlement.end_date, datetime(2026, 10, 15, 7))
        amounts = ("total_amount", "rows_amount", "opening_balance")
        self.assertEqual([settlement[name] for name in amounts], [68.74, 68.74, 50.0])
        self.assertEqual((settlement.difference, settlement.row_count), (0, 6))
        self.assertEqual(
            (settlement.payout_amount, settlement.closing_balance), (68.74, 55.0)
        )
        self.assertAlmostEqual(settlement.lines_amount, 73.74)
        report = self.get_report(description)
        self.assertEqual(
            (report.state, report.settlement_id), ("downloaded", settlement)
        )
        self.assertEqual(
            report.available_until, report.created_date + timedelta(days=90)
        )

    def test_rows_and_lines(self):
        """Every row is on one line, or in a balance; the lines add up."""
        self.put_report()
        self.run_reports()
        settlement = self.get_settlement()
        self.assertTrue(settlement.is_stored)
        self.assertEqual(settlement.row_ids.mapped("number"), [1, 2, 3, 4, 5, 6])
        balances = settlement.row_ids.filtered(
            lambda row: row.treatment in ("opening", "closing")
        )
        self.assertEqual(balances.mapped("number"), [5, 6])
        self.assertFalse(balances.line_id)
        for row in settlement.row_ids - balances:
            self.assertTrue(row.line_id, row.amount_description)
        for line in settlement.line_ids.filtered("row_ids"):
            self.assertAlmostEqual(line.amount, sum(line.row_ids.mapped("amount")))
        total = sum(settlement.line_ids.mapped("amount"))
        self.assertAlmostEqual(
            settlement.opening_balance + total, settlement.closing_balance
        )

    def test_summary(self):
        self.put_report()
        self.run_reports()
        parts = self.get_settlement().summary_ids
        self.assertEqual(parts[0].section, "opening")
        self.assertEqual(parts[-1].section, "payout")
        self.assertAlmostEqual(parts[-1].balance, 55.0)
        rows = self.env["amazon.settlement.row"]
        found = rows.browse()
        for part in parts - parts[-1]:
            shown = rows.search(part.action_view_rows()["domain"])
            self.assertEqual(len(shown), part.row_count, part.section)
            self.assertAlmostEqual(sum(shown.mapped("amount")), part.amount)
            found |= shown
        self.assertEqual(len(found), 5, "the closing reserve is no movement")

    def test_only_listed(self):
        """RP01: a settlement report is never requested."""
        self.put_report()
        self.run_reports()
        self.assertFalse(self.calls("createReport"))
        [call] = self.calls("getReports")
        self.assertEqual(call.query["reportTypes"], REPORT_TYPE)
        self.assertNotIn("marketplaceIds", call.query)

    def test_every_page(self):
        for number in range(3):
            self.put_report(report_text(f"70{number}"))
        module = "odoo.addons.amazon_connector_settlement.models"
        with self.patched(f"{module}.amazon_seller_settlement.PAGE_SIZE", 1):
            log = self.run_reports()
        self.assertEqual((log.state, log.page_count), ("done", 3))
        self.assertEqual(len(self.seller.settlement_ids), 3)

    def test_nothing_twice(self):
        self.put_report()
        self.run_reports()
        before = len(self.calls("getReportDocument"))
        log = self.run_reports()
        self.assertEqual(log.state, "done")
        self.assertEqual(len(self.calls("getReportDocument")), before)
        self.assertFalse(log.line_ids)

    def test_two_reports_of_one_settlement(self):
        """RP04."""
        self.put_report()
        self.put_report()
        log = self.run_reports()
        settlement = self.get_settlement()
        self.assertEqual(len(settlement), 1)
        self.assertEqual(len(settlement.report_ids), 2)
        self.assertEqual(len(settlement.file_ids), 1)
        results = [result for _ref, result, _cause in self.read_lines(log)]
        self.assertEqual(results.count("skipped"), 1)
        self.assertEqual(log.state, "done")

    def test_reports_without_a_file(self):
        """RP02: cancelled and failed ones are skipped with a line, once."""
        for status in ("CANCELLED", "FATAL"):
            self.put_report(processingStatus=status)
        self.put_report(processingStatus="IN_PROGRESS")
        log = self.run_reports()
        self.assertEqual(log.state, "done")
        self.assertEqual((log.skipped_count, log.pending_count), (2, 1))
        log = self.run_reports()
        self.assertEqual((log.skipped_count, log.pending_count), (0, 1))
        self.assertFalse(self.calls("getReportDocument"))

    # === WHERE IT BELONGS === #

    def test_routed_by_content(self):
        """RP05, RP22: the list said Germany, the file is of the United States."""
        text = report_text(currency="USD", store="Amazon.com")
        self.put_report(text, marketplaceIds=[self.marketplace_de.amazon_ref])
        self.run_reports()
        self.assertEqual(self.get_settlement().marketplace_id, self.marketplace_us)

    def test_routed_by_majority(self):
        other = ("Order", "S01-1-1", "Non-Amazon DE", "ItemFees", "Fee", "-1.00")
        self.put_report(report_text(rows=(*ROWS, other, other, other, other)))
        self.run_reports()
        self.assertEqual(self.get_settlement().marketplace_id, self.marketplace_de)

    def test_routed_by_currency(self):
        self.put_report(report_text(rows=[STORAGE], currency="USD"))
        self.run_reports()
        self.assertEqual(self.get_settlement().marketplace_id, self.marketplace_us)

    def test_unknown_marketplace_waits(self):
        """RP05: parked, with what to do."""
        self.put_report(report_text(store="Amazon.nl"))
        self.run_reports()
        settlement = self.get_settlement()
        self.assertEqual(settlement.state, "downloaded")
        self.assertIn("Amazon.nl", settlement.waiting_reason)
        self.assertFalse(settlement.line_ids)

    # === WHAT GOES WRONG === #

    def test_difference(self):
        """RP14: a cent too much is shown, nothing of it is booked."""
        self.put_report(report_text(total="68.73"))
        log = self.run_reports()
        settlement = self.get_settlement()
        self.assertEqual(settlement.state, "refused")
        self.assertAlmostEqual(settlement.difference, 0.01)
        self.assertIn("0.01", settlement.refusal_reason)
        self.assertFalse(settlement.line_ids)
        self.assertEqual(log.state, "partial")
        self.assertEqual(self.read_lines(log), [("7001", "held", "total_difference")])
        self.assertTrue(log.line_ids.can_retry)
        with self.assertRaises(UserError):
            settlement.action_process()

    def test_cut_off(self):
        """RP13, B39: cut at a row boundary, seen by the total."""
        text = "".join(report_text().splitlines(True)[:-1])
        self.put_report(text)
        self.run_reports()
        settlement = self.get_settlement()
        self.assertEqual(settlement.state, "refused")
        self.assertAlmostEqual(settlement.difference, 55.0)

    def test_rows_removed(self):
        """B42."""
        lines = report_text().splitlines(True)
        self.put_report("".join([*lines[:3], *lines[4:]]))
        self.run_reports()
        self.assertEqual(self.get_settlement().state, "refused")

    def test_damaged_gzip(self):
        """RP08: nothing is taken from half a file; the job tries again."""
        self.put_report()
        self.faults.plan({"operation": "download", "cut_after": 60})
        with self.assertRaises(RetryableJobError), mute_logger("odoo.sql_db"):
            self.run_reports()
        self.assertFalse(self.get_settlement())

    def test_expired_address(self):
        """RP12: another one is asked for; the error of the storage is no data."""
        self.put_report()
        self.faults.plan({"operation": "download", "clock_offset": 400})
        log = self.run_reports()
        self.assertEqual(log.state, "done")
        self.assertTrue(self.get_settlement())
        self.assertEqual(len(self.calls("getReportDocument")), 2)

    def test_refused_download(self):
        """RP12: what the storage refuses is a mismatch that can be tried again."""
        description = self.put_report()
        self.faults.plan(
            {"operation": "download", "clock_offset": 400, "times": "always"}
        )
        log = self.run_reports()
        report = self.get_report(description)
        self.assertEqual((log.state, report.state), ("partial", "failed"))
        [line] = log.line_ids
        self.assertEqual((line.result, line.cause), ("failed", "not_found"))
        self.assertTrue(line.can_retry)
        self.faults.clear()
        retried = line.with_context(queue_job__no_delay=True)
        retried.action_retry()
        self.refresh(report)
        self.assertEqual(report.state, "downloaded")
        self.assertTrue(self.get_settlement())
        self.assertTrue(line.resolved)

    def test_file_that_is_none(self):
        """B38: said with its name, and the other reports go on."""
        self.put_report("amazon-order-id\tpurchase-date\torder-status\n1\t2\t3\n")
        self.put_report(report_text("7002"))
        log = self.run_reports()
        failed = log.line_ids.filtered(lambda line: line.result == "failed")
        self.assertIn("report of all orders", failed.message)
        self.assertEqual(failed.cause, "invalid_data")
        self.assertTrue(self.get_settlement("7002"))

    def test_two_settlements_in_one_file(self):
        """B40: split, never mixed."""
        second = report_text("7002", currency="USD", store="Amazon.com")
        self.put_report(report_text() + second.partition("\r\n")[2])
        self.run_reports()
        settlements = self.get_settlement("7001") | self.get_settlement("7002")
        self.assertEqual(settlements.mapped("total_amount"), [68.74, 68.74])
        self.assertEqual(
            settlements.marketplace_id, self.marketplace_de | self.marketplace_us
        )
        self.assertEqual(settlements.mapped("row_count"), [6, 6])

    def test_missing_role(self):
        self.simulator.state.seller().denied_roles = {"finance_and_accounting"}
        self.addCleanup(self.simulator.state.reset)
        log = self.run_reports()
        self.assertEqual(log.state, "failed")
        self.assertIn("Finance and Accounting", log.failure_reason)
        scheduler = self.get_scheduler("import_settlements")
        self.assertEqual(scheduler.pause_cause, "denied")

    def test_old_reports(self):
        """RP24: what Amazon does not list any more is uploaded by hand."""
        long_ago = fields.Datetime.now() - timedelta(days=120)
        with self.assertRaisesRegex(UserError, "upload them by hand"):
            self.run_reports(date_from=long_ago, date_to=long_ago + timedelta(days=10))
        log = self.run_reports(date_from=long_ago)
        self.assertIn("upload them by hand", log.notice)
        self.assertEqual(log.state, "done")

    def test_days_that_the_list_goes_back(self):
        self.seller.settlement_report_days = 5
        log = self.run_reports()
        expected = fields.Datetime.now() - timedelta(days=5)
        self.assertAlmostEqual(log.window_start, expected, delta=timedelta(minutes=5))

    # === STATES === #

    def test_by_hand(self):
        """Without the switch, somebody presses Process."""
        self.seller.process_settlements = False
        self.put_report()
        self.run_reports()
        settlement = self.get_settlement()
        self.assertEqual(settlement.state, "downloaded")
        self.assertFalse(settlement.row_ids)
        settlement.with_context(queue_job__no_delay=True).action_process()
        self.refresh(settlement)
        self.assertTrue(settlement.is_stored)

    def test_refused_and_then_right(self):
        """A file that ties out takes the place of one that did not; both are kept."""
        self.put_report(report_text(rows=ROWS[:-1], total="68.74"))
        self.run_reports()
        settlement = self.get_settlement()
        self.assertEqual(settlement.state, "refused")
        self.put_report()
        self.run_reports()
        self.refresh(settlement)
        self.assertTrue(settlement.is_stored)
        self.assertEqual((settlement.row_count, settlement.difference), (6, 0))
        self.assertEqual(len(settlement.file_ids), 2)
        self.assertEqual(settlement.file_id.raw.decode(), report_text())
        self.assertFalse(settlement.refusal_reason)

    def test_other_content_changes_nothing(self):
        """3.11: both files are kept, what is booked stays."""
        self.put_report()
        self.run_reports()
        settlement = self.get_settlement()
        state = settlement.state
        self.put_report(report_text(rows=(SALE, FEE, RESERVE)))
        log = self.run_reports()
        self.refresh(settlement)
        self.assertEqual((settlement.state, settlement.row_count), (state, 6))
        self.assertEqual(len(settlement.file_ids), 2)
        self.assertEqual(settlement.file_id.raw.decode(), report_text())
        self.assertEqual(self.read_lines(log), [("7001", "held", "other_content")])

    # === FILES === #

    def test_file_is_kept(self):
        self.put_report()
        self.run_reports()
        file = self.get_settlement().file_id
        with self.assertRaisesRegex(UserError, "kept as the proof"):
            file.unlink()

    def test_lost_file(self):
        """W19: seen, and downloaded again."""
        self.put_report()
        self.run_reports()
        settlement = self.get_settlement()
        file = settlement.file_id
        path = Path(file._full_path(file.store_fname))
        path.unlink()
        self.assertFalse(settlement._is_file_there())
        with self.assertRaisesRegex(UserError, "is lost"), settlement._open_file():
            pass
        log = self.run_reports()
        self.refresh(settlement)
        self.assertIn("is lost", log.notice)
        self.assertTrue(settlement._is_file_there())
        self.assertEqual(self.read_lines(log), [("7001", "updated", "")])

    # === JOBS === #

    def test_chunks(self):
        """A job that has no time left is continued by the next, with nothing twice."""
        self.put_report()
        module = "odoo.addons.amazon_connector_settlement.models"
        imports = f"{module}.amazon_settlement_import"
        with trap_jobs() as trap:
            log = self.seller._start_settlement_import("manual")
            with self.patched(f"{imports}.BATCH", 1):
                jobs = self.perform_slowly(trap, f"{imports}.time.monotonic")
        self.assertGreater(jobs, 3)
        settlement = self.get_settlement()
        self.assertTrue(settlement.is_stored)
        self.assertEqual(settlement.row_ids.mapped("number"), [1, 2, 3, 4, 5, 6])
        self.assertEqual(log.with_env(self.env).state, "done")

    def perform_slowly(self, trap, clock):
        """Run jobs while time flies; return how many stored the settlement."""
        count = 0
        while jobs := self.waiting_jobs(trap):
            job = jobs[0]
            if job.method_name == "_job_book":
                trap.enqueued_jobs.remove(job)
                continue
            count += job.method_name == "_job_store_settlement"
            ticks = iter([0.0, 1.0, 30.0])
            with self.patched(clock, lambda ticks=ticks: next(ticks, 1000.0)):
                self.perform_job(trap, job)
        return count

    def test_lost_jobs(self):
        """A run whose jobs are gone is taken up again."""
        self.put_report()
        with trap_jobs():
            log = self.seller._start_settlement_import("manual")
        self.age(log)
        jobs = self.env["amazon.sync.log"].with_context(queue_job__no_delay=True)
        jobs._resume_stalled_settlements()
        self.refresh(log)
        self.assertEqual(log.with_env(self.env).state, "done")
        self.assertTrue(self.get_settlement())

    def test_lost_storing(self):
        self.seller.process_settlements = False
        self.put_report()
        self.run_reports()
        settlement = self.get_settlement()
        with trap_jobs():
            settlement._process()
        self.age(settlement)
        settlements = self.env["amazon.settlement"]
        settlements.with_context(queue_job__no_delay=True)._resume_storing()
        self.assertTrue(self.refresh(settlement).is_stored)

    def test_scheduler(self):
        self.put_report()
        log = self.run_clock("import_settlements")
        self.assertEqual((log.state, log.sync_type), ("done", "automatic"))
        self.assertTrue(self.get_settlement())

    def test_wizard(self):
        self.put_report()
        wizard = self.env["amazon.operation.wizard"].create(
            {"seller_ids": self.seller.ids, "operation": "import_settlements"}
        )
        self.assertTrue(wizard.has_dates)
        action = wizard.with_context(queue_job__no_delay=True).action_execute()
        log = self.refresh(self.env["amazon.sync.log"].browse(action["res_id"]))
        self.assertEqual((log.operation, log.state), ("import_settlements", "done"))
