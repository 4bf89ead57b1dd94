# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Runs lib/ against a scripted server."""

import pytest


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in ("LWA_APP_ID", "LWA_CLIENT_SECRET", "SP_API_REFRESH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("SP_API_DEFAULT_MARKETPLACE", "AWS_ENV"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def amazon():
    """A server on loopback whose answers the test scripts."""
    from amazon_double import AmazonDouble

    with AmazonDouble() as double:
        yield double


@pytest.fixture
def make_client(amazon):
    """Makes an AmazonClient with a token cache and a rate budget of its own."""
    from amazon_connector.lib.client import AmazonClient
    from amazon_connector.lib.credentials import Credentials
    from amazon_connector.lib.endpoint import Endpoint
    from amazon_connector.lib.rate import MemoryRateBudget
    from amazon_connector.lib.token import TokenCache

    clients = []

    def make(name="seller", previous_secret="", **options):
        credentials = Credentials(
            name,
            1,
            f"client-{name}",
            f"secret-{name}",
            f"Atzr|{name}",
            previous_client_secret=previous_secret,
        )
        options.setdefault("rate_budget", MemoryRateBudget())
        options.setdefault("token_cache", TokenCache())
        options.setdefault("deadline", 5.0)
        endpoint = Endpoint.simulator("eu", amazon.url)
        clients.append(AmazonClient(endpoint, credentials, **options))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(make_client):
    return make_client()
