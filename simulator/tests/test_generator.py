# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Generated orders: every kind is there, and every amount adds up."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from simulator.clock import parse_time
from simulator.generator import catalogue, generate_orders
from simulator.generator.countries import COUNTRIES
from simulator.generator.tax_numbers import vat_number

from .conftest import NOW

CENT = Decimal("0.01")
SEEDS = [1, 2, 3, 4, 5, 2026]
KNOWN_SKUS = {product["sku"] for product in catalogue()}
RATES = {
    country.marketplace.identifier: country.tax_rate for country in COUNTRIES.values()
}


def generate(count=80, seed=1, kinds="all"):
    return generate_orders(count, seed, parse_time(NOW), kinds)


def amount(money):
    return Decimal(money["amount"])


def subtotals(proceeds):
    return {each["type"]: amount(each["subtotal"]) for each in proceeds["breakdowns"]}


def details(proceeds, kind):
    for breakdown in proceeds["breakdowns"]:
        if breakdown["type"] == kind:
            found = breakdown.get("detailedBreakdowns", [])
            return {each["subtype"]: amount(each["value"]) for each in found}
    return {}


def marketplace(order):
    return order["salesChannel"]["marketplaceId"]


def items_with_proceeds(orders):
    for order in orders:
        for item in order["orderItems"]:
            if "proceeds" in item:
                yield order, item


def status(order):
    return order["fulfillment"]["fulfillmentStatus"]


def is_importable(order):
    skus = {item["product"]["sellerSku"] for item in order["orderItems"]}
    return (
        status(order) in ("UNSHIPPED", "PARTIALLY_SHIPPED")
        and order["fulfillment"]["fulfilledBy"] == "MERCHANT"
        and skus <= KNOWN_SKUS
    )


