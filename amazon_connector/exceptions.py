# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Errors that the Odoo side of the connector raises on purpose."""

from odoo.exceptions import ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

# After these, Odoo runs the same request again by itself.
RETRIED_ERRORS = (*PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, ConcurrencyError)


class ExplainedError(UserError):
    """An error whose text is for the person who pressed the button.

    The web client knows the exceptions of Odoo by name only; of others it shows no more
    than that something went wrong, unless they say what they are shown as.
    """

    context = {"exception_class": "odoo.exceptions.UserError"}


class SellerAttentionError(ExplainedError):
    """The seller may not call Amazon until somebody has tested its connection."""


class SyncAlreadyRunningError(ExplainedError):
    """The same operation of the same seller is running at this moment."""


class AuthorizationRefusedError(ExplainedError):
    """An answer of Amazon's consent page that Odoo does not accept.

    ``status`` is the HTTP status of the page that says so.
    """

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status
