# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import fcntl
import os
from contextlib import contextmanager

from .console import say
from .paths import RUN


class FileLock:
    """A lock that the kernel releases when its process ends, however it ends."""

    def __init__(self, name):
        self.path = RUN / f"{name}.lock"
        self._descriptor = None

    def acquire(self, *, shared=False, wait=True):
        """Take the lock, or change a lock that is held; False if it is taken."""
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644)
        mode = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self._descriptor, mode if wait else mode | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self):
        """Give the lock back; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def exclusively(name, waiting_for):
    """Run the block alone; tell the user what it waits for, if it waits."""
    lock = FileLock(name)
    if not lock.acquire(wait=False):
        say(f"Waiting for another command that {waiting_for} ...")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
