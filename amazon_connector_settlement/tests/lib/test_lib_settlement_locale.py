# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One settlement, however a country writes it, is the same settlement."""

import dataclasses
from decimal import Decimal

import pytest
from settlement_files import (
    COLUMNS,
    EU,
    JP,
    STYLES,
    US,
    classified,
    header,
    opened,
    read,
    render,
    row,
    shop_rows,
    total_of,
)

from amazon_connector_settlement.lib.errors import FileFormatError
from amazon_connector_settlement.lib.plan import make_plan

ROWS = shop_rows()
HEADER = header(total_of(ROWS))


def one(amount, currency="EUR", style=US, text=None):
    """Return the amount read from a file of one row that holds this text."""
    content = render(
        header("1.50", currency), [row(1, "Order", "A", "B", "1.50")], style
    )
    return read(content.replace("\tB\t1.50\t", f"\tB\t{amount}\t"))[1][0].amount


@pytest.mark.parametrize("style", STYLES)
def test_styles(style):
    head, rows = read(render(HEADER, ROWS, STYLES[style]))
    assert (head, rows) == (HEADER, ROWS)
    plan = make_plan(head, classified(rows))
    assert plan == make_plan(HEADER, classified(ROWS))
    assert repr(rows) == repr(ROWS)


def test_says_how_it_read():
    file = opened(render(HEADER, ROWS, EU))
    assert (file.version, file.date_format, file.decimal_mark, file.charset) == (
        "v2",
        "dd.mm.yyyy",
        ",",
        "utf-8",
    )


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.56", "1234.56"),
        ("-1,234,567.89", "-1234567.89"),
        ("1\u00a0234.56", "1234.56"),
        ("1\u202f234.56", "1234.56"),
        ("(12.00)", "-12.00"),
        ("12.00-", "-12.00"),
        ("\u221212.00", "-12.00"),
        ("+12.00", "12.00"),
        (" 12.00 ", "12.00"),
        ("12", "12.00"),
        ("0.00", "0.00"),
    ],
)
def test_amounts(text, amount):
    assert one(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["12,50", "1.234,56", "1.234", "1e3", "NaN", "12.5.1"])
def test_refused_amounts(text):
    """Mixed decimal marks, decimals that the currency lacks, and no amounts."""
    with pytest.raises(FileFormatError, match="Line 3.*" + text[:3]) as caught:
        one(text)
    assert caught.value.line == 3


def test_mixed_marks_late():
    rows = [row(n, "Order", "A", "B", "1.50") for n in range(1, 50)]
    content = render(HEADER, rows).replace("1.50", "1,50").replace(",50", ".50", 48)
    with pytest.raises(FileFormatError, match="decimal mark"):
        read(content)


@pytest.mark.parametrize(
    ("currency", "text", "amount"),
    [("JPY", "1,234", "1234"), ("JPY", "-115", "-115"), ("KWD", "1.234", "1.234")],
)
def test_decimals_of_currency(currency, text, amount):
    rows = [row(1, "Order", "A", "B", "1")]
    content = render(header("1", currency), rows, JP).replace("1.00", text)
    if currency == "KWD":
        content = content.replace("\t1.234\t", "\t0.500\t", 1)
    assert read(content)[1][0].amount == Decimal(amount)


@pytest.mark.parametrize(("currency", "text"), [("KWD", "1.234"), ("EUR", "1.234")])
def test_ambiguous_amounts(currency, text):
    rows = [row(1, "Order", "A", "B", "1")]
    content = render(header("1", currency), rows).replace("1.00", text)
    with pytest.raises(FileFormatError, match="ambiguous"):
        read(content)


def dated(start, end, posted, day):
    rows = [row(1, "Order", "A", "B", "1.50")]
    content = render(header("1.50"), rows)
    for old, new in (
        ("2026-06-16 22:07:18 UTC", start),
        ("2026-06-30 22:07:18 UTC", end),
        ("2026-07-02 22:07:18 UTC", ""),
        ("2026-06-18 23:30:05 UTC", posted),
        ("2026-06-18", day),
    ):
        content = content.replace(old, new)
    return read(content)


