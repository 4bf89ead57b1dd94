# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The only place of these tests that lets time pass."""

import time

DEADLINE_SECONDS = 240
INTERVAL_SECONDS = 0.1


def wait_until(
    condition,
    what,
    meanwhile=lambda: None,
    seconds=DEADLINE_SECONDS,
    interval=INTERVAL_SECONDS,
):
    """Return the first true value of ``condition()``.

    :param what: says in the failure what did not happen
    :param meanwhile: called between two looks
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        meanwhile()
        time.sleep(interval)
    raise AssertionError(f"{what}: not within {seconds} s")
