# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who a buyer is, and where a parcel goes, as keys that never merge strangers."""

import hashlib
import unicodedata


def contact_key(order, scope, per_order=False):
    """The buyer's identity within ``scope`` (e.g. a company), as a hash.

    Amazon's relay address names a buyer; without it only a complete address with the
    name does. Otherwise, or if ``per_order`` is wanted, the order itself is all that
    counts.
    """
    if per_order:
        return _digest("order", scope, order.ref)
    name = order.buyer.company or order.buyer.name or order.address.name
    if order.buyer.email and name:
        return _digest("email", scope, order.buyer.email, name)
    if order.address.is_complete:
        return _digest("address", scope, name, *_address_parts(order.address))
    return _digest("order", scope, order.ref)


def delivery_key(order, scope, per_order=False):
    """The contact together with the address of the parcel, as a hash."""
    contact = contact_key(order, scope, per_order)
    return _digest("delivery", contact, *_address_parts(order.address))


def _address_parts(address):
    return (
        address.name,
        address.company,
        address.street,
        address.street2,
        address.city,
        address.state,
        address.zip,
        address.country_code,
    )


def _digest(*parts):
    text = "\x1f".join(_normalised(str(part)) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def _normalised(text):
    letters = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if _is_spelling(c) else " " for c in letters).split())


def _is_spelling(character):
    """Letters and digits, and the marks that are vowels in many scripts."""
    return unicodedata.category(character)[0] in "LMN"
