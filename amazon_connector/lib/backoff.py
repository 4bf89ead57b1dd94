# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""How long to wait before something that failed is tried again."""

from dataclasses import dataclass
from datetime import timedelta

# Longer than any pause can be, so that a large count makes no huge number.
_MAX_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double with each try, up to the longest one."""

    first: timedelta
    longest: timedelta = timedelta(days=1)

    def pause(self, count):
        """Return the pause after so many tries; the first one counts 1."""
        return min(self.first * 2 ** min(count - 1, _MAX_DOUBLINGS), self.longest)
