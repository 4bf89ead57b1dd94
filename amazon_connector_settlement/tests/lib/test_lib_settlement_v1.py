# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Archived V1 files say the same in other words."""

from decimal import Decimal

import pytest
from settlement_files import opened, rule_book

from amazon_connector_settlement.lib.plan import make_plan
from amazon_connector_settlement.lib.tie_out import tie_out

COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount "
    "currency transaction-type order-id merchant-order-id adjustment-id shipment-id "
    "marketplace-name shipment-fee-type shipment-fee-amount order-fee-type "
    "order-fee-amount fulfillment-id posted-date order-item-code "
    "merchant-order-item-id merchant-adjustment-item-id sku quantity-purchased "
    "price-type price-amount item-related-fee-type item-related-fee-amount "
    "misc-fee-amount other-fee-amount other-fee-reason-description promotion-id "
    "promotion-type promotion-amount direct-payment-type direct-payment-amount "
    "other-amount"
).split()
ORDER = {
    "transaction-type": "Order",
    "order-id": "702-0000001-0000001",
    "marketplace-name": "Amazon.ca",
    "fulfillment-id": "AFN",
    "sku": "MUG",
}
SUMMARY = {
    "settlement-start-date": "2025-08-01T22:07:18+00:00",
    "settlement-end-date": "2025-08-15T22:07:18+00:00",
    "deposit-date": "2025-08-17T22:07:18+00:00",
    "total-amount": "25.37",
    "currency": "CAD",
}
ROWS = [
    ORDER | {"quantity-purchased": "2"},
    ORDER | {"price-type": "Principal", "price-amount": "40.00"},
    ORDER
    | {
        "price-type": "Shipping",
        "price-amount": "5.00",
        "item-related-fee-type": "Commission",
        "item-related-fee-amount": "-6.00",
    },
    ORDER | {"price-type": "MarketplaceFacilitatorTax-Principal", "price-amount": "-2"},
    ORDER | {"promotion-type": "Shipping", "promotion-amount": "-5.00"},
    ORDER | {"shipment-fee-type": "FBA fee", "shipment-fee-amount": "-1.00"},
    {"transaction-type": "Storage Fee", "other-amount": "-7.41"},
    {"transaction-type": "WAREHOUSE_DAMAGE", "other-amount": "1.78"},
    {"transaction-type": "Previous Reserve Amount Balance", "other-amount": "10.00"},
    {"transaction-type": "Current Reserve Amount", "other-amount": "-10.00"},
]


def content(rows=ROWS, columns=COLUMNS):
    same = {"settlement-id": "800001"}
    when = {"posted-date": "2025-08-14T22:07:18+00:00"}
    lines = [same | SUMMARY, *(same | when | each for each in rows)]
    cells = [[line.get(name, "") for name in columns] for line in lines]
    return "\n".join("\t".join(line) for line in [columns, *cells, []])


def test_ties_out():
    file = opened(content())
    proof = tie_out(file.header, file.rows())
    assert (file.version, proof.difference, proof.row_count) == ("v1", 0, 10)
    assert (proof.opening, proof.closing) == (10, 10)


def test_words_of_v2():
    rows = list(opened(content()).rows())
    assert [each.number for each in rows] == list(range(1, 11))
    assert [each[2:6] for each in rows] == [
        ("Order", "ItemPrice", "Principal", Decimal("40.00")),
        ("Order", "ItemPrice", "Shipping", Decimal("5.00")),
        ("Order", "ItemFees", "Commission", Decimal("-6.00")),
        (
            "Order",
            "ItemWithheldTax",
            "MarketplaceFacilitatorTax-Principal",
            Decimal("-2.00"),
        ),
        ("Order", "Promotion", "Shipping", Decimal("-5.00")),
        ("Order", "Shipment-Fees", "FBA fee", Decimal("-1.00")),
        ("other-transaction", "other-transaction", "Storage Fee", Decimal("-7.41")),
        (
            "other-transaction",
            "FBA Inventory Reimbursement",
            "WAREHOUSE_DAMAGE",
            Decimal("1.78"),
        ),
        (
            "other-transaction",
            "other-transaction",
            "Previous Reserve Amount Balance",
            Decimal("10.00"),
        ),
        (
            "other-transaction",
            "other-transaction",
            "Current Reserve Amount",
            Decimal("-10.00"),
        ),
    ]


def test_references_and_dates():
    first = next(opened(content()).rows())
    assert (first.order_ref, first.sku, first.fulfillment) == (
        "702-0000001-0000001",
        "MUG",
        "AFN",
    )
    assert first.posted.isoformat() == "2025-08-14T22:07:18"
    assert first.posted_date.isoformat() == "2025-08-14"
    assert first.marketplace_name == "Amazon.ca"


def test_plan():
    file = opened(content())
    book = rule_book()
    plan = make_plan(file.header, ((each, book.find(each)) for each in file.rows()))
    assert (plan.opening, plan.closing, plan.payout) == (10, 10, Decimal("25.37"))


@pytest.mark.parametrize("without", ["promotion-", "direct-payment-"])
def test_shorter_variants(without):
    columns = [name for name in COLUMNS if not name.startswith(without)]
    file = opened(content([{**ROWS[1], "price-amount": "25.37"}], columns))
    assert tie_out(file.header, file.rows()).difference == 0
