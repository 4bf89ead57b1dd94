# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Orders and the money that they mean.

``READ`` holds (document, (kind, net, tax) of each charge); ``HELD`` holds (document,
reason, words of the message, total that the amounts add up to).
"""

from decimal import Decimal

from order_documents import item, order

TIP = [("ITEM", "100"), ("DELIVERY_TIP", "3")]

READ = {
    "no_tax": (
        order(item(("ITEM", "59.50"), total="59.50"), total="59.50"),
        [("ITEM", "59.50", "0")],
    ),
    "tax_added": (
        order(item(("ITEM", "39.99"), ("TAX", "10.00"), total="49.99"), total="49.99"),
        [("ITEM", "39.99", "10.00")],
    ),
    "tax_inside": (
        order(item(("ITEM", "119"), ("TAX", "19"), total="119"), total="119"),
        [("ITEM", "100", "19")],
    ),
    "tax_inside_shown_by_the_grand_total_only": (
        order(item(("ITEM", "119"), ("TAX", "19")), total="119"),
        [("ITEM", "100", "19")],
    ),
    "zero_tax": (
        order(item(("ITEM", "100"), ("TAX", "0"), total="100"), total="100"),
        [("ITEM", "100", "0")],
    ),
    "negative_discount": (
        order(item(("ITEM", "100"), ("DISCOUNT", "-10"), total="90"), total="90"),
        [("ITEM", "100", "0"), ("DISCOUNT", "-10", "0")],
    ),
    "positive_discount": (
        order(item(("ITEM", "100"), ("DISCOUNT", "10"), total="90"), total="90"),
        [("ITEM", "100", "0"), ("DISCOUNT", "-10", "0")],
    ),
    "discount_details_of_the_other_sign": (
        order(
            item(
                ("ITEM", "100"),
                ("SHIPPING", "5"),
                ("DISCOUNT", "-15", {"ITEM": "10", "SHIPPING": "5"}),
                total="90",
            ),
            total="90",
        ),
        [
            ("ITEM", "100", "0"),
            ("SHIPPING", "5", "0"),
            ("DISCOUNT", "-10", "0"),
            ("DISCOUNT", "-5", "0"),
        ],
    ),
    "every_charge_of_an_item": (
        order(
            item(
                ("ITEM", "100"),
                ("SHIPPING", "4.90"),
                ("GIFT_WRAP", "3.50"),
                ("COD_FEE", "2"),
                ("OTHER", "0.10"),
                total="110.50",
            ),
            total="110.50",
        ),
        [
            ("ITEM", "100", "0"),
            ("SHIPPING", "4.90", "0"),
            ("GIFT_WRAP", "3.50", "0"),
            ("COD_FEE", "2", "0"),
            ("OTHER", "0.10", "0"),
        ],
    ),
    "tax_details_on_every_charge": (
        order(
            item(
                ("ITEM", "100"),
                ("SHIPPING", "10"),
                ("TAX", "11", {"ITEM": "10", "SHIPPING": "1"}),
                total="121",
            ),
            total="121",
        ),
        [("ITEM", "100", "10"), ("SHIPPING", "10", "1")],
    ),
    "tax_details_inside_the_prices": (
        order(
            item(
                ("ITEM", "119"),
                ("GIFT_WRAP", "11.90"),
                ("TAX", "20.90", {"ITEM": "19", "GIFT_WRAP": "1.90"}),
                total="130.90",
            ),
            total="130.90",
        ),
        [("ITEM", "100", "19"), ("GIFT_WRAP", "10", "1.90")],
    ),
    "negative_tax_on_a_discount": (
        order(
            item(
                ("ITEM", "100"),
                ("DISCOUNT", "-10"),
                ("TAX", "18", {"ITEM": "20", "DISCOUNT": "-2"}),
                total="108",
            ),
            total="108",
        ),
        [("ITEM", "100", "20"), ("DISCOUNT", "-10", "-2")],
    ),
    "positive_tax_on_a_discount": (
        order(
            item(
                ("ITEM", "100"),
                ("DISCOUNT", "10"),
                ("TAX", "18", {"ITEM": "20", "DISCOUNT": "2"}),
                total="108",
            ),
            total="108",
        ),
        [("ITEM", "100", "20"), ("DISCOUNT", "-10", "-2")],
    ),
    "tax_on_a_charge_that_is_free": (
        order(
            item(
                ("ITEM", "100"),
                ("TAX", "11", {"ITEM": "10", "SHIPPING": "1"}),
                total="111",
            ),
            total="111",
        ),
        [("ITEM", "100", "10"), ("SHIPPING", "0", "1")],
    ),
    "tax_without_details_on_several_charges": (
        order(
            item(("ITEM", "100"), ("SHIPPING", "10"), ("TAX", "11"), total="121"),
            total="121",
        ),
        [("ITEM", "100", "0"), ("SHIPPING", "10", "0"), ("TAX", "0", "11")],
    ),
    "tax_without_details_inside_several_prices": (
        order(
            item(
                ("ITEM", "119"), ("SHIPPING", "11.90"), ("TAX", "20.90"), total="130.9"
            ),
            total="130.90",
        ),
        [
            ("ITEM", "119", "0"),
            ("SHIPPING", "11.90", "0"),
            ("TAX", "-20.90", "20.90"),
        ],
    ),
    "tax_without_details_when_the_other_charge_is_zero": (
        order(
            item(("ITEM", "100"), ("SHIPPING", "0"), ("TAX", "10"), total="110"),
            total="110",
        ),
        [("ITEM", "100", "10")],
    ),
    "tip_inside_the_grand_total": (
        order(item(("ITEM", "100"), total="100"), total="103", rows=TIP),
        [("ITEM", "100", "0"), ("DELIVERY_TIP", "3", "0")],
    ),
    "tip_outside_the_grand_total": (
        order(item(("ITEM", "100"), total="100"), total="100", rows=TIP),
        [("ITEM", "100", "0")],
    ),
    "tip_of_an_order_with_tax_and_discount": (
        order(
            item(
                ("ITEM", "100"),
                ("DISCOUNT", "10"),
                ("TAX", "9", {"ITEM": "10", "DISCOUNT": "1"}),
                total="99",
            ),
            total="102",
            rows=[
                ("ITEM", "100"),
                ("DISCOUNT", "10"),
                ("TAX", "9"),
                ("DELIVERY_TIP", "3"),
            ],
        ),
        [
            ("ITEM", "100", "10"),
            ("DISCOUNT", "-10", "-1"),
            ("DELIVERY_TIP", "3", "0"),
        ],
    ),
    "tip_although_the_order_writes_the_discount_with_the_other_sign": (
        order(
            item(("ITEM", "100"), ("DISCOUNT", "-10"), total="90"),
            total="93",
            rows=[("ITEM", "100"), ("DISCOUNT", "10"), ("DELIVERY_TIP", "3")],
        ),
        [
            ("ITEM", "100", "0"),
            ("DISCOUNT", "-10", "0"),
            ("DELIVERY_TIP", "3", "0"),
        ],
    ),
    "shipping_of_the_whole_order_with_tax_added": (
        order(
            item(("ITEM", "100"), ("TAX", "10"), total="110"),
            total="121",
            rows=[("ITEM", "100"), ("SHIPPING", "10"), ("TAX", "11")],
        ),
        [("ITEM", "100", "10"), ("SHIPPING", "10", "0"), ("TAX", "0", "1")],
    ),
    "shipping_of_the_whole_order_with_tax_inside": (
        order(
            item(("ITEM", "110"), ("TAX", "10"), total="110"),
            total="121",
            rows=[("ITEM", "110"), ("SHIPPING", "11"), ("TAX", "11")],
        ),
        [("ITEM", "100", "10"), ("SHIPPING", "11", "0"), ("TAX", "-1", "1")],
    ),
    "price_times_quantity_without_breakdowns": (
        order(item(price="59.50", quantity=3), total="178.50"),
        [("ITEM", "178.50", "0")],
    ),
    "item_total_without_breakdowns_and_price": (
        order(item(total="59.50"), total="59.50"),
        [("ITEM", "59.50", "0")],
    ),
    "several_items": (
        order(
            item(("ITEM", "119"), ("TAX", "19"), total="119"),
            item(("ITEM", "238"), ("TAX", "38"), total="238", quantity=2),
            total="357",
        ),
        [("ITEM", "100", "19"), ("ITEM", "200", "38")],
    ),
    "item_of_no_quantity_and_no_price": (
        order(item(("ITEM", "10")), item(quantity=0), total="10"),
        [("ITEM", "10", "0")],
    ),
    "free_of_charge": (order(item(("ITEM", "0"), total="0"), total="0"), []),
    "yen": (
        order(
            item(
                ("ITEM", "1100"),
                ("COD_FEE", "330"),
                ("TAX", "130", {"ITEM": "100", "COD_FEE": "30"}),
                total="1430",
                currency="JPY",
            ),
            total="1430",
            currency="JPY",
        ),
        [("ITEM", "1000", "100"), ("COD_FEE", "300", "30")],
    ),
}

HELD = {
    "no_grand_total": (
        order(item(("ITEM", "100"), total="100")),
        "total_unproved",
        "no grand total",
        None,
    ),
    "no_price_at_all": (order(item()), "no_price", "(status UNSHIPPED)", None),
    "no_price_for_one_item": (
        order(item(("ITEM", "119"), ("TAX", "19"), total="119"), item(), total="119"),
        "no_price",
        "no price for SKU KETTLE-17",
        None,
    ),
    "unknown_charge_of_an_item": (
        order(item(("ITEM", "100"), ("IMPORT_FEE", "7.31"), total="107.31"), total="1"),
        "unknown_charge",
        "'IMPORT_FEE' of 7.31 EUR",
        None,
    ),
    "unknown_charge_of_the_order": (
        order(item(("ITEM", "9")), total="10", rows=[("ROUNDING", "1")]),
        "unknown_charge",
        "'ROUNDING' of 1 EUR",
        None,
    ),
    "tax_on_an_unknown_charge": (
        order(
            item(("ITEM", "119"), ("TAX", "19", {"IMPORT_FEE": "19"}), total="119"),
            total="119",
        ),
        "unknown_charge",
        "'TAX on IMPORT_FEE' of 19 EUR",
        None,
    ),
    "grand_total_above_the_items": (
        order(item(("ITEM", "100"), total="100"), total="104.90"),
        "total_unproved",
        "add up to 100.00 EUR, but Amazon's grand total is 104.90 EUR: "
        "a difference of 4.90",
        Decimal("100"),
    ),
    "grand_total_below_the_items": (
        order(item(("ITEM", "100"), total="100"), total="99.99"),
        "total_unproved",
        "a difference of -0.01",
        Decimal("100"),
    ),
    "difference_of_the_right_reading_with_tax_inside": (
        order(item(("ITEM", "119"), ("TAX", "19"), total="119"), total="120"),
        "total_unproved",
        "add up to 119 EUR, but Amazon's grand total is 120 EUR: a difference of 1.",
        Decimal("119"),
    ),
    "item_that_does_not_add_up": (
        order(
            item(("ITEM", "119"), ("TAX", "19"), total="119"),
            item(("ITEM", "119"), ("TAX", "19"), total="119.01"),
            total="238.01",
        ),
        "total_unproved",
        "SKU KETTLE-17 add up to 119 EUR, but Amazon's total for it is 119.01 EUR: "
        "a difference of 0.01",
        Decimal("238.00"),
    ),
    "price_that_is_not_the_item_total": (
        order(item(price="10", quantity=2, total="19"), total="19"),
        "total_unproved",
        "a difference of -1",
        Decimal("20"),
    ),
    "discount_details_that_do_not_add_up": (
        order(
            item(("ITEM", "100"), ("DISCOUNT", "-10", {"ITEM": "-9"}), total="90"),
            total="90",
        ),
        "total_unproved",
        "discounts of SKU KETTLE-17 add up to -9",
        None,
    ),
    "tax_details_that_do_not_add_up": (
        order(
            item(("ITEM", "119"), ("TAX", "19", {"ITEM": "18.99"}), total="119"),
            total="119",
        ),
        "total_unproved",
        "tax details of SKU KETTLE-17 do not add up to its tax of 19",
        None,
    ),
    "tax_twice_the_discount_means_two_things": (
        order(
            item(("ITEM", "100"), ("TAX", "20"), ("DISCOUNT", "10"), total="110"),
            total="110",
        ),
        "total_unproved",
        "two ways that mean different money",
        None,
    ),
    "tax_of_the_amount_of_the_tip_means_two_things": (
        order(
            item(("ITEM", "100"), ("TAX", "3")),
            total="103",
            rows=[*TIP, ("TAX", "3")],
        ),
        "total_unproved",
        "two ways that mean different money",
        None,
    ),
}
