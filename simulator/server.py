# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The simulator as a threaded HTTP server."""

import threading

from werkzeug.serving import WSGIRequestHandler, make_server

from .application import Application
from .clock import Clock
from .state import SimulatorState


class _Handler(WSGIRequestHandler):
    """Sends the application's own Date header, drops for good, and logs nothing."""

    def send_response(self, code, message=None):
        self.send_response_only(code, message)

    def connection_dropped(self, error, environ=None):
        self.close_connection = True

    def log(self, type, message, *args):
        pass


def make_http_server(application, host="127.0.0.1", port=0):
    """Return a threaded server that listens; port 0 takes a free one."""
    return make_server(host, port, application, threaded=True, request_handler=_Handler)


class SimulatorServer:
    """A simulator in a thread of this process: a context manager for tests."""

    def __init__(
        self,
        orders=(),
        *,
        participations=None,
        reports=None,
        settled_until=None,
        catalogue=(),
        rate_limits=False,
        time_scale=1.0,
        clock=None,
        strict=False,
        host="127.0.0.1",
        port=0,
        allow_remote=False,
    ):
        if clock is None:
            clock = Clock(time_scale)
        self.state = SimulatorState(
            orders,
            participations=participations,
            reports=reports,
            settled_until=settled_until,
            catalogue=catalogue,
            clock=clock,
            rate_limits=rate_limits,
        )
        self.application = Application(self.state, strict, allow_remote)
        self._address = (host, port)
        self._server = None
        self._thread = None

    @property
    def journal(self):
        """Return the journal of requests."""
        return self.state.journal

    @property
    def faults(self):
        """Return the plan of faults."""
        return self.state.faults

    @property
    def clock(self):
        """Return Amazon's clock."""
        return self.state.clock

    @property
    def url(self):
        """Return the address that callers use."""
        host = self._address[0]
        return f"http://{host}:{self._server.port}"

    @property
    def token_url(self):
        """Return the address of Login with Amazon."""
        return f"{self.url}/auth/o2/token"

    def start(self):
        """Listen, and answer in a thread."""
        self._server = make_http_server(self.application, *self._address)
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.01},
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self):
        """Stop answering; whoever waits for a delayed answer is let go."""
        self.application.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __enter__(self):
        return self.start()

    def __exit__(self, *exception):
        self.stop()
