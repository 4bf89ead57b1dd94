# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where a seller's calls go: Amazon's hosts, its sandbox or the simulator."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .errors import ConfigurationError

REGIONS = {"na": "North America", "eu": "Europe", "fe": "Far East"}
TOKEN_PATH = "/auth/o2/token"
_AMAZON_TOKEN_URL = "https://api.amazon.com" + TOKEN_PATH
_AMAZON_BASE_URL = {
    "production": "https://sellingpartnerapi-{}.amazon.com",
    "sandbox": "https://sandbox.sellingpartnerapi-{}.amazon.com",
}


@dataclass(frozen=True)
class Endpoint:
    """One Selling Partner API host with the login (LWA) that belongs to it.

    ``kind`` is "production", "sandbox" or "simulator", ``region`` a key of
    ``REGIONS``. Only the simulator may be on another host than Amazon's own, and
    only it may be reached without TLS. Raises ConfigurationError otherwise.
    """

    kind: str
    region: str
    base_url: str = field(repr=False)
    token_url: str = field(repr=False)

    def __post_init__(self):
        if self.region not in REGIONS:
            raise ConfigurationError("This is not a region of Amazon.")
        if self.kind == "simulator":
            _check_simulator_url(self.base_url)
        elif self.kind not in _AMAZON_BASE_URL:
            raise ConfigurationError("This is not a kind of Amazon endpoint.")
        elif (self.base_url, self.token_url) != _amazon_urls(self.kind, self.region):
            raise ConfigurationError("Calls to Amazon go to its own hosts only.")

    @classmethod
    def production(cls, region):
        """Amazon's real host for a region."""
        return cls._amazon("production", region)

    @classmethod
    def sandbox(cls, region):
        """Amazon's sandbox for a region: canned answers, no real orders."""
        return cls._amazon("sandbox", region)

    @classmethod
    def simulator(cls, region, url):
        """A simulator at ``url`` ("http://127.0.0.1:9555"); raises as above."""
        base_url = (url or "").rstrip("/")
        return cls("simulator", region, base_url, base_url + TOKEN_PATH)

    @classmethod
    def _amazon(cls, kind, region):
        return cls(kind, region, *_amazon_urls(kind, region))


def _amazon_urls(kind, region):
    return _AMAZON_BASE_URL[kind].format(region), _AMAZON_TOKEN_URL


def _check_simulator_url(url):
    if not _is_plain_url(url):
        raise ConfigurationError(
            "The simulator's address must look like http://127.0.0.1:9555."
        )


def _is_plain_url(url):
    try:
        parts = urlsplit(url)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port_is_valid
        and url.isprintable()
        and not set(url) & set(" @?#\\")
    )
