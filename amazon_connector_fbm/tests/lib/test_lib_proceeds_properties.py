# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Whatever Amazon means, the true money is found, or the order is held."""

from collections import Counter
from decimal import Decimal
from itertools import product

import pytest
from generated_documents import TrueItem, TrueOrder, true_orders
from hypothesis import given
from hypothesis import strategies as st

from amazon_connector_fbm.lib.errors import OrderHold
from amazon_connector_fbm.lib.order import parse_order
from amazon_connector_fbm.lib.proceeds import ZERO, read_proceeds


def gross_sum(proceeds):
    return sum((charge.gross for charge in proceeds.charges), ZERO)


def possible_totals(truth):
    """How often the grand total comes out if nothing is known about the amounts."""
    discount = sum(each.discount for each in truth.items)
    charges = sum(sum(each.charges.values()) for each in truth.items)
    written_discount = discount if truth.discount_positive else -discount
    totals = [
        charges + tax + sign * written_discount + tip
        for tax, sign, tip in product((0, truth.tax), (1, -1), {0, truth.tip})
    ]
    return totals.count(truth.grand_total)


def amounts_by_kind(truth, charges):
    """The amounts as Amazon writes them: with their tax if it is inside."""
    amounts = Counter()
    for charge in charges:
        if charge.kind != "TAX":
            amount = charge.gross if truth.tax_included else charge.net
            amounts[charge.kind] += amount
    return amounts


def check_money(truth, proceeds):
    """Compare what was read with what was meant."""
    assert gross_sum(proceeds) == proceeds.total == truth.decimal(truth.grand_total)
    amounts = amounts_by_kind(truth, proceeds.charges)
    for kind, amount in truth.signed.items():
        assert amounts[kind] == truth.decimal(amount), kind
    assert proceeds.tax == truth.decimal(truth.tax)


def check_tax_by_kind(truth, proceeds):
    """Compare the tax of each kind where Amazon wrote it down."""
    if not all(each.tax_has_details for each in truth.items):
        return
    expected, found = Counter(), Counter()
    for each in truth.items:
        expected.update(each.taxes)
    expected["DISCOUNT"] *= -1
    for charge in proceeds.charges:
        found[charge.kind] += charge.tax
    for kind, tax in expected.items():
        assert found[kind] == truth.decimal(tax), kind


@given(true_orders())
def test_true_money_is_found_or_two_readings_fit(truth):
    try:
        proceeds = read_proceeds(parse_order(truth.document()))
    except OrderHold as hold:
        assert "two ways" in hold.message
        assert possible_totals(truth) > 1
    else:
        check_money(truth, proceeds)
        check_tax_by_kind(truth, proceeds)


@given(true_orders(with_tax=False, with_discount=False))
def test_orders_without_tax_and_discount_are_never_ambiguous(truth):
    check_money(truth, read_proceeds(parse_order(truth.document())))


@given(st.integers(1, 10_000), st.integers(0, 10_000), st.booleans())
def test_tax_twice_the_discount_is_always_held(discount, rest, positive):
    charges, taxes = {"ITEM": discount + rest}, {"ITEM": 2 * discount}
    items = [TrueItem(charges, discount, taxes=taxes)]
    truth = TrueOrder(items, False, positive, places=2, tip=0, tip_in_total=False)
    with pytest.raises(OrderHold, match="two ways"):
        read_proceeds(parse_order(truth.document()))


def money_documents(document):
    """Every Money in a document."""
    if isinstance(document, list):
        document = dict(enumerate(document))
    if not isinstance(document, dict):
        return
    if "amount" in document:
        yield document
    for value in document.values():
        yield from money_documents(value)


@given(st.data())
def test_one_wrong_amount_never_breaks_the_total(data):
    truth = data.draw(true_orders())
    document = truth.document()
    money = data.draw(st.sampled_from(list(money_documents(document))))
    step = truth.decimal(data.draw(st.sampled_from([1, -1])))
    money["amount"] = str(Decimal(money["amount"]) + step)
    try:
        proceeds = read_proceeds(parse_order(document))
    except OrderHold as hold:
        assert hold.reason == "total_unproved"
    else:
        grand_total = document["proceeds"]["grandTotal"]["amount"]
        assert gross_sum(proceeds) == proceeds.total == Decimal(grand_total)
