# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A first pass over a report: which settlements, date formats and decimal mark."""

from dataclasses import dataclass

from .amount import ADVICE, digits_of, mark_of, mark_of_all
from .date_survey import DateSurvey
from .errors import FileFormatError

PERIOD = ("settlement-start-date", "settlement-end-date", "deposit-date")
POSTED = ("posted-date", "posted-date-time")
SUMMARY = (*PERIOD, "total-amount", "currency")
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What the first pass found.

    ``summaries`` has the number of the line and the cells of SUMMARY by settlement
    id, ``dates`` the format by group of columns, ``mark`` the decimal mark.
    """

    summaries: dict
    dates: dict
    mark: str


def survey(table):
    """Return the :class:`Survey` of a table, or raise FileFormatError."""
    surveyor = _Surveyor(table)
    with table.lines() as lines:
        surveyor.scan(lines)
    return surveyor.finish()


class _Surveyor:
    def __init__(self, table):
        self._table = table
        self._place = table.position("settlement-id")
        self._summary = table.getter(*SUMMARY)
        self._posted = table.getter(*POSTED)
        self._type = table.position("transaction-type")
        self._amounts = table.amount_places()
        self._dates = DateSurvey()
        self._mark = ""
        self._vague = set()
        self._pure = {}
        self._other = {}
        self._refs = set()

    def scan(self, lines):
        """Read every line; wholly only as long as something is not known."""
        place, pure, refs = self._place, self._pure, self._refs
        decided = False
        for number, line in lines:
            if decided and len(pure) == len(refs):
                start = line.split("\t", place + 1)
                if len(start) > place and start[place] in pure:
                    continue
            cells = self._table.split(line, number)
            if cells is None:
                continue
            self._look(cells, number)
            decided = bool(self._mark) and self._dates.decided

    def _look(self, cells, number):
        ref = cells[self._place]
        if not ref:
            raise FileFormatError(
                f"Line {number} has no settlement id. {ADVICE}", line=number
            )
        self._refs.add(ref)
        try:
            self._look_at_values(ref, cells, number)
        except FileFormatError as error:
            message = f"Line {number}: {error.message}"
            raise FileFormatError(message, line=number) from error

    def _look_at_values(self, ref, cells, number):
        amounts = [cells[place] for place in self._amounts if cells[place]]
        summary = self._summary(cells)
        total = summary[3]
        if total:
            pure = not amounts and not cells[self._type]
            (self._pure if pure else self._other).setdefault(ref, (number, summary))
            amounts.append(total)
        for text in amounts:
            self._look_at_amount(text)
        self._dates.add_period(*summary[:3])
        self._dates.add_posted(*self._posted(cells))

    def _look_at_amount(self, text):
        if self._mark:
            return
        self._mark = mark_of(text)
        if not self._mark and len(self._vague) < KEPT:
            self._vague.add(text)

    def finish(self):
        summaries = self._other | self._pure
        missing = sorted(self._refs - summaries.keys())
        if missing or not summaries:
            of = f" {', '.join(missing[:3])}" if missing else ""
            raise FileFormatError(
                f"The file has no summary row with the total of settlement{of}: it is "
                f"cut off or was edited. {ADVICE}"
            )
        currencies = {summary[4] for _number, summary in summaries.values()}
        digits = max(map(digits_of, currencies))
        mark = self._mark or mark_of_all(self._vague, digits)
        return Survey(summaries, self._dates.resolve(), mark)
