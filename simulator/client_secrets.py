# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Client secrets of applications, and when each of them is accepted."""

from typing import NamedTuple


class _Period(NamedTuple):
    start: float
    end: float


class ClientSecrets:
    """Several secrets per application, as while Amazon rotates them.

    It holds no lock: its owner does.
    """

    def __init__(self, clock):
        self._clock = clock
        self._periods = {}

    def accept(self, client_id, client_secret):
        """Accept a secret from now on; one that is known keeps its times."""
        now = self._clock.elapsed()
        period = _Period(now, float("inf"))
        self._periods.setdefault((client_id, client_secret), period)

    def plan(self, client_id, client_secret, active_in=0.0, expires_in=None):
        """Accept a secret ``active_in`` seconds from now, until ``expires_in``."""
        now = self._clock.elapsed()
        end = float("inf") if expires_in is None else now + expires_in
        self._periods[client_id, client_secret] = _Period(now + active_in, end)

    def rotate(self, client_id, client_secret, seconds):
        """Accept a new secret from now on, and the others for so many seconds."""
        now = self._clock.elapsed()
        for key, period in self._periods.items():
            if key[0] == client_id:
                end = min(period.end, now + seconds)
                self._periods[key] = _Period(period.start, end)
        self.accept(client_id, client_secret)

    def retire(self, client_id, client_secret):
        """Refuse a secret from now on."""
        self._periods.pop((client_id, client_secret), None)

    def accepts(self, client_id, client_secret):
        """Tell whether a secret opens the application at this moment."""
        period = self._periods.get((client_id, client_secret))
        return bool(period) and period.start <= self._clock.elapsed() < period.end

    def clear(self):
        """Forget every secret."""
        self._periods.clear()
