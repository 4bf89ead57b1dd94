# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's time: a calendar that can be moved, and a stopwatch that can be sped up."""

import re
import time
from datetime import datetime, timedelta, timezone

UTC = timezone(timedelta(0))
_FRACTION = re.compile(r"\.(\d+)")


class Clock:
    """Tells the calendar time and the time that has elapsed.

    ``time_scale`` speeds up durations (token lifetimes, rate limits) and leaves the
    calendar alone, because callers compare Amazon's dates with their own.
    """

    def __init__(self, time_scale=1.0, source=time.time):
        self.time_scale = time_scale
        self._source = source
        self._started = source()
        self._advanced = 0.0

    def now(self):
        """Return the calendar time as an aware UTC datetime."""
        return datetime.fromtimestamp(self._source() + self._advanced, UTC)

    def elapsed(self):
        """Return the scaled seconds since the clock was made."""
        return (self._source() - self._started) * self.time_scale + self._advanced

    def advance(self, seconds):
        """Move calendar and stopwatch forward."""
        self._advanced += seconds

    def reset(self):
        """Undo every advance."""
        self._advanced = 0.0


class FrozenClock(Clock):
    """A clock that stands still until it is advanced."""

    def __init__(self, now, time_scale=1.0):
        timestamp = parse_time(now).timestamp()
        super().__init__(time_scale, source=lambda: timestamp)


def parse_time(value):
    """Return an aware datetime of an ISO 8601 text or of a datetime (naive = UTC)."""
    if isinstance(value, str):
        text = value[:-1] + "+00:00" if value[-1:] in "Zz" and value else value
        text = _FRACTION.sub(lambda match: f".{match[1]:0<6.6}", text, count=1)
        value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    return value


def format_time(value):
    """Return a datetime in the form that Amazon uses."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def two_minutes_before(now):
    """Return the latest moment that a search can see."""
    return (now - timedelta(minutes=2)).replace(microsecond=0)
