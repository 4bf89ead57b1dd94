# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from .console import last_lines
from .errors import SetupError, Stopped

STOP_SECONDS = 15


def free_port(preferred=None):
    """Return ``preferred`` if nobody listens there, else any free port."""
    for port in filter(None, (preferred, "any")):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", 0 if port == "any" else port))
                return probe.getsockname()[1]
    raise SetupError("There is no free TCP port on this machine.")


def stop_on_signals():
    """Turn Ctrl-C, SIGTERM and a closed terminal into an orderly end."""

    def stop(number, _frame):
        ignore_signals()
        raise Stopped(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def ignore_signals():
    """Let nothing interrupt the clean-up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def start_time(pid):
    """Return when a process started, which tells it from a later namesake."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else int(fields[19])


def is_leftover(name, prefix):
    """True for ``<prefix>_<pid>...``, made by a process that is gone."""
    match = re.fullmatch(rf"{re.escape(prefix)}_(\d+)(\D.*)?", name)
    return bool(match) and start_time(int(match[1])) is None


class Service:
    """A server process with a log file, which ends when its starter ends."""

    ready_path = "/"
    ready_seconds = 90

    def __init__(self, name, command, log, port, environment=None):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = Path(log)
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {**os.environ, **(environment or {})}
        self.process = None

    def start(self):
        """Start the process in a group of its own; see :meth:`wait_until_ready`."""
        lifeline = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                lifeline + self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
            )
        return self

    def wait_until_ready(self):
        """Return when the server answers; explain it if it does not."""
        deadline = time.monotonic() + self.ready_seconds
        while time.monotonic() < deadline:
            self.check_alive()
            if self._answers():
                return self
            time.sleep(0.2)
        raise SetupError(
            f"{self.name} does not answer after {self.ready_seconds} s."
            f" The end of {self.log}:\n{last_lines(self.log)}"
        )

    def _answers(self):
        request = urllib.request.Request(self.url + self.ready_path)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=5) as answer:
                return answer.status == 200
        except (OSError, urllib.error.URLError):
            return False

    def check_alive(self):
        """Raise if the process has ended by itself."""
        if self.process.poll() is not None:
            raise SetupError(
                f"{self.name} ended with status {self.process.returncode}."
                f" The end of {self.log}:\n{last_lines(self.log)}"
            )

    def kill(self):
        """End the whole process group at once, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ask the process to end; insist if it does not."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self.kill()
