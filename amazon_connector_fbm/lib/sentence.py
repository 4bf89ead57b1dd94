# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sentences for people that are written here and translated where Odoo is known."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English text with named placeholders, and their values.

    A value may be a sentence itself. As text it is English.
    """

    template: str
    values: dict = field(default_factory=dict)

    def __str__(self):
        return self.template % self.values


def _lt(template, **values):
    """Return a :class:`Sentence`; this name is what Odoo's extraction looks for."""
    return Sentence(template, values)
