# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import pytest

from amazon_connector_fbm.lib.order_refs import read_order_refs

FIRST, SECOND = "302-0000001-0000001", "S01-0000002-0000002"


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}\n{SECOND}",
        f"{FIRST},{SECOND};",
        f"  {FIRST}\t{SECOND.lower()} {FIRST}",
        f'"{FIRST}" | #{SECOND}',
    ],
)
def test_ids_in_any_form(text):
    assert read_order_refs(text) == ([FIRST, SECOND], [])


@pytest.mark.parametrize("text", [None, "", " \n,;"])
def test_nothing(text):
    assert read_order_refs(text) == ([], [])


def test_what_is_no_id_is_told():
    text = f"302-1 {FIRST} {FIRST}0 order"
    assert read_order_refs(text) == ([FIRST], ["302-1", f"{FIRST}0", "ORDER"])
