# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``python -m stack [--check] COMMAND ARGUMENTS``, called by the setup scripts.

With ``--check`` only the arguments are read; that needs nothing installed.
"""

import importlib
import sys

from .errors import SetupError, Stopped
from .processes import stop_on_signals

HELP_WAS_SHOWN = 64


def main(arguments):
    """Run one command and return its exit status."""
    check = arguments[:1] == ["--check"]
    name, *rest = arguments[1:] if check else arguments
    command = importlib.import_module(f".commands.{name}", __package__)
    try:
        options = command.parse(rest)
    except SystemExit as end:
        return end.code or (HELP_WAS_SHOWN if check else 0)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    return 0 if check else _run(command, options)


def _run(command, options):
    stop_on_signals()
    try:
        return command.run(options)
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    except Stopped as stopped:
        return stopped.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
