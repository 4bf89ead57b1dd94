# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How setup/test shares the tests out, and what a killed process leaves behind."""

import os

import pytest

from stack.commands.test import WORKERS, plan_run
from stack.paths import RUN
from stack.processes import is_leftover
from stack.pytest_plugin import share_of
from stack.running import Stack

BROWSER = "--require-browser-tests"
# No process has this number.
GONE = 2**22 + 1


@pytest.fixture
def cores(monkeypatch):
    """Give a function that sets how many cores this process may use."""
    monkeypatch.delenv(WORKERS, raising=False)

    def set_cores(number):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(number)))

    return set_cores


@pytest.mark.parametrize(
    ("number", "plan"),
    [(1, [BROWSER]), (2, [BROWSER, "-n", "2"]), (8, [BROWSER, "-n", "2"])],
)
def test_complete_run_uses_the_cores(cores, number, plan):
    cores(number)
    assert plan_run([]) == plan
    assert plan_run(["--durations", "20", "-x"]) == plan


@pytest.mark.parametrize(
    "arguments",
    [
        ["-k", "proof"],
        ["-kproof"],
        ["simulator/tests"],
        ["setup/tests/test_lint.py::x"],
    ],
)
def test_selection_runs_in_one_process(cores, arguments):
    cores(2)
    assert plan_run(arguments) == []


@pytest.mark.parametrize("arguments", [["-n", "3"], ["-n0"], ["--pdb"], ["-s"]])
def test_user_decides_about_processes(cores, arguments):
    cores(2)
    assert plan_run(arguments) == [BROWSER]


def test_number_of_processes_in_the_environment(cores, monkeypatch):
    cores(2)
    monkeypatch.setenv(WORKERS, "5")
    assert plan_run([]) == [BROWSER, "-n", "5"]
    monkeypatch.setenv(WORKERS, "1")
    assert plan_run([]) == [BROWSER]


def test_what_starts_programs_stays_together():
    programs = {
        share_of("tests/test_faults.py::test_slow_login"),
        share_of("tests/test_killed.py::test_killed[between a page::and]"),
        share_of("amazon_connector_fbm/tests/test_tour_held.py::TestTourHeld::test_a"),
    }
    assert len(programs) == 1
    others = {
        share_of("amazon_connector/tests/test_role.py::TestRole::test_a"),
        share_of("amazon_connector/tests/lib/test_lib_token.py::test_b"),
    }
    assert len(others) == 2
    assert programs.isdisjoint(others)


def test_only_those_who_are_gone_leave_something_behind():
    assert is_leftover(f"test_{GONE}_1", "test")
    assert not is_leftover(f"test_{os.getpid()}_1", "test")
    assert not is_leftover(f"e2e_{GONE}_1", "test")
    assert not is_leftover("test_1", "test")


def test_leftovers_are_deleted():
    name = f"leftover_{GONE}_1"
    configuration = RUN / f"{name}.conf"
    with Stack("leftover") as stack:
        stack.cluster.create_from("template1", name)
        configuration.write_text("[options]")
        stack.drop_leftovers("leftover")
        assert name not in stack.cluster.databases()
        assert not configuration.exists()
