# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Why a settlement report cannot be used, in words for the person at the screen."""


class SettlementError(Exception):
    """A settlement cannot be read or planned as it stands.

    ``message`` says what is wrong, where, and what to do; ``line`` is the line of the
    file that it is about, if it is about one.
    """

    def __init__(self, message, *, line=None):
        super().__init__(message)
        self.message = message
        self.line = line


class FileFormatError(SettlementError):
    """The file is no settlement report, is damaged, or cannot be read in one way."""


class UnbalancedError(SettlementError):
    """The rows do not add up to what Amazon says: nothing of it may be booked."""

    def __init__(self, message, *, difference, line=None):
        super().__init__(message, line=line)
        self.difference = difference
