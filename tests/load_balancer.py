# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands before several Odoo hosts: each connection goes to the next one."""

import socket
import threading
from contextlib import suppress
from itertools import cycle

CHUNK_BYTES = 65536


class LoadBalancer:
    """Forwards connections to the ports of ``servers`` in turn; skips dead ones."""

    def __init__(self):
        self.servers = []
        self._turns = cycle(())
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def add(self, server):
        """Send connections to this server, too."""
        self.servers.append(server)
        self._turns = cycle(list(self.servers))

    def close(self):
        """Take no more connections."""
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(
                    target=self._forward, args=(client,), daemon=True
                ).start()

    def _forward(self, client):
        with client, suppress(OSError), self._connect() as server:
            answers = threading.Thread(target=_pump, args=(server, client), daemon=True)
            answers.start()
            _pump(client, server)
            answers.join()

    def _connect(self):
        for _attempt in self.servers:
            with suppress(ConnectionRefusedError):
                return socket.create_connection(("127.0.0.1", next(self._turns).port))
        raise ConnectionRefusedError("No server is alive.")


def _pump(source, target):
    with suppress(OSError):
        while data := source.recv(CHUNK_BYTES):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
