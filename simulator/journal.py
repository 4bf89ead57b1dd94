# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The record of every request that the simulator got."""

import re
import threading
from dataclasses import asdict, dataclass

_USER_AGENT = re.compile(
    r"[^/()\s][^/()]*/[^\s()]+ \(Language=[^;()]+(; ?[^;=()]+=[^;()]+)*\)"
)


@dataclass(frozen=True)
class JournalEntry:
    """One request and what became of it; no token and no body."""

    time: str
    operation: str
    method: str
    path: str
    query: dict
    seller: str
    user_agent: str
    user_agent_problem: str
    status: int
    request_id: str
    access_token: str
    unknown_parameters: tuple
    faults: tuple

    def as_dict(self):
        """Return the entry as JSON takes it."""
        return asdict(self)


class Journal:
    """Requests in the order in which they were answered."""

    def __init__(self):
        self._lock = threading.Lock()
        self._entries = []

    def add(self, entry):
        """Append an entry."""
        with self._lock:
            self._entries.append(entry)

    def entries(self, operation=None):
        """Return the entries, of one operation if it is given."""
        with self._lock:
            return [
                entry
                for entry in self._entries
                if operation in (None, "", entry.operation)
            ]

    def count(self, operation=None):
        """Return how many requests there were."""
        return len(self.entries(operation))

    def clear(self):
        """Forget every request."""
        with self._lock:
            self._entries.clear()

    def __len__(self):
        return self.count()

    def __iter__(self):
        return iter(self.entries())


def user_agent_problem(user_agent):
    """Return why Amazon would not like a User-Agent header, or an empty text."""
    if not user_agent:
        return "missing"
    if len(user_agent) > 500:
        return "longer than 500 characters"
    if not _USER_AGENT.fullmatch(user_agent):
        return "not of the form Name/Version (Language=Name/Version)"
    return ""