def readings(values, total):
    """Return the ways to read the amounts under which they make up the total."""
    tax, discount = values.pop("TAX", 0), values.pop("DISCOUNT", 0)
    rest = sum(values.values())
    return {
        (tax_counts, sign)
        for tax_counts in ((0, 1) if tax else (0,))
        for sign in ((1, -1) if discount else (1,))
        if rest + tax * tax_counts + discount * sign == total
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_one_reading_adds_up(seed):
    for order in generate(200, seed):
        if "proceeds" not in order:
            continue
        total = amount(order["proceeds"]["grandTotal"])
        found = readings(subtotals(order["proceeds"]), total)
        assert len(found) == 1, order["orderId"]
        for item in order["orderItems"]:
            proceeds = item["proceeds"]
            item_total = amount(proceeds["proceedsTotal"])
            assert len(readings(subtotals(proceeds), item_total)) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_items_make_up_the_order(seed):
    for order in generate(200, seed):
        if "proceeds" not in order:
            assert not any("proceeds" in item for item in order["orderItems"])
            continue
        sums, total = Counter(), Decimal(0)
        for item in order["orderItems"]:
            sums.update(subtotals(item["proceeds"]))
            total += amount(item["proceeds"]["proceedsTotal"])
        expected = subtotals(order["proceeds"])
        tip = expected.pop("DELIVERY_TIP", 0)
        assert sums == expected
        assert total + tip == amount(order["proceeds"]["grandTotal"])


@pytest.mark.parametrize("seed", SEEDS)
def test_details_make_up_their_breakdown(seed):
    for _order, item in items_with_proceeds(generate(200, seed)):
        for kind in ("TAX", "DISCOUNT"):
            found = details(item["proceeds"], kind)
            subtotal = subtotals(item["proceeds"]).get(kind, 0)
            assert sum(found.values()) == subtotal
            assert bool(found) == bool(subtotal)


@pytest.mark.parametrize("seed", SEEDS)
def test_unit_price_times_quantity(seed):
    for _order, item in items_with_proceeds(generate(200, seed)):
        price = amount(item["product"]["price"]["unitPrice"])
        assert price * item["quantityOrdered"] == subtotals(item["proceeds"])["ITEM"]


@pytest.mark.parametrize("seed", SEEDS)
def test_included_tax_has_one_rounding(seed):
    """However a price-included tax is rounded, it is the tax of the document."""
    for order, item in items_with_proceeds(generate(200, seed)):
        rate = RATES[marketplace(order)]
        if rate is None:
            continue
        values = subtotals(item["proceeds"])
        for kind, tax in details(item["proceeds"], "TAX").items():
            gross = values[kind]
            net = (gross / (1 + rate)).quantize(CENT, ROUND_HALF_UP)
            assert gross - net == tax
            assert (gross * rate / (1 + rate)).quantize(CENT, ROUND_HALF_UP) == tax


def test_discounts_are_negative():
    values = [
        subtotals(item["proceeds"])["DISCOUNT"]
        for _order, item in items_with_proceeds(generate(200))
        if "DISCOUNT" in subtotals(item["proceeds"])
    ]
    assert values
    assert all(value < 0 for value in values)


def test_yen_has_no_decimals():
    orders = [order for order in generate() if marketplace(order) == "A1VC38T7YXB528"]
    texts = [
        each["subtotal"]["amount"]
        for _order, item in items_with_proceeds(orders)
        for each in item["proceeds"]["breakdowns"]
    ]
    assert texts
    assert not any("." in text for text in texts)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_kind_is_there(seed):
    orders = generate(80, seed)
    assert sum(map(is_importable, orders)) >= 60
    kinds = special_kinds(orders)
    missing = sorted(name for name, found in kinds.items() if not found)
    assert not missing


def special_kinds(orders):
    items = [item for order in orders for item in order["orderItems"]]
    open_orders = [order for order in orders if is_importable(order)]
    programs = {name for order in orders for name in order.get("programs", [])}
    types = Counter()
    discounts = Counter()
    for _order, item in items_with_proceeds(orders):
        types.update(subtotals(item["proceeds"]))
        discounts.update(details(item["proceeds"], "DISCOUNT").keys())
    names = "".join(order["buyer"]["buyerName"] for order in orders if "buyer" in order)
    return {
        "every marketplace": {marketplace(order) for order in orders} == set(RATES),
        "every status": set(map(status, orders))
        == {"PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"},
        "Amazon-fulfilled": any(
            order["fulfillment"]["fulfilledBy"] == "AMAZON" for order in orders
        ),
        "programs": programs == {"AMAZON_BUSINESS", "PRIME", "PREMIUM"},
        "breakdowns": {"SHIPPING", "GIFT_WRAP", "COD_FEE", "TAX"} <= set(types),
        "discounts": {"ITEM", "SHIPPING"} == set(discounts),
        "tip": any("DELIVERY_TIP" in subtotals(o["proceeds"]) for o in open_orders),
        "unknown SKU": {i["product"]["sellerSku"] for i in items} - KNOWN_SKUS,
        "no address": any("recipient" not in order for order in open_orders),
        "gift message": any("packing" in item["fulfillment"] for item in items),
        "several units": any(item["quantityOrdered"] > 1 for item in items),
        "packages": any("packages" in order for order in orders),
        "company": any("buyerCompanyName" in o.get("buyer", {}) for o in orders),
        "VAT number": any("tax" in order for order in orders),
        "Japanese": any("\u4e00" <= letter <= "\u9fff" for letter in names),
        "accents": any("\xe0" <= letter <= "\xff" for letter in names),
        **european_kinds(orders),
    }


def european_kinds(orders):
    europe = [
        subtotals(order["proceeds"])
        for order in orders
        if "proceeds" in order and marketplace(order) == "A1PA6795UKMFR9"
    ]
    return {
        "item only": any("TAX" not in values for values in europe),
        "tax inside": any("TAX" in values for values in europe),
    }


@pytest.mark.parametrize("kinds", ["all", "simple"])
@pytest.mark.parametrize("count", [80, 400])
def test_lines_per_order(count, kinds):
    lines = sum(len(order["orderItems"]) for order in generate(count, 7, kinds))
    assert abs(lines / count - 2.3) < 0.06


def test_unknown_skus_are_rare():
    orders = generate(400)
    skus = [
        {i["product"]["sellerSku"] for i in order["orderItems"]} for order in orders
    ]
    assert sum(not found <= KNOWN_SKUS for found in skus) == 16


def test_simple_orders_are_all_importable():
    orders = generate(300, 3, "simple")
    assert all(is_importable(order) and "recipient" in order for order in orders)
    assert {
        kind
        for _order, item in items_with_proceeds(orders)
        for kind in subtotals(item["proceeds"])
    } == {"ITEM"}


@pytest.mark.parametrize("count", [0, 1, 2, 5, 19, 41])
def test_small_counts(count):
    assert len(generate(count)) == count


def test_same_seed_same_orders():
    assert generate(100, 9) == generate(100, 9)
    assert generate(100, 9) != generate(100, 10)


def test_numbers_are_unique():
    orders = generate(2000, 1, "simple")
    item_ids = [item["orderItemId"] for order in orders for item in order["orderItems"]]
    assert len({order["orderId"] for order in orders}) == 2000
    assert len(set(item_ids)) == len(item_ids)


def test_dates():
    now = parse_time(NOW)
    for order in generate(300):
        created = parse_time(order["createdTime"])
        updated = parse_time(order["lastUpdatedTime"])
        assert 0 <= (now - created).days <= 20
        assert created <= updated
        assert (now - updated).total_seconds() >= 180


def test_partially_shipped_orders_have_something_left():
    for order in generate(200):
        if status(order) != "PARTIALLY_SHIPPED":
            continue
        done = [item["fulfillment"] for item in order["orderItems"]]
        assert sum(each["quantityFulfilled"] for each in done) > 0
        assert sum(each["quantityUnfulfilled"] for each in done) > 0


def test_vat_numbers_have_their_check_digits():
    vat = pytest.importorskip("stdnum.eu.vat")
    british = pytest.importorskip("stdnum.gb.vat")
    rng = Random(1)
    for country in ("DE", "FR", "IT", "ES"):
        assert all(vat.is_valid(vat_number(country, rng)) for _ in range(50))
    assert all(british.is_valid(vat_number("GB", rng)) for _ in range(50))


def test_catalogue():
    products = catalogue()
    assert len(products) == len(KNOWN_SKUS) == 40
    assert set(products[0]) == {"sku", "name", "price", "currency"}
