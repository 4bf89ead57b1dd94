# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The only module that knows python-amazon-sp-api.

The library builds the requests: paths, parameters, headers. It never logs in, never
reads the environment or its configuration file, and never judges an answer.
"""

import os
from dataclasses import dataclass
from functools import partial

from .errors import AmazonError, ConfigurationError, ProtocolError
from .transport import ssl_context

FORBIDDEN_ENVIRONMENT = (
    "LWA_APP_ID",
    "LWA_CLIENT_SECRET",
    "SP_API_REFRESH_TOKEN",
    "SP_API_DEFAULT_MARKETPLACE",
    "AWS_ENV",
)
_NO_SECRETS = {"lwa_app_id": "unused", "lwa_client_secret": "unused"}


def refuse_environment():
    """Raise ConfigurationError if a variable would change what the library does."""
    for name in FORBIDDEN_ENVIRONMENT:
        if name in os.environ:
            raise ConfigurationError(
                f"Remove the environment variable {name} from the Odoo service: it "
                "would replace the settings of the sellers."
            )


@dataclass(frozen=True)
class _Marketplace:
    """The three attributes that the library reads of a marketplace."""

    endpoint: str
    region: str
    marketplace_id: str = ""


class _NoLogin:
    """Stands where the library would log in by itself."""

    def __init__(self, access_token, **_settings):
        self.access_token = access_token

    def get_auth(self):
        raise ConfigurationError("An access token is missing.")

    def get_grantless_auth(self, _scope):
        """Return what has the access token of the application."""
        return self


class Library:
    """The library's API classes, wired to our Transport."""

    def __init__(self, endpoint, transport):
        refuse_environment()
        self._marketplace = _Marketplace(endpoint.base_url, endpoint.region)
        self._transport = transport

    def sellers(self, token):
        """The Sellers API v1 with an access token."""
        from sp_api.api import Sellers

        return self._build(Sellers, token)

    def orders(self, token):
        """The Orders API v2026-01-01 with an access token."""
        from sp_api.api import Orders

        return self._build(Orders, token, version="2026-01-01")

    def reports(self, token):
        """The Reports API v2021-06-30 with an access token."""
        from sp_api.api import Reports

        return self._build(Reports, token)

    def listings(self, token):
        """The Listings Items API 2021-08-01 with an access token."""
        from sp_api.api import ListingsItems

        return self._build(ListingsItems, token, version="2021-08-01")

    def notifications(self, token):
        """The Notifications API v1 with an access token."""
        from sp_api.api import Notifications

        return self._build(Notifications, token)

    def applications(self, token):
        """The Application Management API v2023-11-30 with an access token."""
        from sp_api.api import ApplicationManagement

        return self._build(ApplicationManagement, token)

    def call(self, operation, request):
        """Run ``request()`` and return the JSON object that Amazon answered.

        Raises our own errors only; what the library raises becomes a ProtocolError.
        """
        try:
            request()
            return self._transport.content
        except AmazonError:
            raise
        except Exception as error:
            failure = ProtocolError(
                "python-amazon-sp-api failed.",
                operation=operation,
                request_id=self._transport.last_request_id,
                detail=type(error).__name__,
            )
        raise failure

    def _build(self, api_class, token, **options):
        from sp_api.base.credential_provider import FromCodeCredentialProvider

        api = api_class(
            self._marketplace,
            credentials=_NO_SECRETS,
            credential_providers=(FromCodeCredentialProvider,),
            auth_token_client_class=partial(_NoLogin, token),
            restricted_data_token=token,
            verify=ssl_context(),
            **options,
        )
        api.close()
        api._transport = self._transport
        return api
