# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a seller's application needs to log in with Amazon (LWA)."""

from dataclasses import dataclass, replace

from .errors import ConfigurationError

# The simulator accepts these, and everybody knows them: they open nothing at Amazon.
SIMULATOR_CREDENTIALS = {
    "lwa_client_id": "amzn1.application-oa2-client.simulator",
    "lwa_client_secret": "simulator-secret",
    "refresh_token": "Atzr|simulator",
}


@dataclass(frozen=True, repr=False)
class Credentials:
    """The login of one seller.

    ``previous_client_secret`` is tried when Amazon does not accept ``client_secret``:
    for some days after a rotation Amazon may know only the old one.
    ``seller_key`` names the seller within the whole process (several databases may
    share it), ``version`` grows by one whenever one of the values changes. With a
    ``scope`` it is the login of the application itself, without a seller's grant.
    """

    seller_key: str
    version: int
    client_id: str
    client_secret: str
    refresh_token: str
    previous_client_secret: str = ""
    scope: str = ""

    def for_scope(self, scope):
        """Return the login of the application for operations that need no grant."""
        return replace(self, refresh_token="", scope=scope)

    def check(self):
        """Raise ConfigurationError if a value is blank or padded with blanks."""
        names = {
            "client identifier": self.client_id,
            "client secret": self.client_secret,
            "refresh token": self.refresh_token,
        }
        for name, value in names.items():
            if not isinstance(value, str) or not value.strip():
                raise ConfigurationError(f"The {name} is missing.")
            if value != value.strip():
                raise ConfigurationError(f"The {name} begins or ends with a blank.")

    def __repr__(self):
        return f"Credentials(seller_key={self.seller_key!r}, version={self.version})"
