# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Login with Amazon: credentials, access tokens and their end."""

import hashlib
import secrets
import threading
from typing import NamedTuple

from .client_secrets import ClientSecrets
from .notifications import NOTIFICATION_SCOPE, ROTATION_SCOPE

DEFAULT_CLIENT_ID = "amzn1.application-oa2-client.simulator"
DEFAULT_CLIENT_SECRET = "simulator-secret"
DEFAULT_REFRESH_TOKEN = "Atzr|simulator"
DEFAULT_SELLER = "ASIMULATOR0001"
TOKEN_LIFETIME = 3600
SCOPES = frozenset({NOTIFICATION_SCOPE, ROTATION_SCOPE})
CODE_LIFETIME = 300


class LoginError(Exception):
    """A refusal of the token endpoint."""

    def __init__(self, status, error, description):
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description

    def payload(self):
        """Return the body of the refusal."""
        return {"error": self.error, "error_description": self.description}


class _AuthorizationCode(NamedTuple):
    client_id: str
    seller: str
    redirect_uri: str
    expires: float


class LoginWithAmazon:
    """Applications, the sellers that authorised them, and the tokens in use."""

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._secrets = ClientSecrets(clock)
        self.reset()

    def reset(self):
        """Forget everything but the default credentials."""
        with self._lock:
            self._secrets.clear()
            self._codes = {}
            self._grants = {}
            self._access_tokens = {}
            self._application_tokens = {}
        self.authorize(DEFAULT_REFRESH_TOKEN, DEFAULT_SELLER)

    def authorize(
        self,
        refresh_token,
        seller,
        client_id=DEFAULT_CLIENT_ID,
        client_secret=DEFAULT_CLIENT_SECRET,
    ):
        """Accept a refresh token of a seller for an application.

        A further secret of the same application is accepted next to the older ones.
        """
        with self._lock:
            self._secrets.accept(client_id, client_secret)
            self._grants[refresh_token] = (client_id, seller)

    def revoke(self, refresh_token):
        """Refuse a refresh token, and the access tokens that came from it."""
        with self._lock:
            self._grants.pop(refresh_token, None)
            self._access_tokens = {
                token: grant
                for token, grant in self._access_tokens.items()
                if grant[1] != refresh_token
            }

    def retire_secret(self, client_id, client_secret):
        """Refuse a client secret from now on."""
        with self._lock:
            self._secrets.retire(client_id, client_secret)

    def plan_secret(self, client_id, client_secret, active_in=0.0, expires_in=None):
        """Accept a client secret from ``active_in`` to ``expires_in`` seconds from now.

        Without ``expires_in`` it has no end. The times of a known secret change.
        """
        with self._lock:
            self._secrets.plan(client_id, client_secret, active_in, expires_in)

    def rotate_secret(self, client_id, client_secret, seconds):
        """Accept a new client secret, and the others for so many seconds more."""
        with self._lock:
            self._secrets.rotate(client_id, client_secret, seconds)

    def issue_code(self, client_id, seller, redirect_uri):
        """Return an authorization code: what a seller's consent is worth, once."""
        code = f"AN{secrets.token_urlsafe(16)}"
        expires = self._clock.elapsed() + CODE_LIFETIME
        with self._lock:
            self._codes[code] = _AuthorizationCode(
                client_id, seller, redirect_uri, expires
            )
        return code

    def revoke_access_tokens(self):
        """Refuse every access token that was handed out."""
        with self._lock:
            self._access_tokens.clear()
            self._application_tokens.clear()

    def grant(self, form):
        """Return the answer to a token request."""
        if form.get("grant_type") == "client_credentials":
            return self._grant_scope(form)
        redeem = {
            "refresh_token": self._redeem_refresh_token,
            "authorization_code": self._redeem_code,
        }.get(form.get("grant_type"))
        if redeem is None:
            raise LoginError(
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the server.",
            )
        with self._lock:
            self._check_client(form)
            refresh_token, seller = redeem(form)
            token = f"Atza|{secrets.token_urlsafe(32)}"
            expires = self._clock.elapsed() + TOKEN_LIFETIME
            self._access_tokens[token] = (seller, refresh_token, expires)
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": TOKEN_LIFETIME,
            "refresh_token": refresh_token,
        }

    def _grant_scope(self, form):
        """Return a token of the application itself, for operations without a grant."""
        with self._lock:
            self._check_client(form)
            if form.get("scope") not in SCOPES:
                raise LoginError(400, "invalid_scope", "The scope is unknown.")
            token = f"Atza|{secrets.token_urlsafe(32)}"
            expires = self._clock.elapsed() + TOKEN_LIFETIME
            grant = (form["client_id"], form["scope"], expires)
            self._application_tokens[token] = grant
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": TOKEN_LIFETIME,
        }

    def application_of_scope(self, token, scope):
        """Return the client id whose valid token has a scope, or None."""
        with self._lock:
            client_id, granted, expires = self._application_tokens.get(
                token, (None, None, 0)
            )
        is_valid = granted == scope and self._clock.elapsed() < expires
        return client_id if is_valid else None

    def application_of_access_token(self, token):
        """Return the client id that a seller's access token was made for."""
        with self._lock:
            _seller, refresh_token, _expires = self._access_tokens.get(
                token, (None, None, 0)
            )
            return self._grants.get(refresh_token, (None, None))[0]

    def _check_client(self, form):
        client = form.get("client_id"), form.get("client_secret")
        if not self._secrets.accepts(*client):
            raise LoginError(401, "invalid_client", "Client authentication failed")

    def _redeem_refresh_token(self, form):
        refresh_token = form.get("refresh_token")
        client_id, seller = self._grants.get(refresh_token, (None, None))
        if client_id is None or client_id != form["client_id"]:
            raise _invalid_grant("refresh_token")
        return refresh_token, seller

    def _redeem_code(self, form):
        code = self._codes.get(form.get("code"))
        if code is None or code.client_id != form["client_id"]:
            raise _invalid_grant("code")
        if form.get("redirect_uri") not in (None, code.redirect_uri):
            raise _invalid_grant("redirect_uri")
        del self._codes[form["code"]]
        if self._clock.elapsed() >= code.expires:
            raise _invalid_grant("code")
        refresh_token = f"Atzr|{secrets.token_urlsafe(32)}"
        self._grants[refresh_token] = (code.client_id, code.seller)
        return refresh_token, code.seller

    def seller_of_token_request(self, form):
        """Return the seller that a token request is about, or an empty text."""
        with self._lock:
            code = self._codes.get(form.get("code"))
            if code:
                return code.seller
            return self._grants.get(form.get("refresh_token"), ("", ""))[1]

    def seller_of_access_token(self, token):
        """Return the seller that a valid access token belongs to, or None."""
        with self._lock:
            seller, _refresh_token, expires = self._access_tokens.get(
                token, (None, None, 0)
            )
        return seller if self._clock.elapsed() < expires else None


def _invalid_grant(parameter):
    description = f"The request has an invalid grant parameter : {parameter}"
    return LoginError(400, "invalid_grant", description)


def fingerprint(token):
    """Return a short text that tells tokens apart without giving them away."""
    return hashlib.sha256(token.encode()).hexdigest()[:12] if token else ""
