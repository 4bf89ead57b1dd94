# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


class SetupError(Exception):
    """Something that the user can understand and mend; shown without traceback."""

    status = 1


class UsageError(SetupError):
    """The command was called in a wrong way."""

    status = 2


class Stopped(BaseException):
    """The user (Ctrl-C) or the system (SIGTERM) asked the command to end."""

    def __init__(self, signal_number):
        super().__init__(signal_number)
        self.status = 128 + signal_number
