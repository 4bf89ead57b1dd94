# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Failures that are planned: which call fails, and how."""

import threading

_NUMBERS = frozenset(
    "status pad_to cut_after truncate drip delay drop_every clock_offset".split()
)
_CHOICE_KEYS = frozenset({"operation", "nth", "from", "times", "match", "seller"})
EFFECT_KEYS = frozenset(
    "status headers body body_base64 content_type pad_to cut_after truncate drip delay"
    " duplicate_page same_token drop_order_ids drop_every clock_offset mutate".split()
)
_ANSWER_KEYS = frozenset({"status", "body", "body_base64"})


class Fault:
    """One planned failure.

    It counts the calls that it fits since it was planned. ``nth`` hits that call only,
    ``from`` every call from that one on; ``times`` says otherwise ("always" or a
    number). Without any of them it hits the next call. ``match`` is a text that the
    decoded path and query must contain.
    """

    def __init__(self, specification):
        specification = dict(specification)
        unknown = set(specification) - _CHOICE_KEYS - EFFECT_KEYS
        if unknown:
            raise ValueError(f"unknown fault key: {', '.join(sorted(unknown))}")
        if not EFFECT_KEYS & set(specification):
            raise ValueError("a fault needs an effect")
        for key in _NUMBERS & set(specification):
            float(specification[key])
        self.specification = specification
        self.operation = specification.get("operation", "*")
        self.first = int(specification.get("nth", specification.get("from", 1)))
        default = "always" if "from" in specification else 1
        times = specification.get("times", default)
        self.times = float("inf") if times == "always" else int(times)
        self.calls = 0
        self.hits = 0
        self.orders_seen = 0

    def get(self, key, default=None):
        """Return a setting of the fault."""
        return self.specification.get(key, default)

    @property
    def effects(self):
        """Return the names of what the fault does."""
        return EFFECT_KEYS & set(self.specification)

    @property
    def replaces_answer(self):
        """Tell whether the request never reaches the operation."""
        return bool(_ANSWER_KEYS & set(self.specification))

    def fits(self, operation, target, seller):
        """Tell whether a call is one that this fault counts."""
        return (
            self.operation in ("*", operation)
            and self.get("match", "") in target
            and self.get("seller", seller) == seller
        )

    def hit(self):
        """Count a call and tell whether it fails."""
        self.calls += 1
        failing = self.first <= self.calls < self.first + self.times
        self.hits += failing
        return failing

    def counted(self):
        """Count an order of an answer and return its number."""
        self.orders_seen += 1
        return self.orders_seen

    def as_dict(self):
        """Return the fault as it was planned, and how often it was met."""
        return {**self.specification, "calls": self.calls, "hits": self.hits}


class FaultPlan:
    """The failures that are planned."""

    def __init__(self):
        self._lock = threading.Lock()
        self._faults = []

    def plan(self, *specifications, **specification):
        """Plan failures: dictionaries, or one failure by keywords (``from_``)."""
        if "from_" in specification:
            specification["from"] = specification.pop("from_")
        if specification:
            specifications += (specification,)
        faults = [Fault(each) for each in specifications]
        with self._lock:
            self._faults += faults
        return faults

    def of_call(self, operation, target, seller):
        """Return the failures that this call meets; every call is counted."""
        with self._lock:
            return [
                fault
                for fault in self._faults
                if fault.fits(operation, target, seller) and fault.hit()
            ]

    def clear(self):
        """Plan nothing."""
        with self._lock:
            self._faults.clear()

    def as_list(self):
        """Return every planned failure."""
        with self._lock:
            return [fault.as_dict() for fault in self._faults]
