# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A database of version 19.0.1 becomes one of today, and loses nothing."""

import re
from configparser import ConfigParser

import pytest

from stack.errors import SetupError
from stack.odoo import run_odoo
from stack.paths import LOGS, addons

CLIENT_SECRET = "canary-client-secret-of-the-old-version"
REFRESH_TOKEN = "Atzr|canary-refresh-token-of-the-old-version"
COMPLAINT = re.compile(r" (WARNING|ERROR|CRITICAL) \S+ (?!py\.warnings:)")
UPGRADE = ("-u", ",".join(addons()), "--stop-after-init", "--no-http")
# What 19.0.1 did not have, and what it had instead.
OLD_VERSION = f"""
    UPDATE ir_module_module SET latest_version = '19.0.1.0.0'
     WHERE name LIKE 'amazon\\_connector%';
    DROP TABLE amazon_scheduler, amazon_audit_log CASCADE;
    ALTER TABLE amazon_seller
      DROP COLUMN database_uuid,
      DROP COLUMN client_secret_date,
      DROP COLUMN authorization_date,
      DROP COLUMN secret_expiry_date,
      DROP COLUMN authorization_expiry_date,
      DROP COLUMN mismatch_activity_type_id,
      ADD COLUMN order_disconnected_since timestamp,
      ADD COLUMN auto_import_orders boolean;
    UPDATE amazon_seller SET order_first_days = 0;
    UPDATE amazon_seller SET auto_import_orders = name = 'Importing';
    ALTER TABLE amazon_seller_credential
      DROP COLUMN fingerprint, DROP COLUMN stored_date, DROP COLUMN expiry_date;
    UPDATE amazon_seller_credential
       SET value = seller_id || CASE name
           WHEN 'refresh_token' THEN '{REFRESH_TOKEN}' ELSE '{CLIENT_SECRET}' END;
    WITH action AS (
        INSERT INTO ir_act_server
               (name, type, binding_type, usage, model_id, state, code)
        SELECT '{{"en_US": "Amazon: Import Orders"}}', 'ir.actions.server', 'action',
               'ir_cron', id, 'code', 'model._cron_import_orders()'
          FROM ir_model WHERE model = 'amazon.seller'
        RETURNING id
    ), cron AS (
        INSERT INTO ir_cron
               (ir_actions_server_id, cron_name, user_id, active, interval_number,
                interval_type, nextcall, priority, failure_count)
        SELECT id, 'Amazon: Import Orders', 1, true, 15, 'minutes', now(), 5, 0
          FROM action
        RETURNING id
    )
    INSERT INTO ir_model_data (module, name, model, res_id, noupdate)
    SELECT 'amazon_connector_fbm', 'ir_cron_import_orders', 'ir.cron', id, true
      FROM cron;
"""


@pytest.fixture(scope="module")
def old_database(office):
    """Give a database as the old version left it, with two sellers."""
    office.open()
    for code, name in enumerate(("Importing", "Resting")):
        seller = {
            "name": name,
            "short_code": f"OLD{code}",
            "endpoint": "simulator",
            "lwa_client_id": "amzn1.application-oa2-client.test",
            "lwa_client_secret": CLIENT_SECRET,
            "refresh_token": f"{REFRESH_TOKEN}{code}",
        }
        office.session.create("amazon.seller", seller)
    office.close()
    office.query(OLD_VERSION)
    return office


@pytest.fixture
def configuration(stack, old_database):
    """Give the path of a configuration for that database."""
    return stack.configuration(old_database.database, {"workers": 0})


def read_clear_secrets(office):
    return office.query(
        "SELECT value FROM amazon_seller_credential WHERE value LIKE '%canary%'"
    )


def test_upgrade_without_a_key_changes_nothing(configuration, old_database):
    settings = ConfigParser(interpolation=None)
    settings.read(configuration)
    settings.remove_section("amazon_connector")
    with configuration.open("w") as file:
        settings.write(file)
    with pytest.raises(SetupError):
        run_odoo(configuration, "upgrade_without_key", *UPGRADE)
    log = (LOGS / "upgrade_without_key.log").read_text()
    assert "nothing was changed" in log
    assert "Fernet.generate_key" in log
    assert len(read_clear_secrets(old_database)) == 4
    versions = old_database.query(
        "SELECT DISTINCT latest_version FROM ir_module_module"
        " WHERE name LIKE 'amazon\\_connector%'"
    )
    assert versions == [("19.0.1.0.0",)]


def test_upgrade_keeps_what_the_old_version_knew(configuration, old_database):
    log = run_odoo(configuration, "upgrade", *UPGRADE)
    lines = log.read_text().splitlines()
    assert [line for line in lines if COMPLAINT.search(line)] == []
    assert read_clear_secrets(old_database) == []
    dump = old_database.dump()
    assert CLIENT_SECRET not in dump
    assert REFRESH_TOKEN not in dump
    enabled = old_database.query(
        "SELECT seller.name, scheduler.enabled"
        "  FROM amazon_scheduler scheduler"
        "  JOIN amazon_seller seller ON seller.id = scheduler.seller_id"
        " WHERE scheduler.flow = 'import_fbm_orders' ORDER BY seller.name"
    )
    assert enabled == [("Importing", True), ("Resting", False)]
    assert old_database.query(
        "SELECT count(*) FROM ir_cron WHERE cron_name = 'Amazon: Import Orders'"
    ) == [(0,)]
    bound = old_database.query(
        "SELECT count(*) FROM amazon_seller WHERE client_secret_date IS NOT NULL"
        " AND secret_expiry_date IS NOT NULL AND database_uuid IS NOT NULL"
    )
    assert bound == [(2,)]
    settings = old_database.query(
        "SELECT DISTINCT order_first_days, mismatch_activity_type_id IS NOT NULL"
        "  FROM amazon_seller"
    )
    assert settings == [(30, True)]
