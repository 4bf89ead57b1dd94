# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Login with Amazon: credentials, access tokens and their end."""

import hashlib
import secrets
import threading

DEFAULT_CLIENT_ID = "amzn1.application-oa2-client.simulator"
DEFAULT_CLIENT_SECRET = "simulator-secret"
DEFAULT_REFRESH_TOKEN = "Atzr|simulator"
DEFAULT_SELLER = "ASIMULATOR0001"
TOKEN_LIFETIME = 3600


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


class LoginWithAmazon:
    """Applications, the sellers that authorised them, and the tokens in use."""

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        """Forget everything but the default credentials."""
        with self._lock:
            self._secrets = {}
            self._grants = {}
            self._access_tokens = {}
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
            self._secrets.setdefault(client_id, set()).add(client_secret)
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
            self._secrets.get(client_id, set()).discard(client_secret)

    def revoke_access_tokens(self):
        """Refuse every access token that was handed out."""
        with self._lock:
            self._access_tokens.clear()

    def grant(self, form):
        """Return the answer to a token request."""
        if form.get("grant_type") != "refresh_token":
            raise LoginError(
                400,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the server.",
            )
        with self._lock:
            self._check_client(form)
            seller = self._seller_of_grant(form)
            token = f"Atza|{secrets.token_urlsafe(32)}"
            expires = self._clock.elapsed() + TOKEN_LIFETIME
            self._access_tokens[token] = (seller, form["refresh_token"], expires)
        return {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": TOKEN_LIFETIME,
            "refresh_token": form["refresh_token"],
        }

    def _check_client(self, form):
        known = self._secrets.get(form.get("client_id"), ())
        if form.get("client_secret") not in known:
            raise LoginError(401, "invalid_client", "Client authentication failed")

    def _seller_of_grant(self, form):
        client_id, seller = self._grants.get(form.get("refresh_token"), (None, None))
        if client_id is None or client_id != form["client_id"]:
            raise LoginError(
                400,
                "invalid_grant",
                "The request has an invalid grant parameter : refresh_token",
            )
        return seller

    def seller_of_refresh_token(self, refresh_token):
        """Return the seller that a refresh token belongs to, or an empty text."""
        with self._lock:
            return self._grants.get(refresh_token, ("", ""))[1]

    def seller_of_access_token(self, token):
        """Return the seller that a valid access token belongs to, or None."""
        with self._lock:
            seller, _refresh_token, expires = self._access_tokens.get(
                token, (None, None, 0)
            )
        return seller if self._clock.elapsed() < expires else None


def fingerprint(token):
    """Return a short text that tells tokens apart without giving them away."""
    return hashlib.sha256(token.encode()).hexdigest()[:12] if token else ""
