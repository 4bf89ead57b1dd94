# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The table of a report: its columns, its summary row, and what is missing."""

import io
import tracemalloc
from decimal import Decimal

import pytest
from settlement_files import (
    COLUMNS,
    EU,
    header,
    opened,
    read,
    render,
    row,
    shop_rows,
    total_of,
)

from amazon_connector_settlement.lib.errors import FileFormatError
from amazon_connector_settlement.lib.report_file import open_reports
from amazon_connector_settlement.lib.tie_out import tie_out

ROWS = shop_rows()
HEADER = header(total_of(ROWS))
TEXT = render(HEADER, ROWS)
LINES = TEXT.split("\n")


def test_rows_can_be_read_again():
    file = opened(TEXT)
    assert list(file.rows()) == list(file.rows()) == ROWS


def test_identical_rows_stay():
    """Equal rows are two amounts: their number tells them apart."""
    one, other = (each for each in read(TEXT)[1] if each.amount_description == "LOST")
    assert one._replace(number=0, line=0) == other._replace(number=0, line=0)
    assert one.number != other.number


@pytest.mark.parametrize("place", [1, 5, len(ROWS)])
def test_summary_row_anywhere(place):
    head, rows = read(render(HEADER, ROWS, EU, summary_at=place))
    assert head == HEADER
    assert [each._replace(line=0) for each in rows] == [
        each._replace(line=0) for each in ROWS
    ]


def test_header_values_on_every_row():
    assert read(render(HEADER, ROWS, EU, repeat=True)) == (HEADER, ROWS)


def test_header_values_without_summary_row():
    lines = render(HEADER, ROWS, EU, repeat=True).split("\n")
    head, rows = read("\n".join(lines[:1] + lines[2:]))
    assert (head, len(rows)) == (HEADER, len(ROWS))


def test_additional_and_missing_columns():
    more = [*COLUMNS, "new-column", ""]
    assert read(render(HEADER, ROWS, columns=more)) == (HEADER, ROWS)
    fewer = [name for name in COLUMNS if name not in ("promotion-id", "deposit-date")]
    head, rows = read(render(HEADER, ROWS, columns=fewer))
    assert (head.deposit, rows) == (None, ROWS)


def test_rows_without_their_blank_end():
    assert read("\n".join(line.rstrip("\t") for line in LINES)) == (HEADER, ROWS)


def test_spaces_around_cells():
    padded = "\n".join("\t".join(f" {c} " for c in li.split("\t")) for li in LINES)
    assert read(padded) == (HEADER, ROWS)


def test_blank_lines_between():
    assert read(TEXT.replace("\n", "\n\n"))[1][-1].amount == ROWS[-1].amount


def test_row_without_amount():
    """A row that says something and moves no money is remarked."""
    content = "\n".join([*LINES[:-1], LINES[2].replace("1234.56", "")])
    file = opened(content)
    assert list(file.rows()) == ROWS
    assert [(each.line, "no amount" in each.message) for each in file.remarks] == [
        (len(ROWS) + 3, True)
    ]


def test_odd_quantity():
    rows = [row(1, "Order", "A", "B", "1", quantity=3)]
    file = opened(render(header("1.00"), rows).replace("\t3\t", "\tthree\t"))
    assert [each.quantity for each in file.rows()] == [None]
    assert "no quantity" in file.remarks[0].message


@pytest.mark.parametrize("keep", [2, 3, 9, len(ROWS)])
def test_cut_file(keep):
    """RP13, B39: a file that ends between two rows does not tie out."""
    file = opened("\n".join(LINES[: keep + 1]))
    proof = tie_out(file.header, file.rows())
    assert proof.difference == total_of(ROWS[: keep - 1]) - HEADER.total
    assert proof.difference and proof.causes


def test_cut_in_a_row():
    """RP13: a row that ends before its amount is no row."""
    content = "\n".join(LINES[:5] + [LINES[5].partition("\tItemPrice")[0]])
    file = opened(content)
    assert len(list(file.rows())) == 3
    assert "no amount" in file.remarks[0].message
    assert tie_out(file.header, file.rows()).difference


def test_summary_only():
    head, rows = read("\n".join(LINES[:2]))
    assert (head, rows) == (HEADER, [])
    proof = tie_out(head, rows)
    assert "cut off" in proof.causes[0]


def test_removed_rows():
    """B42: rows that somebody removed in the middle are missed."""
    file = opened("\n".join(LINES[:4] + LINES[6:]))
    proof = tie_out(file.header, file.rows())
    assert proof.difference == -(ROWS[2].amount + ROWS[3].amount)


def test_header_only():
    with pytest.raises(FileFormatError, match="no summary row"):
        read(LINES[0])


def test_no_summary_row():
    with pytest.raises(FileFormatError, match="settlement 900001.*cut off"):
        read("\n".join(LINES[:1] + LINES[2:]))


