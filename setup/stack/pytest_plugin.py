# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Loaded by setup/test: databases, fair shares of the tests, browser tests must run."""

import os
from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import NodeManager

from .processes import ignore_signals
from .running import Stack

END_TO_END = "tests/"
TOUR = "tour"
PROGRAMS = "tests that start programs"

# A worker that is told to stop ends its servers and drops its databases first.
NodeManager.EXIT_TIMEOUT = 60


def pytest_addoption(parser):
    """Let setup/test say that the whole suite is meant to run."""
    parser.addoption(
        "--require-browser-tests",
        action="store_true",
        help="Fail if no browser test was collected.",
    )


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Give each process that runs tests a database and a configuration of its own."""
    is_worker = hasattr(config, "workerinput")
    if config.getoption("numprocesses") and not is_worker:
        yield
        return
    with Stack("test") as stack:
        options = {"workers": 0, "limit_memory_hard": 0}
        configuration = stack.configuration(stack.database(), options)
        os.environ["ODOO_RC"] = str(configuration)
        # pytest-odoo would copy the database again.
        os.environ.pop("PYTEST_XDIST_WORKER", None)
        yield


def share_of(nodeid):
    """Name the tests that have to stay together: those of a file, in general.

    Browsers and servers of several processes want more than one core, and have
    deadlines. So all tests that start them are one share; they never meet.
    """
    path = nodeid.partition("::")[0]
    return PROGRAMS if path.startswith(END_TO_END) or _has_tours(path) else path


def _has_tours(path):
    return TOUR in PurePath(path).name


class Shares(LoadScopeScheduling):
    """Hands out tests in shares instead of one by one."""

    def _split_scope(self, nodeid):
        return share_of(nodeid)


def pytest_xdist_make_scheduler(config, log):
    """Share the tests out."""
    return Shares(config, log)


def _is_browser_test(item):
    from odoo.tests.common import HttpCase

    return isinstance(getattr(item, "cls", None), type) and issubclass(
        item.cls, HttpCase
    )


def pytest_collection_modifyitems(config, items):
    """Begin with the longest share; a worker leaves it to its starter to refuse."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: share_of(item.nodeid) != PROGRAMS)
    else:
        _check_browser_tests(config, [item.nodeid for item in items])


def pytest_xdist_node_collection_finished(node, ids):
    """Look at what a worker has collected."""
    _check_browser_tests(node.config, ids)


def _check_browser_tests(config, ids):
    """Refuse a complete run without browser tests."""
    if config.getoption("--require-browser-tests"):
        if not any(_has_tours(nodeid.partition("::")[0]) for nodeid in ids):
            raise pytest.UsageError("No browser test was collected.")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session):
    """Let a worker clean up, however long: xdist interrupts it after five seconds."""
    if hasattr(session.config, "workerinput"):
        ignore_signals()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Turn "skipped" into "failed" for browser tests."""
    report = (yield).get_result()
    if report.skipped and _is_browser_test(item) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"A browser test must not be skipped: {report.longrepr[-1]}"


@pytest.fixture(scope="module", autouse=True)
def tours_find_bundles(request):
    """Build them before the first tour; a process without tours does not need them."""
    if _has_tours(request.path):
        request.getfixturevalue("bundles")


@pytest.fixture(scope="session")
def bundles(load_registry):
    """Build scripts and styles once, as Odoo's own test runner does.

    Each browser test would build them anew otherwise, because it is rolled back, and
    on a busy machine its page would not be ready in time.
    """
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
