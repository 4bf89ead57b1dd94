# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Refusals in Amazon's own form."""


class ApiError(Exception):
    """An answer of the Selling Partner API that is not a success."""

    def __init__(self, status, code, message, details=""):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.details = details

    def payload(self):
        """Return the error list that goes into the body."""
        error = {"code": self.code, "message": self.message, "details": self.details}
        return {"errors": [error]}


_BY_STATUS = {
    400: ("InvalidInput", "Request has missing or invalid parameters."),
    401: ("Unauthorized", "Access to requested resource is denied."),
    403: ("Unauthorized", "Access to requested resource is denied."),
    404: ("NotFound", "The resource specified does not exist."),
    413: ("RequestTooLarge", "The request size exceeded the maximum accepted size."),
    415: ("UnsupportedMediaType", "The request payload is in an unsupported format."),
    429: ("QuotaExceeded", "You exceeded your quota for the requested resource."),
    500: ("InternalFailure", "We encountered an internal error. Please try again."),
    503: (
        "ServiceUnavailable",
        "Service is temporarily unavailable. Please try again.",
    ),
}


def error_of_status(status):
    """Return the error that Amazon gives with a status."""
    code, message = _BY_STATUS.get(status, ("InternalFailure", "Unexpected failure."))
    return ApiError(status, code, message)


def invalid_input(message, details=""):
    """Return the refusal of a wrong request."""
    return ApiError(400, "InvalidInput", message, details)


def token_refused():
    """Return the refusal of an access token."""
    return ApiError(
        403,
        "Unauthorized",
        "Access to requested resource is denied.",
        "The access token you provided is revoked, malformed or invalid.",
    )