@pytest.mark.parametrize(
    ("start", "end", "posted", "day", "expected"),
    [
        ("2026-02-01T00:00:00+00:00", "2026-02-15T00:00:00Z", "", "01.02.2026", 1),
        ("2026-02-01T02:00:00+02:00", "2026-02-15T00:00:00Z", "", "02/03/26", 3),
        ("Feb 1, 2026", "Feb 15, 2026", "", "Feb 3, 2026", 3),
        ("01/02/2026", "15/02/2026", "", "03/02/2026", 3),
        ("02/01/2026", "02/15/2026", "", "02/03/2026", 3),
        ("2026-02-01", "2026-02-15", "2026-02-03 10:00:00 UTC", "02/03/26", 3),
        ("2026-02-01", "2026-02-15", "2026-02-03 10:00:00 UTC", "03/02/26", 3),
        ("01/02/2026 00:00:00", "12/02/2026 00:00:00", "", "13/02/2026", 13),
        ("11/02/2026", "02/03/2026", "", "12/02/2026", 12),
    ],
)
def test_date_formats(start, end, posted, day, expected):
    """RP23: one format per column, ordered by whatever proves it."""
    head, (only,) = dated(start, end, posted, day)
    assert head.start.month == 2
    assert (only.posted_date.month, only.posted_date.day) == (2, expected)


@pytest.mark.parametrize(
    ("start", "end", "posted", "day"),
    [
        ("02/03/2026", "02/03/2026", "02/03/2026", "02/03/2026"),
        ("02/03/2026", "11/03/2026", "07/03/2026", "07/03/2026"),
        ("2026-01-01", "2026-12-31", "", "02/03/26"),
    ],
)
def test_ambiguous_dates(start, end, posted, day):
    """RP23: dates that can be read in two ways are refused."""
    with pytest.raises(FileFormatError, match="ambiguous.*0"):
        dated(start, end, posted, day)


@pytest.mark.parametrize("day", ["2026-13-45", "18.06.2026", "soon"])
def test_date_of_another_format(day):
    rows = [row(1, "Order", "A", "B", "1.50"), row(2, "Order", "A", "B", "0.00")]
    lines = render(header("1.50"), rows).split("\n")
    lines[3] = lines[3].replace("2026-06-18\t", f"{day}\t")
    with pytest.raises(FileFormatError, match=f"Line 4: '{day}'"):
        read("\n".join(lines))


def test_posted_in_day_column():
    """Times in the column of the day are the day."""
    content = render(header("1.50"), [row(1, "Order", "A", "B", "1.50")])
    content = content.replace("2026-06-18\t", "2026-06-18 00:00:00 UTC\t")
    assert read(content)[1][0].posted_date.isoformat() == "2026-06-18"


def test_header_without_deposit():
    head = dataclasses.replace(HEADER, deposit=None)
    assert read(render(head, ROWS)) == (head, ROWS)


@pytest.mark.parametrize("count", [10, 18, 24])
def test_columns_may_change_places(count):
    columns = COLUMNS[count:] + COLUMNS[:count]
    assert read(render(HEADER, ROWS, columns=columns)) == (HEADER, ROWS)


def test_day_by_its_time():
    """RP23: the time of a row tells which of its numbers is the month."""
    times = ("2026-01-01", "2026-12-31", "2026-06-07 10:00:00 UTC")
    for day in ("07/06/26", "06/07/26"):
        assert dated(*times, day)[1][0].posted_date.isoformat() == "2026-06-07"


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-06-18T10:00:00+00:00", 10),
        ("2026-06-18T10:00:00+02:00", 8),
        ("2026-06-18T10:00:00-0700", 17),
        ("2026-06-18 10:00:00 UTC", 10),
        ("2026-06-18 10:00", 10),
        ("2026-06-18 12:30:00 AM", 0),
        ("2026-06-18 12:30:00 PM", 12),
    ],
)
def test_times_are_utc(text, hour):
    (only,) = dated("2026-06-01", "2026-06-30", text, "2026-06-18")[1]
    assert only.posted.hour == hour


def test_day_of_time():
    """Without a day of its own a row has that of its time."""
    (only,) = dated("2026-06-01", "2026-06-30", "2026-06-19 23:00:00 UTC", "")[1]
    assert only.posted_date.isoformat() == "2026-06-19"


@pytest.mark.parametrize("text", ["soon", "2026-06-18 10:00:00 PST", "2026-02-30"])
def test_no_date(text):
    with pytest.raises(FileFormatError, match=f"Line 2: .*{text}.*fits no format"):
        dated(text, "2026-06-30", "", "2026-06-18")


@pytest.mark.parametrize("clock", ["25:00:00", "10:61:00"])
def test_no_time(clock):
    content = render(HEADER, ROWS).replace("23:30:05", clock)
    content = content.replace(clock, "23:30:05", 3)
    with pytest.raises(FileFormatError, match=f"Line 6: .*{clock}"):
        read(content)
