# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import signal
import subprocess
import sys
from pathlib import Path

from ..errors import Stopped
from ..paths import PROJECT
from ..running import Stack

HELP = """\
usage: setup/test [PYTEST ARGUMENTS]

Without arguments: source checks, tests without a database, Odoo tests, browser
tests and end-to-end tests in one pytest run. Arguments go to pytest, e.g.

  setup/test -k proof
  setup/test amazon_connector_fbm/tests/test_import.py -x

Databases are copies of a template that is made once per state of the addons.
"""


SELECTIONS = ("-k", "-m", "--lf", "--last-failed", "--sw", "--collect-only")


def parse(arguments):
    """Everything belongs to pytest, except a lonely request for help."""
    if arguments in (["--help"], ["-h"]):
        print(HELP)
        raise SystemExit(0)
    return [_from_project(argument) for argument in arguments]


def _from_project(argument):
    """Pytest runs in the project; a path may be meant from where the user is."""
    path, separator, node = argument.partition("::")
    if path and not path.startswith("-") and Path(path).exists():
        return str(Path(path).resolve()) + separator + node
    return argument


def _selects(arguments):
    """Whether the arguments choose some of the tests."""
    return any(
        argument in SELECTIONS or not argument.startswith("-") for argument in arguments
    )


def run(arguments):
    """Run pytest on a fresh database and return its exit status."""
    with Stack("test") as stack:
        database = stack.database()
        configuration = stack.configuration(
            database, {"workers": 0, "limit_memory_hard": 0}
        )
        complete = [] if _selects(arguments) else ["--require-browser-tests"]
        process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "pytest", "-p", "stack.pytest_plugin", "--odoo-http"),
                *complete,
                *arguments,
            ],
            cwd=PROJECT,
            env={
                **os.environ,
                **stack.cluster.environment(),
                "ODOO_RC": str(configuration),
            },
        )
        try:
            return process.wait()
        except Stopped as stopped:
            if stopped.status != 128 + signal.SIGINT:  # the terminal sends that one
                process.send_signal(signal.SIGINT)
            process.wait()
            raise
