# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the tests of settlements share."""

from unittest.mock import patch

from odoo.addons.amazon_connector.tests.common import AmazonCommon
from odoo.addons.amazon_connector_fbm.tests.common import AmazonFbmCommon

from .report_text import report_text

REPORT_TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"


class AmazonSettlementCommon(AmazonCommon):
    """The company has a chart of accounts, the marketplaces have their journals."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", cls.company, install_demo=False
            )
            (cls.marketplace_de | cls.marketplace_us).action_integrate()


class AmazonReportCommon(AmazonSettlementCommon, AmazonFbmCommon):
    """A simulator whose settlement reports a test puts there."""

    def patched(self, name, value):
        """Return a patcher for something in a module."""
        return patch(name, value)

    def put_report(self, text=None, *, is_compressed=True, **values):
        """Put a report at Amazon; return Amazon's description of it."""
        content = report_text() if text is None else text
        if isinstance(content, str):
            content = content.encode()
        report = self.simulator.state.add_report(
            {"reportType": REPORT_TYPE, **values},
            content=content,
            is_compressed=is_compressed,
        )
        return report.description

    def run_reports(self, sync_type="manual", date_from=None, date_to=None):
        """List and process the reports with all jobs at once; return the sync log."""
        seller = self.seller.with_context(queue_job__no_delay=True)
        log = seller._start_settlement_import(sync_type, date_from, date_to)
        return self.refresh(log.with_env(self.env))

    def get_settlement(self, name="7001"):
        """Return the settlement with this id."""
        return self.env["amazon.settlement"].search(
            [("seller_id", "=", self.seller.id), ("name", "=", name)]
        )

    def get_report(self, description):
        """Return the report that Amazon describes so."""
        return self.env["amazon.report"].search(
            [("name", "=", description["reportId"])]
        )

    def read_lines(self, log):
        """Return what the lines of a log say."""
        return [
            (line.reference, line.result, line.cause or "")
            for line in log.line_ids.sorted("id")
        ]

    def calls(self, operation):
        """Return the calls of an operation that reached Amazon."""
        return self.simulator.journal.entries(operation)
