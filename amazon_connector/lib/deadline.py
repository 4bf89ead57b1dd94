# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A time limit for a whole call, however slowly its bytes arrive.

httpx limits each single read, so a host that sends one byte now and then is never
late. Here every network wait is cut to what is left of the whole call.
"""

import time

import httpcore


class Deadline:
    """``seconds`` from the last ``start``, measured with a monotonic clock.

    ``total`` (None: endless) is the seconds from the first one.
    """

    def __init__(self, seconds, clock=time.monotonic, total=None):
        self.seconds = seconds
        self._clock = clock
        self._last = None if total is None else clock() + total
        self.start()

    def start(self):
        """Begin a new call."""
        self._end = self._clock() + self.seconds
        if self._last is not None:
            self._end = min(self._end, self._last)

    def remaining(self):
        """Seconds left; raises httpcore.TimeoutException when there are none."""
        seconds = self._end - self._clock()
        if seconds <= 0:
            raise httpcore.TimeoutException()
        return seconds

    def cut(self, timeout):
        """The smaller of ``timeout`` (None: endless) and the seconds left."""
        remaining = self.remaining()
        return remaining if timeout is None else min(timeout, remaining)


def enforce_deadline(client, deadline):
    """Let every connection of an ``httpx.Client`` obey ``deadline``.

    httpx has no public place for that; a test fails if an upgrade moves this one.
    """
    for transport in (client._transport, *client._mounts.values()):
        if transport is not None:
            pool = transport._pool
            pool._network_backend = _Backend(pool._network_backend, deadline)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, backend, deadline):
        self._backend = backend
        self._deadline = deadline

    def connect_tcp(
        self, host, port, timeout=None, local_address=None, socket_options=None
    ):
        timeout = self._deadline.cut(timeout)
        stream = self._backend.connect_tcp(
            host, port, timeout, local_address, socket_options
        )
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    # pylint: disable=method-required-super
    # (Its read and write are not those of an Odoo model.)

    def __init__(self, stream, deadline):
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes, timeout=None):
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer, timeout=None):
        self._stream.write(buffer, self._deadline.cut(timeout))

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        timeout = self._deadline.cut(timeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout)
        return _Stream(stream, self._deadline)

    def close(self):
        self._stream.close()

    def get_extra_info(self, info):
        return self._stream.get_extra_info(info)
