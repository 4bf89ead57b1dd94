# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which rule an amount finds."""

import pytest
from settlement_files import row

from amazon_connector_settlement.lib.rule import Rule, RuleBook, suggest_pattern


def find(*rules, words=("Order", "ItemFees", "Commission"), amount="-1", **values):
    book = RuleBook([Rule(str(n), *rule) for n, rule in enumerate(rules)])
    rule = book.find(row(1, *words, amount, **values))
    return rule and rule.key


def test_first_that_fits():
    rules = [
        ("Refund", "*", "*", "", "fee"),
        ("*", "ItemFees", "*", "", "fee"),
        ("Order", "ItemFees", "Commission", "", "fee"),
    ]
    assert find(*rules) == "1"
    assert find(*rules[:1]) is None


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("*", "", True),
        ("", "", True),
        ("", "Commission", False),
        ("commission", "COMMISSION ", True),
        ("Base  fee", "Base fee", True),
        ("Commission", "RefundCommission", False),
        ("*Commission", "RefundCommission", True),
        ("Tax*Fee", "Tax on fee", True),
        ("FBA Customer Returns Fee", "FBA Customer Returns Fee for ASIN: B00X", True),
        ("FBA*for ASIN: *", "FBA Customer Returns Fee for ASIN: B00X", True),
        (
            "EPR - GB - (Period 01.07.2024 - 31.12.2024)",
            "EPR - GB - (Period 01.01.2025 - 30.06.2025)",
            True,
        ),
        ("EPR - GB (*)", "EPR - FR (Period 01.01.2025 - 30.06.2025)", False),
        ("a.c", "abc", False),
        ("50% [off] {x}", "50% [OFF] {x}", True),
        ("Geb?hr", "Geb\u00fchr", False),
        ("Geb\u00fchr", "Geb?hr", False),
        ("Geb?hr", "Geb?hr", True),
    ],
)
def test_patterns(pattern, text, fits):
    """B36, RP07: a pattern knows the star only; what Amazon spoilt is another text."""
    rule = ("*", "*", pattern, "", "fee")
    assert find(rule, words=("X", "Y", text)) == ("0" if fits else None)


@pytest.mark.parametrize(
    ("sign", "amount", "fits"),
    [
        ("positive", "1", True),
        ("positive", "-1", False),
        ("negative", "-1", True),
        ("negative", "1", False),
        ("negative", "0", True),
        ("", "1", True),
    ],
)
def test_sign(sign, amount, fits):
    assert find(("*", "*", "*", sign, "fee"), amount=amount) == ("0" if fits else None)


def test_remembers_by_combination():
    book = RuleBook([Rule("minus", "*", "*", "*", "negative", "fee")])
    found = [book.find(row(n, "A", "B", "C", amount)) for n, amount in enumerate("12")]
    assert found == [None, None]
    assert book.find(row(3, "A", "B", "C", "-1")).key == "minus"


def test_suggested_pattern():
    text = "Eco  contribution (Period 01.07.2024 - 31.12.2024) for ASIN: B0"
    assert suggest_pattern(text) == "Eco contribution (Period * - *)"
    assert suggest_pattern("Commission") == "Commission"
