# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The calls of AmazonClient with good answers, for the tests of what goes wrong."""

import pytest
from amazon_double import Reply

from amazon_connector.lib.errors import ThrottledError
from amazon_connector.lib.listing import quantity_patches
from amazon_connector.lib.rate import MemoryRateBudget

ORDER_ID = "902-1845936-5435065"
MERCHANT = "A2EXAMPLE1234"
MARKETPLACE = "A1PA6795UKMFR9"
# Whatever may stand in a SKU: in the path it is one segment all the same.
SKU = "A/B #5% +?..ä"
QUEUE_ARN = "arn:aws:sqs:eu-west-1:123456789012:odoo"
DENIED = "Access to requested resource is denied."
REFUSED_TOKEN = Reply.error(
    403, "Unauthorized", DENIED, "The access token you provided is revoked."
)
CALLS = {
    "getMarketplaceParticipations": lambda c: c.get_marketplace_participations(),
    "searchOrders": lambda c: c.search_orders(marketplaceIds=["A1PA6795UKMFR9"]),
    "getOrder": lambda c: c.get_order(ORDER_ID),
    "getReports": lambda c: c.get_reports(reportTypes=["A"]),
    "getDestinations": lambda c: c.get_destinations(),
    "createDestination": lambda c: c.create_destination("Odoo", QUEUE_ARN),
    "getSubscription": lambda c: c.get_subscription("ORDER_CHANGE"),
    "createSubscription": lambda c: c.create_subscription("ORDER_CHANGE", "d1"),
    "getListingsItem": lambda c: c.get_listings_item(
        MERCHANT, SKU, MARKETPLACE, ["summaries", "fulfillmentAvailability"], "en_US"
    ),
    "patchListingsItem": lambda c: c.patch_listings_item(
        MERCHANT, SKU, MARKETPLACE, "PRODUCT", quantity_patches(0), "en_US"
    ),
    "getReport": lambda c: c.get_report("50001"),
    "getReportDocument": lambda c: c.get_report_document("amzn1.spdoc.1"),
}
ANSWERS = {
    "getMarketplaceParticipations": {"payload": [{"storeName": "Shop"}]},
    "searchOrders": {"orders": [{"orderId": ORDER_ID}], "pagination": {}},
    "getOrder": {"order": {"orderId": ORDER_ID}},
    "getReports": {"reports": [{"reportId": "1"}]},
    "getDestinations": {"payload": []},
    "createDestination": {"payload": {"destinationId": "d1"}},
    "getSubscription": {"payload": {"subscriptionId": "s1"}},
    "createSubscription": {"payload": {"subscriptionId": "s1"}},
    "getListingsItem": {"sku": SKU},
    "patchListingsItem": {"sku": SKU, "status": "ACCEPTED", "submissionId": "1"},
    "getReport": {"reportId": "50001", "processingStatus": "DONE"},
    "getReportDocument": {"reportDocumentId": "amzn1.spdoc.1", "url": "https://x.test"},
}
EVERY_CALL = pytest.mark.parametrize("operation", list(CALLS))


class Clock:
    now = 1_777_636_800.0

    def __call__(self):
        return self.now


class RecordingBudget(MemoryRateBudget):
    def __init__(self):
        super().__init__()
        self.journal = []

    def reserve(self, operation):
        self.journal.append(("reserve", operation))
        return super().reserve(operation)

    def learn(self, operation, rate):
        self.journal.append(("learn", operation, rate))
        return super().learn(operation, rate)

    def throttled(self, operation, retry_after=None):
        self.journal.append(("throttled", operation, retry_after))
        return super().throttled(operation, retry_after)


def wait_for(budget, operation, clock):
    """Seconds until the budget lets a call through."""
    started = clock.now
    while True:
        try:
            budget.reserve(operation)
        except ThrottledError as error:
            clock.now += error.retry_after
        else:
            return clock.now - started


def failure(client, operation="getOrder"):
    with pytest.raises(Exception) as caught:
        CALLS[operation](client)
    return caught.value
