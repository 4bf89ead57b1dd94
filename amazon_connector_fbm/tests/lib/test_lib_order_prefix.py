# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tokens in the prefix of sales order names."""

import pytest

from amazon_connector_fbm.lib.order_prefix import (
    PrefixError,
    check_prefix,
    fill_prefix,
)

VALUES = {"seller": "AMZ", "marketplace": "DE", "prime": "P", "b2b": ""}


@pytest.mark.parametrize(
    "prefix, expected",
    [
        ("", ""),
        ("AMZ/", "AMZ/"),
        ("{seller}-{marketplace}-", "AMZ-DE-"),
        ("{prime}{b2b}-", "P-"),
        ("{{seller}}", "{seller}"),
    ],
)
def test_tokens_are_filled(prefix, expected):
    assert fill_prefix(prefix, VALUES) == expected


def test_token_without_a_value_is_empty():
    assert fill_prefix("[{marketplace}]", {}) == "[]"


@pytest.mark.parametrize(
    "prefix, part",
    [
        ("{shop}-", "{shop}"),
        ("{}", "{}"),
        ("{0}", "{0}"),
        ("{seller.env}", "{seller.env}"),
        ("{seller!r}", "{seller}"),
        ("{seller:>100000000}", "{seller}"),
        ("{seller", "{seller"),
        ("seller}", "seller}"),
    ],
)
def test_everything_else_is_refused(prefix, part):
    with pytest.raises(PrefixError) as caught:
        check_prefix(prefix)
    assert caught.value.part == part
