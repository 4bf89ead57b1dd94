# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import os
import signal
from contextlib import suppress

from ..errors import SetupError
from ..locks import FileLock
from ..paths import RUN
from ..processes import start_time


class DemoLock:
    """One demo per checkout; clears away what a killed one left running."""

    def __init__(self):
        self._lock = FileLock("demo")
        self._file = RUN / "demo.json"
        self._content = {"pid": os.getpid(), "url": "", "processes": {}}

    def __enter__(self):
        if not self._lock.acquire(wait=False):
            running = self._read()
            raise SetupError(
                "A demo of this checkout is already running"
                f" (process {running.get('pid')}, {running.get('url') or 'starting'});"
                " stop it first."
            )
        self._kill_leftovers()
        self._write()
        return self

    def __exit__(self, *_exception):
        self._file.unlink(missing_ok=True)
        self._lock.release()

    def record(self, service):
        """Remember a server, in case this process is killed."""
        pid = service.process.pid
        self._content["processes"][str(pid)] = start_time(pid)
        self._content["url"] = service.url
        self._write()

    def _kill_leftovers(self):
        for pid, started in self._read().get("processes", {}).items():
            if started is not None and start_time(pid) == started:
                with suppress(OSError):
                    os.killpg(int(pid), signal.SIGKILL)

    def _read(self):
        try:
            return json.loads(self._file.read_text())
        except (OSError, ValueError):
            return {}

    def _write(self):
        self._file.write_text(json.dumps(self._content))
