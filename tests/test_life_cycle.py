# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The addons come, change and go without a complaint and without leftovers."""

import re

import pytest

from stack.odoo import run_odoo
from stack.paths import addons

SECRET = "canary-client-secret-4711"
SELLER = {
    "name": "Departing Seller",
    "short_code": "BYE",
    "endpoint": "simulator",
    "lwa_client_id": "amzn1.application-oa2-client.test",
    "lwa_client_secret": SECRET,
    "refresh_token": "Atzr|canary-refresh-token-4711",
}
COMPLAINT = re.compile(r" (WARNING|ERROR|CRITICAL) \S+ (?!py\.warnings:)")
# What would be left of the addons in the tables of Odoo and PostgreSQL.
LEFTOVERS = {
    "tables": "SELECT relname FROM pg_class WHERE relname LIKE 'amazon\\_%'",
    "columns": "SELECT table_name || '.' || column_name"
    " FROM information_schema.columns"
    " WHERE column_name LIKE 'amazon\\_%' AND table_schema = 'public'",
    "models": "SELECT model FROM ir_model WHERE model LIKE 'amazon.%'",
    "fields": "SELECT model || '.' || name FROM ir_model_fields"
    " WHERE name LIKE 'amazon\\_%' OR relation LIKE 'amazon.%'",
    "scheduled actions": "SELECT cron_name FROM ir_cron WHERE cron_name LIKE 'Amazon%'",
    "menus": "SELECT name->>'en_US' FROM ir_ui_menu"
    " WHERE name->>'en_US' LIKE '%Amazon%'",
    "groups": "SELECT name->>'en_US' FROM res_groups_privilege"
    " WHERE name->>'en_US' LIKE 'Amazon%'",
    "job functions": "SELECT name FROM queue_job_function WHERE name LIKE '%amazon.%'",
    "job channels": "SELECT complete_name FROM queue_job_channel"
    " WHERE complete_name LIKE '%amazon%'",
    "jobs": "SELECT uuid FROM queue_job WHERE model_name LIKE 'amazon.%'",
    "parameters": "SELECT key FROM ir_config_parameter WHERE key LIKE 'amazon%'",
    "attachments": "SELECT name FROM ir_attachment WHERE res_model LIKE 'amazon.%'",
    "messages": "SELECT model FROM mail_message WHERE model LIKE 'amazon.%'",
    "activities": "SELECT res_model FROM mail_activity WHERE res_model LIKE 'amazon.%'",
    "activity types": "SELECT name->>'en_US' FROM mail_activity_type"
    " WHERE res_model LIKE 'amazon.%'",
    "identifiers": "SELECT module || '.' || name FROM ir_model_data"
    " WHERE module LIKE 'amazon\\_connector%'",
}


@pytest.fixture(scope="module")
def run(stack, office):
    """Give a function that runs Odoo on the database once and checks what it says."""

    def run(*arguments):
        configuration = stack.configuration(office.database, {"workers": 0})
        log = run_odoo(configuration, "life_cycle", *arguments)
        complaints = [
            line for line in log.read_text().splitlines() if COMPLAINT.search(line)
        ]
        assert complaints == []

    return run


def leftovers(office):
    """Return what is there of the addons, by kind."""
    found = {kind: office.query(query) for kind, query in LEFTOVERS.items()}
    return {kind: [row[0] for row in rows] for kind, rows in found.items() if rows}


def test_upgrade_says_nothing(run):
    run("-u", ",".join(addons()), "--stop-after-init", "--no-http")


def test_uninstall_leaves_nothing(office, run):
    """L11."""
    office.open()
    office.session.create("amazon.seller", SELLER)
    office.close()
    assert {"tables", "columns", "scheduled actions", "identifiers"} <= {
        *leftovers(office)
    }
    run("module", "uninstall", *addons())
    assert leftovers(office) == {}
    dump = office.dump()
    assert SELLER["name"] not in dump
    assert SECRET not in dump


def test_install_again_says_nothing(office, run):
    run("-i", ",".join(addons()), "--stop-after-init", "--no-http")
    assert office.query("SELECT count(*) FROM amazon_seller") == [(0,)]
    assert "scheduled actions" in leftovers(office)
