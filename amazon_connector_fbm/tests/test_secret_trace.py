# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import json
import logging
import traceback
from contextlib import contextmanager

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

from simulator.lwa import DEFAULT_CLIENT_ID, DEFAULT_SELLER

from .common import AmazonFbmCommon
from .documents import item, valid_order

CLIENT_SECRET = "canary-client-secret-4711"
REFRESH_TOKEN = "Atzr|canary-refresh-token-4711"
ACCESS_TOKEN = "Atza|canary-access-token-4711"
CANARIES = (CLIENT_SECRET, REFRESH_TOKEN, ACCESS_TOKEN)
# The loggers that know a secret or see it pass.
OUR_LOGGERS = ("odoo.addons.amazon_connector", "sp_api", "httpx", "httpcore", "urllib3")
# A login that repeats what it was asked, as a proxy's page of errors may do.
ECHO = {"error": "invalid_client", "error_description": f"not {' or '.join(CANARIES)}"}
# The API knows only tokens, not the client secret.
API_ECHO = {"errors": [{"code": "X", "message": f"{REFRESH_TOKEN} {ACCESS_TOKEN}"}]}
HOSTILE = (
    {"operation": "token", "status": 400, "body": json.dumps(ECHO)},
    {"operation": "token", "status": 502, "body": f"<html>{CANARIES}</html>"},
    {"operation": "token", "status": 200, "body": json.dumps(ECHO)},
    {"operation": "token", "cut_after": 10},
    {"operation": "searchOrders", "status": 400, "body": json.dumps(API_ECHO)},
    {"operation": "searchOrders", "status": 200, "body": json.dumps(API_ECHO)},
    {"operation": "searchOrders", "status": 403, "body": str(CANARIES)},
)


@tagged("post_install", "-at_install")
class TestSecretTrace(AmazonFbmCommon):
    """Whatever happens, a secret is neither in a log nor anywhere in the database."""

    def setUp(self):
        super().setUp()
        lwa = self.simulator.state.login
        lwa.authorize(REFRESH_TOKEN, DEFAULT_SELLER, DEFAULT_CLIENT_ID, CLIENT_SECRET)
        self.seller = self.seller.with_context(tracking_disable=False)

    def store_secrets(self):
        """Type the secrets in, as a manager does, and test the connection."""
        self.seller.write(
            {"lwa_client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN}
        )
        self.seller.action_test_connection()
        self.assertEqual(self.seller.state, "connected")

    @contextmanager
    def recorded_logs(self):
        """Give the list of everything that is logged, at whatever level."""
        handler = RecordingHandler()
        names = [
            name
            for name in logging.root.manager.loggerDict
            if name.startswith(OUR_LOGGERS)
        ]
        loggers = [logging.getLogger(name) for name in ("", *names)]
        levels = [logger.level for logger in loggers]
        for logger in loggers[1:]:
            # What caps itself stays capped: an administrator may set DEBUG for all.
            logger.setLevel(max(logger.level, logging.DEBUG))
        loggers[0].addHandler(handler)
        try:
            yield handler.lines
        finally:
            loggers[0].removeHandler(handler)
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)

    def assert_no_trace(self, lines):
        """Assert that no line of the log and no table holds a secret."""
        telling = [line for line in lines if any(word in line for word in CANARIES)]
        self.assertEqual([line[:300] for line in telling], [])
        self.assertEqual(self.find_tables_with_secrets(), [])

    def find_tables_with_secrets(self):
        """Return the names of the tables that hold a secret in plain text."""
        self.env.flush_all()
        self.env.cr.execute("SELECT relname FROM pg_stat_user_tables")
        return [
            table for (table,) in self.env.cr.fetchall() if self.holds_secret(table)
        ]

    def holds_secret(self, table):
        """Tell whether a row of the table holds a secret."""
        self.env.cr.execute(
            SQL(
                "SELECT 1 FROM %s AS row WHERE row::text LIKE ANY(%s) LIMIT 1",
                SQL.identifier(table),
                [f"%{canary}%" for canary in CANARIES],
            )
        )
        return bool(self.env.cr.fetchall())

    def test_the_search_finds_a_secret(self):
        """Without this, a search that finds nothing at all would be content."""
        self.seller.message_post(body=CLIENT_SECRET)
        self.assertEqual(self.find_tables_with_secrets(), ["mail_message"])
        with self.recorded_logs() as lines:
            logging.getLogger("odoo.addons.amazon_connector.models").debug("%s", "X1")
        self.assertIn("X1", "\n".join(lines))

    def test_a_run_leaves_no_trace(self):
        """S05."""
        with self.recorded_logs() as lines:
            self.store_secrets()
            self.import_order("302-1", [item("MUG")])
            self.simulator.state.login.revoke(REFRESH_TOKEN)
            self.use_new_tokens()
            self.seller.action_test_connection()
            self.assertNotEqual(self.seller.state, "connected")
        self.assert_no_trace(lines)

    def test_hostile_answers_leave_no_trace(self):
        """S05."""
        self.store_secrets()
        for fault in HOSTILE:
            with self.subTest(fault=fault), self.recorded_logs() as lines:
                lines += self.run_through(fault)
            self.assert_no_trace(lines)

    def run_through(self, fault):
        """Test and import while Amazon fails; return what a person would see."""
        self.faults.clear()
        self.faults.plan(**fault, times="always")
        self.use_new_tokens()
        self.put(valid_order("302-2", [item("MUG")]))
        seen = [str(self.seller.action_test_connection())]
        self.seller._set_connected()
        try:
            self.run_import()
        except RetryableJobError as error:
            seen += [repr(error), *traceback.format_exception(error)]
        self.seller.invalidate_recordset()
        self.end_transaction(self.env.cr.postrollback)
        logs = self.env["amazon.sync.log"].search([("seller_id", "=", self.seller.id)])
        for log in logs.filtered(lambda log: log.state == "running"):
            log._fail("The test goes on.")
        return [*seen, *map(str, logs.read()), str(self.seller.read())]


class RecordingHandler(logging.Handler):
    """Keeps what is logged, formatted as in the log file."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        """Keep one record with its traceback."""
        self.lines.append(logging.Formatter().format(record))