def test_two_settlements():
    """B40: two settlements of a file are two, never one."""
    other = header("7.00", "GBP", ref="900002")
    rows = [row(1, "Order", "A", "B", "7.00")]
    content = TEXT + render(other, rows).split("\n", 1)[1]
    with pytest.raises(FileFormatError, match="2 settlements.*900001, 900002"):
        read(content)
    first, second = open_reports(io.BytesIO(content.encode()))
    assert (first.header, list(first.rows())) == (HEADER, ROWS)
    assert (second.header, len(list(second.rows()))) == (other, 1)
    assert [each.number for each in second.rows()] == [1]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("EUR", "GBP", "in EUR.*GBP"), (str(HEADER.total), "9.99", "says 9.99")],
)
def test_contradicting_summary(old, new, message):
    """B40: two currencies or totals under one settlement id are refused."""
    content = TEXT + LINES[1].replace(old, new) + "\n"
    with pytest.raises(FileFormatError, match="two settlements are mixed") as caught:
        read(content)
    assert caught.value.line == len(LINES)


def test_row_of_nobody():
    content = TEXT + LINES[2].replace("900001", "") + "\n"
    with pytest.raises(FileFormatError, match="no settlement id"):
        read(content)


def test_surplus_cell():
    content = TEXT.replace("Principal", "Prin\tcipal", 1)
    lines = content.split("\n")
    lines[2] += "x"
    with pytest.raises(FileFormatError, match="Line 3 has 25 cells"):
        read("\n".join(lines))


@pytest.mark.parametrize(
    ("columns", "name"),
    [
        ("amazon-order-id merchant-order-id purchase-date order-status", "all orders"),
        ("order-id order-item-id purchase-date payments-date", "orders"),
        ("item-name item-description listing-id seller-sku price", "listings"),
        ("seller-sku fulfillment-channel-sku asin", "FBA inventory"),
        ("return-date order-id sku asin", "returns"),
        ("approval-date reimbursement-id case-id", "reimbursements"),
        ("UNIQUE_ACCOUNT_IDENTIFIER ACTIVITY_PERIOD SALES_CHANNEL", "VAT"),
        ("settlement-id total-amount currency", "lacks the columns amount"),
        ("some thing else", "it starts with 'some"),
    ],
)
def test_other_reports(columns, name):
    """B38: a report of another type is named."""
    with pytest.raises(FileFormatError, match=name):
        read("\t".join(columns.split()) + "\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TEXT.replace("\t", ","), "separated by ','"),
        (TEXT.replace("\t", ";"), "separated by ';'"),
        ('"date/time","settlement id","type"\n', "date range report"),
        (TEXT.replace("sku", "amount", 1), "amount is there twice"),
        (TEXT.replace("EUR", "Euro"), "'Euro' is no currency"),
        (TEXT.replace("2026-06-16", "2026-07-16"), "ends before it starts"),
        (TEXT.replace("2026-06-16 22:07:18 UTC", ""), "period.*missing"),
    ],
)
def test_refused_tables(content, message):
    with pytest.raises(FileFormatError, match=message):
        read(content)


def test_zero_total():
    head, rows = read(render(header("0.00"), []))
    assert (head.total, rows) == (Decimal(0), [])


def test_total_on_every_row_and_dates_on_one():
    """The summary row is the one without an amount, wherever it is."""
    lines = render(HEADER, ROWS, summary_at=3).split("\n")
    total, currency = str(HEADER.total), HEADER.currency
    lines[1] = lines[1].replace(
        "900001\t\t\t\t\t", f"900001\t\t\t\t{total}\t{currency}"
    )
    assert lines[1].count(total) == 1
    assert read("\n".join(lines))[0] == HEADER


def test_space_before_the_settlement_id():
    """A row is never left out because of a space."""
    head, rows = read("\n".join([*LINES[:2], *(f" {line}" for line in LINES[2:-1])]))
    assert (head, rows) == (HEADER, ROWS)


def test_second_settlement_without_summary():
    """B40: a row of a settlement that the file does not sum up is refused."""
    with pytest.raises(FileFormatError, match="settlement 900002"):
        read(TEXT + LINES[2].replace("900001", "900002"))


def test_memory_stays_flat(tmp_path):
    """RP15: ten times the rows need no more memory; the benchmark reads a million."""
    peaks = [peak_of_reading(tmp_path / "report.txt", size) for size in (3000, 30_000)]
    assert peaks[1] < 1.2 * peaks[0], peaks


def peak_of_reading(path, size):
    """Return the most memory that reading a file of so many orders takes."""
    line = row(1, "Order", "ItemPrice", "Principal", "1.50", "ORDER")
    head, *cells = render(header(size * Decimal("1.50")), [line]).split("\n")[:3]
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("\n".join([head, cells[0], ""]))
        for number in range(size):
            stream.write(cells[1].replace("ORDER", f"302-{number:014}") + "\n")
    tracemalloc.start()
    file = open_reports(path)[0]
    assert sum(1 for _row in file.rows()) == size
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
