# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Loaded by setup/test: browser tests must run, and find what they need."""

import pytest

from .running import Stack


def pytest_addoption(parser):
    """Let setup/test say that the whole suite is meant to run."""
    parser.addoption(
        "--require-browser-tests",
        action="store_true",
        help="Fail if no browser test was collected.",
    )


def _is_browser_test(item):
    from odoo.tests.common import HttpCase

    return isinstance(getattr(item, "cls", None), type) and issubclass(
        item.cls, HttpCase
    )


def pytest_collection_modifyitems(config, items):
    """Refuse a complete run without browser tests."""
    if config.getoption("--require-browser-tests"):
        if not any(_is_browser_test(item) for item in items):
            raise pytest.UsageError("No browser test was collected.")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Turn "skipped" into "failed" for browser tests."""
    report = (yield).get_result()
    if report.skipped and _is_browser_test(item) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"A browser test must not be skipped: {report.longrepr[-1]}"


@pytest.fixture(scope="session", autouse=True)
def bundles(request, load_registry):
    """Build scripts and styles once, as Odoo's own test runner does.

    Each browser test would build them anew otherwise, because it is rolled back, and
    on a busy machine its page would not be ready in time.
    """
    if not any(map(_is_browser_test, request.session.items)):
        return
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry
    from odoo.tests.common import get_db_name

    with Registry(get_db_name()).cursor() as cursor:
        Environment(cursor, SUPERUSER_ID, {})["ir.qweb"]._pregenerate_assets_bundles()


@pytest.fixture(scope="session")
def stack():
    """Give end-to-end tests databases, simulators and Odoo servers."""
    with Stack("e2e") as running:
        yield running
