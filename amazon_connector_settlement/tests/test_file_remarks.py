# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import AmazonReportCommon
from .report_text import COLUMNS, FEE, SALE, STORAGE, report_text


def change(text, line, **cells):
    """Return the text of a report with other cells in a line, counted from 1."""
    lines = text.splitlines(True)
    values = lines[line - 1].rstrip("\r\n").split("\t")
    for name, value in cells.items():
        values[COLUMNS.index(name.replace("_", "-"))] = value
    lines[line - 1] = "\t".join(values) + "\r\n"
    return "".join(lines)


@tagged("post_install", "-at_install")
class TestFileRemarks(AmazonReportCommon):
    """What is odd in a file is said where its result is, and stops nothing."""

    def take(self, text):
        """Take in a report; return the line of the log."""
        self.put_report(text)
        log = self.run_reports()
        return log.line_ids.filtered(lambda line: line.result in ("imported", "held"))

    def test_what_is_odd_has_its_line(self):
        """B41: also what cannot be seen in a SKU."""
        text = change(report_text(), 3, sku="MUG\u202e10-")
        text = change(text, 4, quantity_purchased="two")
        text += "7001" + "\t" * 6 + "Lost Order" + "\t" * 17 + "\r\n"
        line = self.take(text)
        self.assertEqual((line.result, line.log_id.state), ("imported", "done"))
        self.assertIn("ties out", line.message)
        for words in (
            "Line 3: 'MUG[U+202E]10-'",
            "Line 4: 'two' is no quantity",
            "Line 9: 'Lost Order' has no amount",
        ):
            self.assertIn(words, line.message)
        settlement = self.get_settlement()
        self.assertTrue(settlement.statement_id.is_complete)
        self.assertIn(settlement.file_remarks, line.message)
        self.assertEqual(settlement.row_ids[0].sku, "MUG\u202e10-", "kept as it is")

    def test_many_are_counted(self):
        text = report_text(rows=[SALE] * 2000)
        lines = text.splitlines(True)
        for number in range(3, len(lines) + 1):
            cells = lines[number - 1].split("\t")
            cells[COLUMNS.index("sku")] = f"\u200b{number}"
            lines[number - 1] = "\t".join(cells)
        line = self.take("".join(lines))
        self.assertIn("Line 12:", line.message)
        self.assertNotIn("Line 13:", line.message)
        self.assertIn("and 1990 more", line.message)

    def test_refused_file_has_them_as_well(self):
        text = report_text(rows=[SALE, FEE, STORAGE], total="1.00")
        line = self.take(change(text, 3, quantity_purchased="x"))
        self.assertEqual((line.result, line.cause), ("held", "total_difference"))
        self.assertIn("Line 3: 'x' is no quantity", line.message)
        settlement = self.get_settlement()
        self.assertNotIn("quantity", settlement.refusal_reason)
        self.assertIn("quantity", settlement.file_remarks)

    def test_ordinary_file_has_none(self):
        line = self.take(report_text())
        self.assertNotIn("Odd in the file", line.message)
        self.assertFalse(self.get_settlement().file_remarks)
