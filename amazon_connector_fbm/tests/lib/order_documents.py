# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Order documents of v2026-01-01, written by hand for the tests."""

from copy import deepcopy

FULL = {
    "orderId": "302-1234567-1234567",
    "createdTime": "2026-06-01T08:30:15Z",
    "lastUpdatedTime": "2026-06-01T09:00:00Z",
    "programs": ["PRIME", "AMAZON_BUSINESS"],
    "salesChannel": {
        "channelName": "AMAZON",
        "marketplaceId": "A1PA6795UKMFR9",
        "marketplaceName": "Amazon.de",
    },
    "buyer": {
        "buyerName": "Käthe Müller",
        "buyerEmail": "A1B2C3@marketplace.amazon.de",
        "buyerCompanyName": "Müller & Söhne GmbH",
        "buyerPurchaseOrderNumber": "PO-4711",
    },
    "recipient": {
        "deliveryAddress": {
            "name": "Käthe Müller",
            "companyName": "Müller & Söhne GmbH",
            "addressLine1": "Hauptstraße 1",
            "addressLine2": "Hinterhaus",
            "addressLine3": "2. OG",
            "city": "Köln",
            "districtOrCounty": "Nippes",
            "stateOrRegion": "NRW",
            "municipality": "Köln-Stadt",
            "postalCode": "50667",
            "countryCode": "DE",
            "phone": "+49 221 5550100",
        }
    },
    "proceeds": {
        "grandTotal": {"amount": "107.10", "currencyCode": "EUR"},
        "breakdowns": [
            {
                "type": "ITEM",
                "subtotal": {"amount": "119.00", "currencyCode": "EUR"},
            },
        ],
    },
    "tax": {
        "taxRegistrations": [
            {"entityType": "MERCHANT", "taxRegistrationNumber": "DE111111111"},
            {"entityType": "BUYER", "taxRegistrationNumber": "DE222222222"},
        ]
    },
    "fulfillment": {
        "fulfillmentStatus": "UNSHIPPED",
        "fulfilledBy": "MERCHANT",
        "shipByWindow": {
            "earliestDateTime": "2026-06-02T00:00:00Z",
            "latestDateTime": "2026-06-03T21:59:59Z",
        },
        "deliverByWindow": {"latestDateTime": "2026-06-06T21:59:59Z"},
    },
    "orderItems": [
        {
            "orderItemId": "10000000000001",
            "quantityOrdered": 2,
            "product": {
                "asin": "B0SIM00001",
                "title": "Kettle",
                "sellerSku": "KETTLE-17",
                "price": {"unitPrice": {"amount": "59.50", "currencyCode": "EUR"}},
            },
            "proceeds": {
                "proceedsTotal": {"amount": "107.10", "currencyCode": "EUR"},
                "breakdowns": [
                    {
                        "type": "ITEM",
                        "subtotal": {"amount": "119.00", "currencyCode": "EUR"},
                    },
                    {
                        "type": "DISCOUNT",
                        "subtotal": {"amount": "-11.90", "currencyCode": "EUR"},
                        "detailedBreakdowns": [
                            {
                                "subtype": "ITEM",
                                "value": {"amount": "-11.90", "currencyCode": "EUR"},
                            },
                        ],
                    },
                ],
            },
            "tax": {"taxCollections": [{"model": "MARKETPLACE_FACILITATOR"}]},
        }
    ],
}


def full_document(**changes):
    """Return a document that has every field that the connector reads."""
    return {**deepcopy(FULL), **changes}


def money(amount, currency="EUR"):
    """Return a Money document."""
    return {"amount": str(amount), "currencyCode": currency}


def breakdown(kind, amount, details=None, currency="EUR"):
    """Return a breakdown; ``details`` maps subtypes to amounts."""
    row = {"type": kind, "subtotal": money(amount, currency)}
    if details:
        row["detailedBreakdowns"] = [
            {"subtype": subtype, "value": money(value, currency)}
            for subtype, value in details.items()
        ]
    return row


def item(*rows, total=None, price=None, quantity=1, facilitator=False, currency="EUR"):
    """Return an order item; ``rows`` are the arguments of its breakdowns."""
    product = {"sellerSku": "KETTLE-17"}
    if price is not None:
        product["price"] = {"unitPrice": money(price, currency)}
    proceeds = {}
    if total is not None:
        proceeds["proceedsTotal"] = money(total, currency)
    if rows:
        proceeds["breakdowns"] = [breakdown(*row, currency=currency) for row in rows]
    document = {"quantityOrdered": quantity, "product": product, "proceeds": proceeds}
    if facilitator:
        document["tax"] = {"taxCollections": [{"model": "MARKETPLACE_FACILITATOR"}]}
    return document


def order(*items, total=None, rows=(), currency="EUR"):
    """Return an order of items; ``rows`` are its own breakdowns."""
    proceeds = {}
    if total is not None:
        proceeds["grandTotal"] = money(total, currency)
    if rows:
        proceeds["breakdowns"] = [breakdown(*row, currency=currency) for row in rows]
    numbered = [
        {"orderItemId": str(number), **each} for number, each in enumerate(items, 1)
    ]
    return {
        "orderId": "302-0000000-0000001",
        "createdTime": "2026-06-01T08:00:00Z",
        "lastUpdatedTime": "2026-06-01T08:00:00Z",
        "salesChannel": {"channelName": "AMAZON", "marketplaceId": "A1PA6795UKMFR9"},
        "fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "MERCHANT"},
        "proceeds": proceeds,
        "orderItems": numbered,
    }
