# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The money of an order adds up to its grand total, or the order is held."""

from decimal import Decimal

import pytest
from order_documents import full_document, item, order
from proceeds_cases import HELD, READ

from amazon_connector_fbm.lib.errors import OrderHold
from amazon_connector_fbm.lib.order import parse_order
from amazon_connector_fbm.lib.proceeds import ZERO, read_proceeds


def read(document):
    return read_proceeds(parse_order(document))


def hold_of(document):
    with pytest.raises(OrderHold) as caught:
        read(document)
    return caught.value


@pytest.mark.parametrize("case", READ)
def test_charges(case):
    document, expected = READ[case]
    charges = read(document).charges
    assert [(charge.kind, charge.net, charge.tax) for charge in charges] == [
        (kind, Decimal(net), Decimal(tax)) for kind, net, tax in expected
    ]


@pytest.mark.parametrize("case", READ)
def test_charges_add_up_to_the_grand_total(case):
    proceeds = read(READ[case][0])
    grand_total = READ[case][0]["proceeds"]["grandTotal"]["amount"]
    assert sum((charge.gross for charge in proceeds.charges), ZERO) == proceeds.total
    assert proceeds.total == Decimal(grand_total)


@pytest.mark.parametrize("case", HELD)
def test_hold(case):
    document, reason, words, computed_total = HELD[case]
    hold = hold_of(document)
    assert hold.reason == reason
    assert words in hold.message == str(hold)
    assert hold.computed_total == computed_total


@pytest.mark.parametrize("case", ["item_that_does_not_add_up", "no_price_for_one_item"])
def test_hold_names_the_sku(case):
    assert hold_of(HELD[case][0]).sku == "KETTLE-17"


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("tax_added", "tax_added/discount_signed"),
        ("tax_inside", "tax_included/discount_signed"),
        ("positive_discount", "tax_added/discount_positive"),
    ],
)
def test_reading_is_kept_for_the_proof(case, code):
    assert read(READ[case][0]).reading.code == code


@pytest.mark.parametrize(
    ("case", "reported", "tax"),
    [
        ("no_tax", False, "0"),
        ("zero_tax", True, "0"),
        ("tax_inside", True, "19"),
        ("tax_without_details_inside_several_prices", True, "20.90"),
        ("shipping_of_the_whole_order_with_tax_inside", True, "11"),
        ("shipping_of_the_whole_order_with_tax_added", True, "11"),
        ("negative_tax_on_a_discount", True, "18"),
    ],
)
def test_tax_is_what_amazon_reports(case, reported, tax):
    proceeds = read(READ[case][0])
    assert proceeds.tax_reported is reported
    assert proceeds.tax == Decimal(tax)


def test_discounts_keep_what_they_discount():
    charges = read(READ["discount_details_of_the_other_sign"][0]).charges
    targets = [charge.target for charge in charges if charge.kind == "DISCOUNT"]
    assert targets == ["ITEM", "SHIPPING"]


def test_discount_without_details_discounts_the_item():
    charges = read(READ["negative_discount"][0]).charges
    assert charges[-1].target == "ITEM"


def test_tip_belongs_to_no_item():
    product, tip = read(READ["tip_inside_the_grand_total"][0]).charges
    assert product.item.ref == "1"
    assert tip.item is None


@pytest.mark.parametrize("facilitator", [True, False])
def test_facilitator_flag_stays_with_the_charge(facilitator):
    rows = ("ITEM", "100"), ("TAX", "8")
    document = order(item(*rows, total="108", facilitator=facilitator), total="108")
    [charge] = read(document).charges
    assert charge.item.is_facilitator_tax is facilitator


def test_tax_detail_without_a_subtype_is_unattributed():
    document = order(item(("ITEM", "119"), ("TAX", "19", {"X": "19"})), total="119")
    rows = document["orderItems"][0]["proceeds"]["breakdowns"]
    del rows[1]["detailedBreakdowns"][0]["subtype"]
    charges = read(document).charges
    assert [charge.kind for charge in charges] == ["ITEM", "TAX"]


def test_ambiguity_names_both_readings():
    message = hold_of(HELD["tax_twice_the_discount_means_two_things"][0]).message
    assert "tax on top of the prices and discounts subtracted" in message
    assert "tax in the prices and discounts added as written" in message


def test_one_item_decides_the_reading_of_the_others():
    ambiguous = ("ITEM", "100"), ("TAX", "20"), ("DISCOUNT", "10")
    document = order(
        item(*ambiguous, total="110"),
        item(("ITEM", "119"), ("TAX", "19"), total="119"),
        total="229",
    )
    assert read(document).reading.tax_included


def test_full_document():
    kinds = [charge.kind for charge in read(full_document()).charges]
    assert kinds == ["ITEM", "DISCOUNT"]
