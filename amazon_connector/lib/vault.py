# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Encrypts the secrets that the database keeps, with keys that it does not keep."""

import hashlib
import hmac
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from .errors import KeyMissingError, KeyUnusableError, SecretUnreadableError

_SEPARATOR = re.compile(r"[\s,]+")


def generate_key():
    """Return a new key as text."""
    return Fernet.generate_key().decode()


class Vault:
    """Encrypts with the first of its keys and decrypts with all of them.

    ``keys`` is a text of keys separated by commas or blanks: put a new key in front
    and keep the old ones behind it until every secret was encrypted anew.
    Raises KeyMissingError without a key, KeyUnusableError if one of them is none.
    """

    def __init__(self, keys):
        self._keys = [key for key in _SEPARATOR.split(keys or "") if key]
        if not self._keys:
            raise KeyMissingError("There is no key to encrypt the secrets.")
        self._fernets = [_make_fernet(key) for key in self._keys]

    def __repr__(self):
        return f"Vault({len(self._keys)} keys)"

    def encrypt(self, text):
        """Return the text encrypted with the first key."""
        return self._fernets[0].encrypt(text.encode()).decode()

    def decrypt(self, token):
        """Return what was encrypted with any of the keys.

        Raises SecretUnreadableError if none of them fits or the token is damaged.
        """
        try:
            return MultiFernet(self._fernets).decrypt(token or "").decode()
        except InvalidToken:
            failure = SecretUnreadableError("A stored secret has another key.")
        raise failure

    def is_current(self, token):
        """Tell whether the first key decrypts the token."""
        try:
            self._fernets[0].decrypt(token or "")
        except InvalidToken:
            return False
        return True

    def fingerprint(self, text):
        """Return what tells equal texts apart from others without the text itself."""
        return _fingerprint(self._keys[0], text)

    def fingerprints(self, text):
        """Return the fingerprint of the text under each of the keys."""
        return [_fingerprint(key, text) for key in self._keys]


def _make_fernet(key):
    try:
        return Fernet(key)
    except ValueError:
        failure = KeyUnusableError("A key to encrypt the secrets is not usable.")
    # Raised out here: the context of the first error holds the key.
    raise failure


def _fingerprint(key, text):
    # Not the key itself, which encrypts: one derived from it for this purpose alone.
    purpose = hmac.digest(key.encode(), b"amazon_connector fingerprint", hashlib.sha256)
    return hmac.new(purpose, text.encode(), hashlib.sha256).hexdigest()
