# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import argparse
from pathlib import Path

from .errors import UsageError


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong with the arguments."""

    def __init__(self, command, description, **keywords):
        super().__init__(
            prog=f"setup/{command}",
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
            **keywords,
        )

    def error(self, message):
        """Raise instead of printing the whole usage."""
        raise UsageError(f"{message} (see {self.prog} --help).")


def writable_file(text):
    """Check a file to write before an hour of work is done for it."""
    path = Path(text).absolute()
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"'{text}' is not a file that can be written")
    return path


def whole_number(text):
    """Read a number that counts something."""
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number")
    return int(text)
