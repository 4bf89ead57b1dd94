# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import signal
import subprocess
import sys
from pathlib import Path

from ..errors import Stopped, UsageError
from ..paths import PROJECT
from ..running import Stack

HELP = """\
usage: setup/test [PYTEST ARGUMENTS]

Without arguments: source checks, tests without a database, Odoo tests, browser
tests and end-to-end tests in one pytest run. Arguments go to pytest, e.g.

  setup/test -k proof
  setup/test amazon_connector_fbm/tests/test_import.py -x

Databases are copies of a template that is made once per state of the addons.

A complete run shares the tests out to two processes, or one on a machine with one
core; selected tests run in one. -n NUMBER or the environment variable
AMAZON_CONNECTOR_TEST_WORKERS=NUMBER changes that; each has a database of its own.
"""

WORKERS = "AMAZON_CONNECTOR_TEST_WORKERS"
DEFAULT_WORKERS = 2
SELECTIONS = ("-k", "-m", "--lf", "--last-failed", "--sw", "--collect-only")
# These want one process, or say themselves how many.
ALONE = ("--pdb", "--trace", "-s", "--capture=no", "-n", "--numprocesses")


def parse(arguments):
    """Everything belongs to pytest, except a lonely request for help."""
    if arguments in (["--help"], ["-h"]):
        print(HELP)
        raise SystemExit(0)
    _default_workers()
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
        argument.startswith(SELECTIONS)
        or (argument[:1] != "-" and (PROJECT / argument.partition("::")[0]).exists())
        for argument in arguments
    )


def _default_workers():
    text = os.environ.get(WORKERS, "")
    if not text:
        return min(DEFAULT_WORKERS, len(os.sched_getaffinity(0)))
    if not (text.isascii() and text.isdecimal()):
        raise UsageError(f"{WORKERS}={text}: '{text}' is not a whole number.")
    return int(text)


def plan_run(arguments):
    """Return how pytest runs all tests; of a selection it runs what it finds."""
    if _selects(arguments):
        return []
    complete = ["--require-browser-tests"]
    workers = _default_workers()
    if workers > 1 and not any(word.startswith(ALONE) for word in arguments):
        complete += ["-n", str(workers)]
    return complete


def run(arguments):
    """Run pytest, which makes its databases, and return its exit status."""
    with Stack("test") as stack:
        stack.databases.prepare_template()
        environment = {**os.environ, **stack.cluster.environment()}
        environment.pop("ODOO_RC", None)
        process = subprocess.Popen(
            [
                sys.executable,
                *("-m", "pytest", "-p", "stack.pytest_plugin", "--odoo-http"),
                "--no-loadscope-reorder",
                *plan_run(arguments),
                *arguments,
            ],
            cwd=PROJECT,
            env=environment,
        )
        try:
            return process.wait()
        except Stopped as stopped:
            if stopped.status != 128 + signal.SIGINT:  # the terminal sends that one
                process.send_signal(signal.SIGINT)
            process.wait()
            raise
        finally:
            for name in ("test", "e2e"):
                stack.drop_leftovers(name)
