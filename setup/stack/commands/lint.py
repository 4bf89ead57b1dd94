# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ..arguments import Parser
from ..lint import CHECKS


def parse(arguments):
    """Read the command line."""
    return Parser("lint", "Checks the source code.").parse_args(arguments)


def run(_options):
    """Run every check and return 1 if one complains."""
    status = 0
    for check in CHECKS:
        complaint = check()
        print(f"{check.__name__.replace('_', ' ')}: {'FAILED' if complaint else 'ok'}")
        if complaint:
            print(complaint)
            status = 1
    return status
