# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reading of a settlement report of a million rows.

Compared with a bare pass of csv.reader over the same file, in the same process: the
reading finds out charset, date format and decimal mark, and makes a value of each row.
"""

import csv
import importlib
import resource
import tempfile
import time
from decimal import Decimal
from pathlib import Path

ROWS = 1_000_000
ROWS_PER_ORDER = 5
COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount "
    "currency transaction-type order-id merchant-order-id adjustment-id shipment-id "
    "marketplace-name amount-type amount-description amount fulfillment-id posted-date "
    "posted-date-time order-item-code merchant-order-item-id "
    "merchant-adjustment-item-id sku quantity-purchased promotion-id"
).split()
AMOUNTS = (
    ("ItemPrice", "Principal"),
    ("ItemPrice", "Tax"),
    ("ItemPrice", "Shipping"),
    ("ItemFees", "Commission"),
    ("ItemFees", "FBAPerUnitFulfillmentFee"),
)


def run(_stack, orders=ROWS):
    """Return the figures of the benchmark; see the README for their meaning.

    Of as many rows as there are ``orders``.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settlement.txt"
        total = write_report(path, orders)
        return measure(path, total)


def measure(path, total):
    """Return rows, ratio to csv.reader and the memory that reading adds."""
    report_file = _library()
    bare = min(_seconds(lambda: _bare_pass(path)) for _repeat in range(3))
    before = _peak_mb()
    start = time.process_time()
    file = report_file.open_report(path)
    count, amount = 0, Decimal(0)
    for row in file.rows():
        count += 1
        amount += row.amount
    seconds = time.process_time() - start
    if amount != total or file.header.total != total:
        raise RuntimeError(f"The rows add up to {amount} instead of {total}")
    return {
        "rows": count,
        "ratio_to_csv_reader": round(seconds / bare, 2),
        "peak_mb_added": round(_peak_mb() - before, 1),
    }


def _library():
    """Return the module of the addon; what makes its tests run without Odoo does it."""
    importlib.import_module("conftest")
    return importlib.import_module("amazon_connector_settlement.lib.report_file")


def _bare_pass(path):
    with open(path, newline="", encoding="utf-8") as stream:
        for _row in csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            pass


def _seconds(function):
    start = time.process_time()
    function()
    return time.process_time() - start


def _peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def write_report(path, count):
    """Write a report of this many rows and return its total."""
    cents = sum(_cents(number) for number in range(count))
    total = Decimal(cents).scaleb(-2)
    period = "01.06.2026 00:00:00 UTC\t15.06.2026 00:00:00 UTC\t17.06.2026 00:00:00 UTC"
    with open(path, "w", encoding="utf-8", newline="\n") as stream:
        stream.write("\t".join(COLUMNS) + "\n")
        stream.write(f"31000000001\t{period}\t{_text(cents)}\tEUR" + "\t" * 18 + "\n")
        for number in range(count):
            stream.write(_line(number, count))
    return total


def _cents(number):
    return (number * 7919 % 30_000) - 8_000


def _text(cents):
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100},{abs(cents) % 100:02d}"


def _line(number, count):
    order = number // ROWS_PER_ORDER
    amount_type, description = AMOUNTS[number % ROWS_PER_ORDER]
    second = order * ROWS_PER_ORDER * 14 * 86_400 // count
    day = f"{1 + second // 86_400:02d}.06.2026"
    clock = f"{second // 3600 % 24:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    reference = f"302-{order:07d}-{order * 31 % 10_000_000:07d}"
    return (
        f"31000000001\t\t\t\t\t\tOrder\t{reference}\t{reference}\t\tB{order:08x}\t"
        f"Amazon.de\t{amount_type}\t{description}\t{_text(_cents(number))}\tAFN\t{day}\t"
        f"{day} {clock} UTC\t{60_000_000_000 + order}\t\t\tSKU-{order % 5000}\t1\t\n"
    )
