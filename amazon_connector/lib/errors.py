# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What can go wrong between this connector and Amazon, as types.

Every message is written for the person at the screen: plain words, without
addresses, tokens or bodies. What Amazon said itself is in ``detail``.
"""


class AmazonError(Exception):
    """Base of every error that leaves this package.

    ``operation`` is Amazon's name ("searchOrders"), ``status`` the HTTP status or
    None if there was no answer, ``code`` Amazon's error code, ``request_id`` what
    Amazon's support asks for, ``detail`` Amazon's own words.
    """

    def __init__(
        self, message, *, operation="", status=None, code="", request_id="", detail=""
    ):
        super().__init__(message)
        self.message = message
        self.operation = operation
        self.status = status
        self.code = code
        self.request_id = request_id
        self.detail = detail


class AuthorizationError(AmazonError):
    """The seller's authorisation is dead until a person renews it.

    ``code`` is "invalid_client", "invalid_grant" or "unauthorized_client" (the
    login refused) or "token_refused" (a fresh access token was refused).
    """


class AccessDeniedError(AmazonError):
    """403 for one operation, usually a missing role: the others still work."""


class ThrottledError(AmazonError):
    """Amazon's rate limit is used up: call again after ``retry_after`` seconds."""

    def __init__(self, message, *, retry_after=0.0, **context):
        super().__init__(message, **context)
        self.retry_after = retry_after


class TemporaryError(AmazonError):
    """Network trouble, a timeout or 5xx: the same call may work later."""


class ProtocolError(TemporaryError):
    """The answer is none: HTML, empty, cut off, damaged, too large or incomplete."""


class RejectedError(AmazonError):
    """Amazon understood the call and refused it: repeating it will not help."""


class ConfigurationError(AmazonError):
    """Refused on our side before anything was sent."""


class KeyMissingError(ConfigurationError):
    """No key to encrypt the secrets is configured."""


class KeyUnusableError(ConfigurationError):
    """What is configured as the key to encrypt the secrets is none."""


class SecretUnreadableError(ConfigurationError):
    """A stored secret was encrypted with a key that is configured no more."""
