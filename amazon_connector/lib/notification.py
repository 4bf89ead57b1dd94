# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Amazon's notifications say.

Some types are written in PascalCase, others in camelCase; both are read.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timezone

NEW_SECRET = "APPLICATION_OAUTH_CLIENT_NEW_SECRET"
SECRET_EXPIRY = "APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY"
ORDER_CHANGE = "ORDER_CHANGE"


@dataclass(frozen=True)
class NewClientSecret:
    """Amazon made a new client secret; moments are naive UTC, or None."""

    client_id: str
    secret: str = field(repr=False)
    event_time: datetime
    expires: datetime | None
    previous_expires: datetime | None


@dataclass(frozen=True)
class ClientSecretExpiry:
    """A client secret expires; moments are naive UTC."""

    client_id: str
    event_time: datetime
    expires: datetime


@dataclass(frozen=True)
class OrderChange:
    """Something about an order changed; what, is to be asked of Amazon."""

    merchant_token: str
    order_id: str
    event_time: datetime
    marketplace_ref: str = ""


def read_notification(text):
    """Return what a message says, or None if it is nothing that we know."""
    try:
        document = _lower(json.loads(text))
        read = _READERS.get(document["notificationtype"])
        return read and read(document)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        # Without its cause: that would show a message that may hold a secret.
        return None


def _lower(value):
    """Return the JSON value with the names of its members in small letters."""
    if isinstance(value, dict):
        return {name.lower(): _lower(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_lower(each) for each in value]
    return value


def _read_new_secret(document):
    payload = document["payload"]["applicationoauthclientnewsecret"]
    return NewClientSecret(
        client_id=_text(payload["clientid"]),
        secret=_text(payload["newclientsecret"]),
        event_time=_moment(document["eventtime"]),
        expires=_optional_moment(payload.get("newclientsecretexpirytime")),
        previous_expires=_optional_moment(payload.get("oldclientsecretexpirytime")),
    )


def _read_secret_expiry(document):
    payload = document["payload"]["applicationoauthclientsecretexpiry"]
    return ClientSecretExpiry(
        client_id=_text(payload["clientid"]),
        event_time=_moment(document["eventtime"]),
        expires=_moment(payload["clientsecretexpirytime"]),
    )


def _read_order_change(document):
    payload = document["payload"]["orderchangenotification"]
    return OrderChange(
        merchant_token=_text(payload["sellerid"]),
        order_id=_text(payload["amazonorderid"]),
        event_time=_moment(document["eventtime"]),
        marketplace_ref=_optional_name(payload.get("summary"), "marketplaceid"),
    )


def _optional_name(section, key):
    value = section.get(key) if isinstance(section, dict) else None
    return value if isinstance(value, str) else ""


def _text(value):
    if not isinstance(value, str) or not value or value != value.strip():
        raise ValueError("not a text")
    return value


def _moment(value):
    moment = datetime.fromisoformat(_text(value).replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)


def _optional_moment(value):
    return None if value is None else _moment(value)


_READERS = {
    NEW_SECRET: _read_new_secret,
    SECRET_EXPIRY: _read_secret_expiry,
    ORDER_CHANGE: _read_order_change,
}
