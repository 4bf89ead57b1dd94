# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A raw HTTP server whose every byte a test can script."""

import json
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

TOKEN_PATH = "/auth/o2/token"
JSON_HEADERS = {"content-type": "application/json"}


@dataclass
class Reply:
    """One scripted answer.

    ``cut`` sends only that many bytes of the body, ``drip`` seconds pass between
    bytes of the ``drip_part`` ("body" or "headers"), ``reset`` breaks the connection
    with RST after the bytes, ``hang`` sends nothing at all.
    """

    status: int = 200
    body: bytes = b""
    headers: dict = field(default_factory=dict)
    cut: int | None = None
    drip: float = 0.0
    drip_part: str = "body"
    reset: bool = False
    hang: bool = False

    @classmethod
    def json(cls, content, status=200, headers=(), **options):
        """An answer with a JSON body."""
        body = json.dumps(content).encode()
        return cls(status, body, {**JSON_HEADERS, **dict(headers)}, **options)

    @classmethod
    def error(cls, status, code, message, details="", headers=()):
        """An error in the form of the Selling Partner API."""
        error = {"code": code, "message": message, "details": details}
        return cls.json({"errors": [error]}, status, headers)

    def head(self):
        """Status line and headers."""
        headers = {"content-length": len(self.body), "connection": "close"}
        headers.update(self.headers)
        lines = [f"HTTP/1.1 {self.status} Scripted"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


@dataclass
class Request:
    """One request that arrived."""

    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    @property
    def form(self):
        """The fields of a form-encoded body."""
        return dict(parse_qsl(self.body.decode()))


class AmazonDouble:
    """Answers with the replies of ``script`` in turn, and with 500 after them.

    The login answers by itself with a new token each time unless ``login`` holds
    replies. ``requests`` are all that came.
    """

    def __init__(self, certificate=None):
        self.script = []
        self.login = []
        self.requests = []
        self._certificate = certificate
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))

    @property
    def port(self):
        return self._socket.getsockname()[1]

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def logins(self):
        """The requests for an access token."""
        return [request for request in self.requests if request.path == TOKEN_PATH]

    @property
    def calls(self):
        """The requests that were not logins."""
        return [request for request in self.requests if request.path != TOKEN_PATH]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_exception):
        self._stop.set()
        self._socket.close()

    def _accept(self):
        while not self._stop.is_set():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(
                target=self._serve, args=(connection,), daemon=True
            ).start()

    def _serve(self, connection):
        try:
            if self._certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self._certificate)
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                request = _read_request(connection)
                with self._lock:
                    self.requests.append(request)
                    reply = self._next_reply(request)
                self._send(connection, reply)
        except OSError:
            connection.close()

    def _next_reply(self, request):
        if request.path != TOKEN_PATH:
            return self.script.pop(0) if self.script else Reply(500)
        if self.login:
            return self.login.pop(0)
        token = f"Atza|{request.form['client_id']}|{len(self.logins)}"
        return Reply.json({"access_token": token, "expires_in": 3600})

    def _send(self, connection, reply):
        if reply.hang:
            self._stop.wait(30)
            return
        self._send_part(connection, reply.head(), reply, "headers")
        self._send_part(connection, reply.body[: reply.cut], reply, "body")
        if reply.reset:
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def _send_part(self, connection, data, reply, part):
        if not reply.drip or reply.drip_part != part:
            connection.sendall(data)
            return
        for position in range(len(data)):
            if self._stop.wait(reply.drip):
                return
            connection.sendall(data[position : position + 1])


def _read_request(connection):
    stream = connection.makefile("rb")
    method, target, _version = stream.readline().decode("latin-1").split(" ", 2)
    headers = {}
    for line in iter(stream.readline, b"\r\n"):
        name, _colon, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", 0)))
    parts = urlsplit(target)
    query = parse_qsl(parts.query, keep_blank_values=True)
    assert len(query) == len(dict(query)), "a parameter was sent twice"
    return Request(method, parts.path, dict(query), headers, body)
