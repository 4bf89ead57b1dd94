# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Access tokens of Login with Amazon (LWA), shared by the threads of a process."""

import threading
import time
from dataclasses import dataclass, field
from typing import NamedTuple

from .errors import AmazonError, AuthorizationError, ProtocolError

LOGIN = "login"
_SAFETY_MARGIN = 60.0
_UNUSED_FOR = 2 * 3600.0
# After these seconds the new client secret is tried again.
_PREVIOUS_SECRET_LIFETIME = 600.0


class AccessToken(NamedTuple):
    """An access token and the seconds for which it is to be used.

    ``used_previous_secret`` tells that Amazon did not accept the present one.
    """

    value: str
    lifetime: float
    used_previous_secret: bool = False


def request_access_token(transport, endpoint, credentials):
    """Ask LWA for an AccessToken with the seller's refresh token.

    A client secret that Amazon does not know (yet) is followed by the previous one.
    Raises AuthorizationError if the authorisation is dead, and what
    Transport.fetch raises.
    """
    previous = credentials.previous_client_secret
    try:
        return _log_in(transport, endpoint, credentials, credentials.client_secret)
    except AuthorizationError as error:
        if error.code != "invalid_client" or not previous:
            raise
        refusal = error
    try:
        token = _log_in(transport, endpoint, credentials, previous)
    except AuthorizationError:
        # The secret that was typed in last is the one to speak of.
        raise refusal.with_traceback(None) from None
    lifetime = min(token.lifetime, _PREVIOUS_SECRET_LIFETIME + _SAFETY_MARGIN)
    return AccessToken(token.value, lifetime, used_previous_secret=True)


def _log_in(transport, endpoint, credentials, client_secret):
    content = transport.fetch(
        "POST",
        endpoint.token_url,
        data={
            "client_id": credentials.client_id,
            "client_secret": client_secret,
            **_grant(credentials),
        },
    )
    token, lifetime = content.get("access_token"), content.get("expires_in")
    if not _is_header_value(token) or not isinstance(lifetime, int | float):
        raise ProtocolError(
            "Amazon's login answered without an access token.",
            operation=LOGIN,
            request_id=transport.last_request_id,
        )
    return AccessToken(token, lifetime)


def _grant(credentials):
    """What the application has from the seller, or that it needs nothing of it."""
    if credentials.scope:
        return {"grant_type": "client_credentials", "scope": credentials.scope}
    return {
        "grant_type": "refresh_token",
        "refresh_token": credentials.refresh_token,
    }


def _is_header_value(token):
    return (
        isinstance(token, str)
        and bool(token)
        and token.isascii()
        and token.isprintable()
        and " " not in token
    )


@dataclass
class _Slot:
    """The token of one login; ``flights`` counts how often it was asked for."""

    used_at: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    token: AccessToken | None = field(default=None, repr=False)
    expires_at: float = 0.0
    flights: int = 0
    failure: AmazonError | None = None

    def is_valid(self, now):
        return self.token is not None and now < self.expires_at


class TokenCache:
    """Keeps each login's token until a minute before it expires; thread-safe.

    The key is the whole login (seller, version, secrets) with its endpoint: no token
    can reach another seller, and a changed secret is a new login.
    """

    def __init__(self, clock=time.monotonic):
        self._clock = clock
        self._lock = threading.Lock()
        self._slots = {}

    def get(self, credentials, endpoint, fetch):
        """Return the AccessToken, calling ``fetch() -> AccessToken`` if there is none.

        Threads that ask at the same time share one fetch, and its error.
        """
        slot = self._slot((credentials, endpoint))
        flights = slot.flights
        with slot.lock:
            if slot.is_valid(self._clock()):
                return slot.token
            if slot.flights == flights or not (slot.token or slot.failure):
                self._fly(slot, fetch)
            if slot.failure:
                raise slot.failure.with_traceback(None)
            return slot.token

    def forget(self, credentials, token=None):
        """Drop the tokens of a login; only ``token``, if given, so that one which
        another thread has just renewed survives."""
        with self._lock:
            slots = [
                slot for (owner, _), slot in self._slots.items() if owner == credentials
            ]
        for slot in slots:
            with slot.lock:
                if slot.token and token in (None, slot.token.value):
                    slot.token = None

    def _slot(self, key):
        now = self._clock()
        with self._lock:
            for old_key, slot in list(self._slots.items()):
                if now - slot.used_at > _UNUSED_FOR:
                    del self._slots[old_key]
            slot = self._slots.setdefault(key, _Slot(used_at=now))
            slot.used_at = now
            return slot

    def _fly(self, slot, fetch):
        slot.token = slot.failure = None
        try:
            slot.token = fetch()
            slot.expires_at = self._clock() + slot.token.lifetime - _SAFETY_MARGIN
        except AmazonError as failure:
            slot.failure = failure
        finally:
            slot.flights += 1


TOKEN_CACHE = TokenCache()
