# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import sys
import urllib.request

from .errors import SetupError
from .paths import LOGS
from .processes import Service, free_port


class SimulatorControl:
    """The control addresses of a simulator, wherever it runs."""

    def __init__(self, url):
        self.url = url

    def control(self, path, data=None):
        """Call an address such as ``/_sim/journal`` and return its JSON."""
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(
            self.url + path, data=body, headers={"Content-Type": "application/json"}
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except (OSError, ValueError) as error:
            problem = f"The simulator does not answer {path}: {error}"
            raise SetupError(problem) from error


class Simulator(SimulatorControl, Service):
    """The local SP-API of ``simulator/`` as a process of its own."""

    ready_path = "/_sim/health"
    ready_seconds = 30

    def __init__(self, *arguments, name="simulator"):
        port = free_port()
        command = [sys.executable, "-m", "simulator", "--port", port, *arguments]
        log = LOGS / f"{name}.log"
        Service.__init__(self, "The Amazon simulator", command, log, port)
