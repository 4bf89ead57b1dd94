# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import ExitStack

import pytest

from simulator.server import SimulatorServer

from .office import Office
from .shop import Shop


@pytest.fixture(scope="module")
def office(stack):
    """Give the tests of a module one database; they start its servers."""
    office = Office(stack)
    yield office
    office.close()


@pytest.fixture(scope="module")
def open_shop(office):
    """Give a function that opens a shop with these orders at an Amazon of its own."""
    with ExitStack() as simulators:

        def open_shop(orders):
            simulator = simulators.enter_context(SimulatorServer(orders=orders))
            return Shop(office, simulator).connect()

        yield open_shop


@pytest.fixture
def bookkeeping_server(office):
    """Give a running Odoo with a chart of accounts."""
    server = office.servers[0] if office.servers else office.open()
    office.session.call(
        "account.chart.template", "try_loading", "generic_coa", 1, False
    )
    return server
