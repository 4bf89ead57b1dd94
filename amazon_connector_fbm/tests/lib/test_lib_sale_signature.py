# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The signature tells whether a newer version of an order concerns the sale."""

import pytest
from order_documents import full_document

from amazon_connector_fbm.lib.order import parse_order, sale_signature

SIGNATURE = sale_signature(parse_order(full_document()))


def signature_with(change):
    document = full_document()
    change(document, document["orderItems"][0])
    return sale_signature(parse_order(document))


@pytest.mark.parametrize(
    "change",
    [
        lambda order, item: item.update(quantityOrdered=1),
        lambda order, item: item.update(orderItemId="2"),
        lambda order, item: item["product"].update(sellerSku="TOASTER-2S"),
        lambda order, item: item["product"]["price"]["unitPrice"].update(amount="59"),
        lambda order, item: item["proceeds"]["proceedsTotal"].update(amount="107.11"),
        lambda order, item: item["proceeds"].pop("proceedsTotal"),
        lambda order, item: item["proceeds"]["breakdowns"].pop(),
        lambda order, item: item["proceeds"]["breakdowns"][0].update(type="OTHER"),
        lambda order, item: item["proceeds"]["breakdowns"][0]["subtotal"].update(
            amount="119.01"
        ),
        lambda order, item: item["proceeds"]["breakdowns"][1]["detailedBreakdowns"][
            0
        ].update(subtype="SHIPPING"),
        lambda order, item: item.pop("tax"),
        lambda order, item: order["proceeds"]["grandTotal"].update(amount="107.11"),
        lambda order, item: order["proceeds"]["breakdowns"].clear(),
        lambda order, item: order["orderItems"].append({**item, "orderItemId": "2"}),
    ],
)
def test_changes_with_items_quantities_and_money(change):
    assert signature_with(change) != SIGNATURE


@pytest.mark.parametrize(
    "change",
    [
        lambda order, item: order.update(lastUpdatedTime="2026-06-09T09:00:00Z"),
        lambda order, item: order["fulfillment"].update(fulfillmentStatus="SHIPPED"),
        lambda order, item: order["buyer"].update(buyerName="Jane Doe"),
        lambda order, item: order.pop("recipient"),
        lambda order, item: order.update(packages=[]),
        lambda order, item: item["product"].update(title="Kettle, 1.7 l"),
        lambda order, item: order["proceeds"]["grandTotal"].update(amount="107.1"),
        lambda order, item: item["proceeds"]["breakdowns"][0]["subtotal"].update(
            amount="119"
        ),
        lambda order, item: item["proceeds"]["breakdowns"].reverse(),
    ],
)
def test_stays_the_same_with_anything_else(change):
    assert signature_with(change) == SIGNATURE


def test_order_of_the_items_does_not_matter():
    document = full_document()
    [item] = document["orderItems"]
    document["orderItems"].append({**item, "orderItemId": "2"})
    signature = sale_signature(parse_order(document))
    document["orderItems"].reverse()
    assert sale_signature(parse_order(document)) == signature
