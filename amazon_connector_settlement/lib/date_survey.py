# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which format the dates of a report have, decided per file and never guessed.

A report has dates in three groups of columns, which mostly look alike: the bounds of
the period, the times of posting, and the days of posting.
"""

from datetime import timedelta

from .errors import FileFormatError
from .report_date import fitting_formats, read_date

GROUPS = ("period", "moment", "day")
MARGIN = timedelta(days=1)
KEPT = 10_000
ADVICE = "Get the report from Amazon again and import it unedited."


class DateSurvey:
    """Collects dates as texts until only one format fits each group."""

    def __init__(self):
        self._formats = {}
        self._texts = {group: set() for group in GROUPS}
        self._periods = set()
        self._pairs = {}

    @property
    def decided(self):
        """Whether one format is left for every group."""
        return len(self._formats) == len(GROUPS) and all(
            len(names) == 1 for names in self._formats.values()
        )

    def add_period(self, start, end, deposit):
        """Look at the bounds of a settlement."""
        for text in (start, end, deposit):
            self._add("period", text)
        if start and end:
            self._periods.add((start, end))

    def add_posted(self, day, moment):
        """Look at the posting date of an amount, and its time if it has one."""
        self._add("day", day)
        self._add("moment", moment)
        if day and moment and len(self._pairs) < KEPT:
            self._pairs.setdefault(day, moment)

    def _add(self, group, text):
        texts = self._texts[group]
        if not text or text in texts:
            return
        names = self._formats.get(group)
        if names and len(names) == 1:
            return
        fitting = fitting_formats(text)
        self._formats[group] = names & fitting if names else fitting
        if not self._formats[group]:
            raise FileFormatError(
                f"The date '{text[:60]}' fits no format of the other dates in its "
                f"column. {ADVICE}"
            )
        if len(texts) < KEPT:
            texts.add(text)

    def resolve(self):
        """Return the name of the format per group, or raise FileFormatError."""
        self._agree()
        self._drop("period", self._is_period)
        self._agree()
        self._drop("day", self._is_day_of_moment)
        for group in ("moment", "day"):
            self._drop(group, lambda name, group=group: self._is_inside(group, name))
        self._agree()
        return {group: self._only(group) for group in GROUPS}

    def _agree(self):
        """Keep what all groups have in common: one program wrote the whole file."""
        sets = [names for names in self._formats.values() if names]
        common = set.intersection(*sets) if sets else set()
        for group in self._formats if common else ():
            self._formats[group] = set(common)

    def _drop(self, group, possible):
        """Drop the formats of an open group that cannot be, unless none can."""
        names = self._formats.get(group, set())
        if len(names) > 1:
            self._formats[group] = set(filter(possible, names)) or names

    def _is_period(self, name):
        return all(
            read_date(start, name) <= read_date(end, name)
            for start, end in self._periods
        )

    def _is_day_of_moment(self, name):
        moments = self._formats.get("moment", set())
        if len(moments) != 1:
            return True
        (moment_name,) = moments
        return all(
            abs(read_date(day, name) - read_date(moment, moment_name)) <= MARGIN
            for day, moment in self._pairs.items()
        )

    def _is_inside(self, group, name):
        """Tell whether all dates lie within the periods of the file."""
        periods = self._formats.get("period", set())
        if len(periods) != 1:
            return True
        (period_name,) = periods
        bounds = [
            read_date(text, period_name) for period in self._periods for text in period
        ]
        if not bounds:
            return True
        first, last = min(bounds) - MARGIN, max(bounds) + MARGIN
        return all(
            first <= read_date(text, name) <= last for text in self._texts[group]
        )

    def _only(self, group):
        names = sorted(self._formats.get(group, ()))
        if len(names) == 1:
            return names[0]
        if not names:
            return "yyyy-mm-dd"
        example = min(self._texts[group])
        raise FileFormatError(
            f"The dates of this file are ambiguous: '{example[:60]}' is "
            f"{' or '.join(names)}, and no other date tells which. Nothing was read. "
            "Ask Amazon for the report in another language of Seller Central, or write "
            "its dates as yyyy-mm-dd."
        )
