# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest

from amazon_connector.lib.credentials import Credentials
from amazon_connector.lib.endpoint import REGIONS, Endpoint
from amazon_connector.lib.errors import ConfigurationError


@pytest.mark.parametrize("region", ["na", "eu", "fe"])
def test_amazon_hosts(region):
    production, sandbox = Endpoint.production(region), Endpoint.sandbox(region)
    assert region in REGIONS
    assert production.base_url == f"https://sellingpartnerapi-{region}.amazon.com"
    assert sandbox.base_url == (
        f"https://sandbox.sellingpartnerapi-{region}.amazon.com"
    )
    assert production.token_url == sandbox.token_url
    assert production.token_url == "https://api.amazon.com/auth/o2/token"


@pytest.mark.parametrize("kind", ["production", "sandbox"])
@pytest.mark.parametrize(
    "base_url",
    [
        "http://sellingpartnerapi-eu.amazon.com",
        "https://sellingpartnerapi-na.amazon.com",
        "https://sellingpartnerapi-eu.amazon.com.example.org",
        "http://127.0.0.1:9555",
    ],
)
def test_only_the_simulator_may_be_elsewhere(kind, base_url):
    with pytest.raises(ConfigurationError):
        Endpoint(kind, "eu", base_url, "https://api.amazon.com/auth/o2/token")


def test_login_stays_with_amazon():
    base_url = Endpoint.production("eu").base_url
    with pytest.raises(ConfigurationError):
        Endpoint("production", "eu", base_url, "http://127.0.0.1:9555/auth/o2/token")


def test_unknown_region_and_kind():
    with pytest.raises(ConfigurationError):
        Endpoint.production("mars")
    with pytest.raises(ConfigurationError):
        Endpoint("staging", "eu", "https://x.example", "https://x.example")


def test_simulator_login_is_on_the_same_host():
    endpoint = Endpoint.simulator("eu", "http://127.0.0.1:9555/")
    assert endpoint.base_url == "http://127.0.0.1:9555"
    assert endpoint.token_url == "http://127.0.0.1:9555/auth/o2/token"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "127.0.0.1:9555",
        "ftp://127.0.0.1",
        "http://",
        "http://user:password@127.0.0.1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1/?a=b",
        "http://127.0.0.1/#a",
        "http://127.0.0.1 /",
        "http://127.0.0.1/\r\nHost: x",
        "http://[::1",
    ],
)
def test_simulator_refuses_other_addresses(url):
    with pytest.raises(ConfigurationError):
        Endpoint.simulator("eu", url)


def test_endpoint_repr_has_no_address():
    assert "9555" not in repr(Endpoint.simulator("eu", "http://127.0.0.1:9555"))


def _credentials(**values):
    good = {"client_id": "id", "client_secret": "hush", "refresh_token": "Atzr|hush"}
    return Credentials("db/1", 3, **{**good, **values})


def test_credentials_show_no_secret():
    credentials = _credentials()
    credentials.check()
    for text in (repr(credentials), str(credentials), f"{credentials}"):
        assert text == "Credentials(seller_key='db/1', version=3)"


@pytest.mark.parametrize("name", ["client_id", "client_secret", "refresh_token"])
@pytest.mark.parametrize("value", ["", "  ", None, False, " padded", "padded\n"])
def test_credentials_must_be_complete(name, value):
    with pytest.raises(ConfigurationError) as caught:
        _credentials(**{name: value}).check()
    assert "padded" not in str(caught.value)
