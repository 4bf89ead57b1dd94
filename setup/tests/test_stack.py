# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import signal
import socket
import sys
import time

import pytest

from stack.errors import SetupError
from stack.paths import LOGS
from stack.postgres import Cluster
from stack.processes import Service, free_port, start_time


def test_cluster_runs_as_long_as_somebody_uses_it():
    with Cluster() as first:
        with Cluster():
            pass
        assert first.is_running()
        assert first.execute("SELECT 1") == [(1,)]


def test_databases_take_their_comment_with_them():
    with Cluster() as cluster:
        name = f"test_{os.getpid()}_comment"
        cluster.create_from("template1", name)
        try:
            cluster.comment(name, "it's here")
            assert cluster.databases()[name] == "it's here"
        finally:
            cluster.drop(name)
        assert name not in cluster.databases()


def test_free_port_avoids_a_listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        assert free_port(taken) != taken
    assert free_port(taken) == taken


def make_service(tmp_path, code):
    command = [sys.executable, "-c", code]
    return Service("The service", command, tmp_path / "log", free_port())


def test_service_that_ends_is_explained(tmp_path):
    service = make_service(tmp_path, "raise SystemExit('no paper in the tray')")
    with pytest.raises(SetupError, match="no paper in the tray"):
        service.start().wait_until_ready()
    service.stop()


def test_stop_ends_the_children_as_well(tmp_path):
    # One call writes the whole line: two processes write to the same file.
    code = (
        "import os, time; line = f'{os.fork()}\\n'; os.write(1, line.encode());"
        " time.sleep(60)"
    )
    service = make_service(tmp_path, code).start()
    started = time.monotonic()
    while len(lines := (tmp_path / "log").read_text().split()) < 2:
        assert time.monotonic() < started + 60
        time.sleep(0.05)
    service.stop()
    assert service.process.returncode == -signal.SIGTERM
    child = max(map(int, lines))
    deadline = time.monotonic() + 5
    while start_time(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert start_time(child) is None


def test_the_addons_install_without_warnings():
    log = LOGS / "template.log"
    complaints = [
        line
        for line in log.read_text().splitlines()
        if (" WARNING " in line or " ERROR " in line) and " py.warnings: " not in line
    ]
    assert not complaints
