# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A simulator and a caller for every test."""

import ssl

import httpx
import pytest

from simulator.clock import FrozenClock
from simulator.lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
)
from simulator.server import SimulatorServer

NOW = "2026-06-15T12:00:00Z"
ORDERS = "/orders/2026-01-01/orders"
USER_AGENT = "SimulatorTests/1.0 (Language=Python/3.11)"
# Loading the system's certificates for plain HTTP would take most of the time.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CREDENTIALS = {
    "grant_type": "refresh_token",
    "client_id": DEFAULT_CLIENT_ID,
    "client_secret": DEFAULT_CLIENT_SECRET,
    "refresh_token": DEFAULT_REFRESH_TOKEN,
}


def make_order(name, updated="2026-06-10T08:00:00Z", **values):
    """Return a small order document."""
    order = {
        "orderId": name,
        "createdTime": "2026-06-01T08:00:00Z",
        "lastUpdatedTime": updated,
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "orderItems": [],
    }
    return {**order, **values}


class Caller:
    """Calls the simulator as a connector would."""

    def __init__(self, server, refresh_token=DEFAULT_REFRESH_TOKEN):
        self.http = httpx.Client(
            base_url=server.url,
            headers={"User-Agent": USER_AGENT},
            timeout=30,
            verify=NO_CERTIFICATES,
        )
        self.refresh_token = refresh_token

    def request_token(self, **changes):
        """Post to the token endpoint."""
        form = {**CREDENTIALS, "refresh_token": self.refresh_token, **changes}
        return self.http.post("/auth/o2/token", data=form)

    def log_in(self):
        """Use a new access token from now on."""
        token = self.request_token().json()["access_token"]
        self.http.headers["x-amz-access-token"] = token
        return self

    def get(self, path, **parameters):
        """Call an operation."""
        return self.http.get(path, params=parameters)

    def search(self, **parameters):
        """Call searchOrders; the window begins early unless it is given."""
        if "createdAfter" not in parameters:
            parameters.setdefault("lastUpdatedAfter", "2020-01-01T00:00:00Z")
        return self.get(ORDERS, **parameters)

    def pages(self, **parameters):
        """Return the pages of a search, asked for one by one."""
        while True:
            page = self.search(**parameters).json()
            yield page
            if "pagination" not in page:
                return
            parameters["paginationToken"] = page["pagination"]["nextToken"]


def order_ids(page):
    """Return the order ids of a page."""
    return [order["orderId"] for order in page["orders"]]


@pytest.fixture
def start():
    """Return a function that starts a simulator and returns it and a caller."""
    running = []

    def starter(orders=(), **options):
        options.setdefault("clock", FrozenClock(NOW))
        server = SimulatorServer(orders, **options).start()
        running.append(server)
        return server, Caller(server).log_in()

    yield starter
    for server in running:
        server.stop()
