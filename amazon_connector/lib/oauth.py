# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Website authorisation: the seller agrees at Amazon, the code becomes a token."""

import time
from contextlib import closing
from urllib.parse import urlencode

from .errors import AuthorizationError, ProtocolError
from .token import LOGIN
from .transport import Transport

CONSENT_PATH = "/apps/authorize/consent"


def consent_url(base_url, application_ref, *, state, redirect_uri, is_draft=False):
    """Return the address of Amazon's page that asks the seller to agree.

    ``base_url`` is a Seller Central, ``application_ref`` the application's id
    ("amzn1.sp.solution..."). Amazon finds an application that is not published yet
    only if ``is_draft`` says so.
    """
    query = {
        "application_id": application_ref,
        "state": state,
        "redirect_uri": redirect_uri,
    }
    if is_draft:
        query["version"] = "beta"
    return f"{base_url.rstrip('/')}{CONSENT_PATH}?{urlencode(query)}"


def exchange_code(
    endpoint,
    code,
    *,
    client_id,
    client_secret,
    redirect_uri,
    previous_client_secret="",
    deadline=20.0,
    clock=time.time,
):
    """Return the refresh token for a code of Amazon's consent page.

    A code is good for five minutes and one try. The previous secret, if there is one,
    is tried where Amazon does not know the new one yet. Raises AuthorizationError if
    the code is not good any more ("invalid_grant") or no secret is right
    ("invalid_client"), and what Transport.fetch raises.
    """
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": client_id,
        "client_secret": client_secret,
        "redirect_uri": redirect_uri,
    }
    trust_env = endpoint.kind != "simulator"
    transport = Transport(deadline=deadline, clock=clock, trust_env=trust_env)
    with closing(transport):
        transport.begin(LOGIN)
        try:
            content = transport.fetch("POST", endpoint.token_url, data=form)
        except AuthorizationError as error:
            if error.code != "invalid_client" or not previous_client_secret:
                raise
            form["client_secret"] = previous_client_secret
            content = transport.fetch("POST", endpoint.token_url, data=form)
        return _refresh_token(content, transport)


def _refresh_token(content, transport):
    token = content.get("refresh_token")
    if isinstance(token, str) and token.strip():
        return token.strip()
    raise ProtocolError(
        "Amazon's login answered without a refresh token.",
        operation=LOGIN,
        request_id=transport.last_request_id,
    )
