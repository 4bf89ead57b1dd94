# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlement reports of made-up orders: they tie out, to the cent and to the orders."""

import csv
import gzip
from collections import defaultdict
from datetime import datetime
from decimal import Decimal

import pytest

from simulator.__main__ import make_state, parse_arguments
from simulator.clock import parse_time
from simulator.generator import generate_orders
from simulator.marketplaces import STANDARD_MARKETPLACES
from simulator.settlement import REPORT_TYPE, make_settlements
from simulator.settlement.layout import notation_of

from .conftest import NOW, make_order
from .test_reports import DOCUMENTS, REPORTS, download, listed

END = parse_time(NOW)
NOTATIONS = {
    each.currency: notation_of(each.country_code) for each in STANDARD_MARKETPLACES
}
NOTATIONS["EUR"] = notation_of("DE")
CODECS = {"windows-31j": "cp932"}
RESERVES = {"Previous Reserve Amount Balance", "Current Reserve Amount"}


class File:
    """A report as an accountant reads it."""

    def __init__(self, report):
        charset = report.content_type.partition("charset=")[2]
        lines = report.content.decode(CODECS.get(charset, charset)).splitlines()
        self.summary, *self.rows = csv.DictReader(lines, delimiter="\t")
        self.notation = NOTATIONS[self.summary["currency"]]
        self.identifier = self.summary["settlement-id"]
        self.currency = self.summary["currency"]
        self.total = self.number(self.summary["total-amount"])

    def number(self, text):
        return Decimal(text.replace(self.notation.decimal_mark, "."))

    def moment(self, name):
        return datetime.strptime(
            self.summary[name], f"{self.notation.date} %H:%M:%S UTC"
        )

    def amount(self, *descriptions):
        return sum(
            self.number(row["amount"])
            for row in self.rows
            if row["amount-description"] in descriptions
        )


@pytest.fixture(scope="module", params=[1, 2, 3])
def orders(request):
    return generate_orders(200, request.param, END)


@pytest.fixture(scope="module")
def files(orders):
    return [File(report) for report in make_settlements(orders, END)]


def chains(files):
    by_first = defaultdict(list)
    for file in files:
        by_first[file.identifier[:-1]].append(file)
    return list(by_first.values())


def test_every_report_ties_out(files):
    for file in files:
        assert sum(file.number(row["amount"]) for row in file.rows) == file.total


def test_periods_and_reserves_follow_one_another(files):
    for chain in chains(files):
        for before, after in zip(chain, chain[1:], strict=False):
            assert before.moment("settlement-end-date") == after.moment(
                "settlement-start-date"
            )
            assert before.amount("Current Reserve Amount") == -after.amount(
                "Previous Reserve Amount Balance"
            )
        assert chain[-1].moment("settlement-end-date") == END.replace(tzinfo=None)
    assert any(len(chain) == 2 for chain in chains(files))


def test_what_the_buyer_paid_is_the_total_of_the_order(orders, files):
    paid = defaultdict(Decimal)
    for file in files:
        for row in file.rows:
            if row["amount-type"] in ("ItemPrice", "Promotion"):
                paid[row["order-id"]] += file.number(row["amount"])
    totals = {
        order["orderId"]: Decimal(order["proceeds"]["grandTotal"]["amount"])
        for order in orders
        if order["orderId"] in paid
    }
    assert totals == dict(paid)
    assert len(paid) > len(orders) * 0.8


def test_withheld_tax_is_the_tax_of_orders_where_amazon_collects_it(files):
    american = [file for file in files if file.currency == "USD"]
    taxes = sum(
        file.amount("Tax", "ShippingTax", "GiftWrapTax", "TaxDiscount")
        for file in american
    )
    withheld = sum(
        file.number(row["amount"])
        for file in american
        for row in file.rows
        if row["amount-type"] == "ItemWithheldTax"
    )
    assert taxes and withheld == -taxes


def test_pending_and_cancelled_orders_are_not_settled(orders, files):
    settled = {row["order-id"] for file in files for row in file.rows}
    open_orders = {
        order["orderId"]
        for order in orders
        if order["fulfillment"]["fulfillmentStatus"] in ("PENDING", "CANCELLED")
    }
    assert open_orders
    assert not open_orders & settled


def test_the_same_orders_have_the_same_ids(orders, files):
    again = [File(report) for report in make_settlements(orders[::-1], END)]
    assert {each.identifier for each in again} == {each.identifier for each in files}
    assert len({each.identifier for each in files}) == len(files)


def test_notations_differ_by_marketplace(files):
    by_currency = {file.currency: file.summary for file in files}
    assert by_currency["USD"]["settlement-end-date"].startswith("2026-06-15")
    assert by_currency["JPY"]["settlement-end-date"].startswith("2026/06/15")
    assert by_currency["EUR"]["settlement-end-date"].startswith("15.06.2026")
    assert "," in by_currency["EUR"]["total-amount"]
    assert "." not in by_currency["JPY"]["total-amount"]


def test_orders_of_other_kinds_of_documents_are_left_alone():
    assert make_settlements([make_order("1")], END) == []


def test_they_are_listed_and_downloaded_compressed(start, orders):
    _server, caller = start(orders, settled_until=END)
    newest = listed(caller)[0]
    report = caller.get(f"{REPORTS}/{newest}").json()
    document = caller.get(f"{DOCUMENTS}/{report['reportDocumentId']}").json()
    assert document["compressionAlgorithm"] == "GZIP"
    answer = download(document["url"])
    assert answer.headers["Content-Type"].startswith("text/plain;charset=")
    assert gzip.decompress(answer.content).startswith(b"settlement-id\t")


def test_orders_that_come_later_are_settled_on_request(start):
    server, caller = start()
    server.state.put_orders(generate_orders(40, 5, END))
    assert listed(caller) == []
    made = caller.http.post("/_sim/settlements").json()
    assert {each["reportType"] for each in made} == {REPORT_TYPE}
    assert len(listed(caller, pageSize=100)) == len(made)


def test_the_command_settles_made_up_orders_until_midnight():
    state = make_state(parse_arguments(["--orders", "60"]))
    now = state.clock.now()
    ends = {
        report.description["dataEndTime"] for report in state.seller().reports.all(now)
    }
    assert f"{now:%Y-%m-%d}T00:00:00Z" in ends
    state.reset()
    assert state.seller().reports.all(now)
