# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import gzip
import os
from pathlib import Path
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError, RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AmazonReportCommon
from .report_text import ROWS, report_text

PROJECT = Path(__file__).parents[2]
SAMPLES = (
    Path(os.environ.get("AMAZON_SAMPLES", PROJECT.parent / "shared/samples"))
    / "settlements"
)


@tagged("post_install", "-at_install")
class TestSettlementUpload(AmazonReportCommon):
    """Reports that somebody downloaded in Seller Central are taken in as well."""

    def upload(self, *files, seller=None, user=None):
        """Upload files, pairs of name and content; return the action."""
        env = self.env(user=user) if user else self.env
        attachments = env["ir.attachment"].create(
            [
                {
                    "name": name,
                    "raw": text if isinstance(text, bytes) else text.encode(),
                    "res_model": "amazon.settlement.upload.wizard",
                }
                for name, text in files
            ]
        )
        wizard = env["amazon.settlement.upload.wizard"].create(
            {
                "seller_id": (seller or self.seller).id,
                "file_ids": [(6, 0, attachments.ids)],
            }
        )
        action = wizard.with_context(queue_job__no_delay=True).action_upload()
        self.refresh(wizard)
        return action

    def get_log(self):
        """Return the sync log of the last upload."""
        return self.get_logs().filtered(
            lambda log: log.operation == "upload_settlements"
        )[:1]

    def test_one_file(self):
        """RP24: the result is that of a download, and the settlement opens."""
        self.seller.process_settlements = False
        action = self.upload(("october.txt", report_text()))
        settlement = self.get_settlement()
        self.assertEqual(action["res_id"], settlement.id)
        self.assertEqual(settlement.file_id.name, "october.txt")
        names = ["file_hash", "total_amount", "row_count", "end_date", "state"]
        uploaded = [settlement[name] for name in names]
        settlement.unlink()
        self.put_report()
        self.run_reports()
        settlement = self.get_settlement()
        self.assertEqual([settlement[name] for name in names], uploaded)

    def test_twice(self):
        """RP21, B37: refused with a link, however the same content is packed."""
        self.upload(("october.txt", report_text()))
        settlement = self.get_settlement()
        written = settlement.write_date
        again = gzip.compress(report_text().replace("\r\n", "\n").encode())
        with self.assertRaises(RedirectWarning) as caught:
            self.upload(("again.txt.gz", again))
        message, action, _button = caught.exception.args[:3]
        self.assertIn("in Odoo already", message)
        self.assertEqual(action["res_id"], settlement.id)
        self.refresh(settlement)
        self.assertEqual(settlement.write_date, written)
        self.assertEqual(len(settlement.file_ids), 1)

    def test_two_people_at_once(self):
        """B37: the index decides; the second one's try begins anew."""
        self.upload(("october.txt", report_text()))
        settlements = type(self.env["amazon.settlement"])
        unseen = self.env["amazon.settlement"]
        with (
            patch.object(settlements, "_find", lambda *_args: unseen),
            mute_logger("odoo.sql_db"),
            self.assertRaises(ConcurrencyError) as caught,
        ):
            self.upload(("october.txt", report_text()))
        self.assertIsInstance(caught.exception.__cause__, UniqueViolation)

    def test_bad_file(self):
        """B38: one sentence with the file and the line."""
        text = report_text().replace("119.00", "119.x0")
        with self.assertRaisesRegex(UserError, r"bad\.txt: .*[Ll]ine 3"):
            self.upload(("bad.txt", text))
        self.assertFalse(self.get_settlement())

    def test_several_files(self):
        """A bad one does not stop the others, and each has its result."""
        action = self.upload(
            ("one.txt", report_text("7001")),
            ("orders.txt", "amazon-order-id\tpurchase-date\torder-status\n1\t2\t3\n"),
            ("two.txt", report_text("7002", start="2026-10-15", end="2026-10-29")),
            ("copy.txt", report_text("7001")),
            ("empty.txt", b""),
        )
        log = self.get_log()
        self.assertEqual(action["context"], {"search_default_log_id": log.id})
        results = {line.reference: line.result for line in log.line_ids}
        self.assertEqual(results["orders.txt"], "failed")
        self.assertEqual(results["empty.txt"], "failed")
        self.assertEqual(log.skipped_count, 1)
        self.assertEqual(log.state, "partial")
        self.assertTrue(self.get_settlement("7001").is_stored)
        self.assertTrue(self.get_settlement("7002").is_stored)

    def test_size_comes_first(self):
        wizards = "odoo.addons.amazon_connector_settlement.wizards"
        module = f"{wizards}.amazon_settlement_upload_wizard"
        with (
            self.patched(f"{module}.MAX_UPLOAD", 100),
            self.patched(f"{module}.io.BytesIO", None),
            self.assertRaisesRegex(UserError, "at most 0 MB"),
        ):
            self.upload(("large.txt", report_text()))

    def test_edited_file(self):
        """B42: what was removed by hand is missing in the sum."""
        self.upload(("edited.txt", report_text(rows=ROWS[:-1], total="68.74")))
        settlement = self.get_settlement()
        self.assertEqual(settlement.state, "refused")
        self.assertAlmostEqual(settlement.difference, 55.0)

    def test_bad_sample(self):
        file = SAMPLES / "does_not_tie_missing_reserve.txt"
        if not file.is_file():
            self.skipTest("The samples are not there: set AMAZON_SAMPLES")
        self.upload((file.name, file.read_bytes()))
        [settlement] = self.seller.settlement_ids
        self.assertEqual(settlement.state, "refused")
        self.assertAlmostEqual(abs(settlement.difference), 42.24)
        self.assertIn("42.24", settlement.refusal_reason)
        self.assertIn("Current Reserve Amount", settlement.refusal_reason)

    def test_same_number_of_another_seller(self):
        other = self.create_seller(
            self.company, name="Other", short_code="OTH", merchant_token="A2"
        )
        self.upload(("october.txt", report_text()))
        self.upload(("october.txt", report_text()), seller=other)
        self.assertEqual(
            self.env["amazon.settlement"].search_count([("name", "=", "7001")]), 2
        )

    def test_rights(self):
        """An accountant uploads without a right of Amazon, an Amazon user does not."""
        accountant = self.create_user("accountant", "account.group_account_basic")
        self.upload(("october.txt", report_text()), user=accountant)
        settlement = self.get_settlement().with_user(accountant)
        self.assertEqual(settlement.read(["total_amount"])[0]["total_amount"], 68.74)
        self.assertTrue(settlement.summary_ids.mapped("amount"))
        user = self.create_user("amazon", "amazon_connector.group_amazon_user")
        with self.assertRaises(AccessError):
            self.upload(("october.txt", report_text("7002")), user=user)
        with self.assertRaises(AccessError):
            settlement.with_user(user).action_process()
        with self.assertRaises(AccessError):
            settlement.write({"state": "refused"})
        with self.assertRaises(AccessError):
            settlement.file_id.with_user(user).unlink()

    def test_check_again(self):
        """A refused file is read again."""
        self.upload(("edited.txt", report_text(rows=ROWS[:-1], total="68.74")))
        settlement = self.get_settlement()
        settlement.sudo().difference = 0
        settlement.action_check_again()
        self.assertEqual(settlement.state, "refused")
        self.assertAlmostEqual(settlement.difference, 55.0)
        settlement.unlink()
        self.assertFalse(self.get_settlement())
        audit = self.env["amazon.audit.log"].search(
            [("event", "=", "settlement_deleted")]
        )
        self.assertEqual(audit.seller_id, self.seller)
        self.assertIn("file edited.txt", audit.detail)

    def test_booked_is_not_deleted(self):
        self.upload(("october.txt", report_text()))
        with self.assertRaisesRegex(UserError, "undo the booking"):
            self.get_settlement().unlink()
