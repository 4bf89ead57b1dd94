# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Notifications as Amazon writes them, for the tests of all addons."""

METADATA = {
    "applicationId": "amzn1.sp.solution.test",
    "subscriptionId": "subscription-1",
    "publishTime": "2026-05-02T12:00:01Z",
    "notificationId": "notification-1",
}


def make_new_secret(
    client_id,
    secret,
    event_time,
    expires="2026-10-29T12:00:00.198Z",
    previous_expires="2026-05-09T12:00:00.180Z",
):
    """Return APPLICATION_OAUTH_CLIENT_NEW_SECRET, of a rotation on 2 May 2026."""
    payload = {
        "clientId": client_id,
        "newClientSecret": secret,
        "newClientSecretExpiryTime": expires,
        "oldClientSecretExpiryTime": previous_expires,
    }
    return {
        "notificationVersion": "1.0",
        "notificationType": "APPLICATION_OAUTH_CLIENT_NEW_SECRET",
        "payloadVersion": "2023-11-30",
        "eventTime": event_time,
        "payload": {"applicationOAuthClientNewSecret": payload},
        "notificationMetadata": METADATA,
    }


def make_secret_expiry(client_id, expires):
    """Return APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY."""
    payload = {
        "clientId": client_id,
        "clientSecretExpiryTime": expires,
        "clientSecretExpiryReason": "PERIODIC_ROTATION",
    }
    return {
        "notificationVersion": "1.0",
        "notificationType": "APPLICATION_OAUTH_CLIENT_SECRET_EXPIRY",
        "payloadVersion": "2023-11-30",
        "eventTime": "2026-05-02T12:00:00Z",
        "payload": {"applicationOAuthClientSecretExpiry": payload},
        "notificationMetadata": METADATA,
    }


def make_order_change(order_id, merchant_token, event_time):
    """Return ORDER_CHANGE of an order that was shipped."""
    summary = {
        "MarketplaceId": "A1PA6795UKMFR9",
        "OrderStatus": "Shipped",
        "PurchaseDate": "2026-05-01T08:00:00Z",
        "DestinationPostalCode": None,
        "FulfillmentType": "MFN",
        "OrderType": "StandardOrder",
        "OrderItems": [
            {
                "OrderItemId": "OIID34853450",
                "SellerSKU": "SKU-1",
                "SupplySourceId": None,
                "OrderItemStatus": "Shipped",
                "Quantity": 1,
                "QuantityShipped": 1,
            }
        ],
    }
    change = {
        "NotificationLevel": "OrderLevel",
        "SellerId": merchant_token,
        "AmazonOrderId": order_id,
        "OrderChangeType": "OrderStatusChange",
        "OrderChangeTrigger": {
            "TimeOfOrderChange": event_time,
            "ChangeReason": "Status changed",
        },
        "Summary": summary,
    }
    return {
        "NotificationVersion": "1.0",
        "NotificationType": "ORDER_CHANGE",
        "PayloadVersion": "1.0",
        "EventTime": event_time,
        "Payload": {"OrderChangeNotification": change},
        "NotificationMetadata": {
            "ApplicationId": "app-id-1",
            "SubscriptionId": "subscription-id-1",
            "PublishTime": event_time,
            "NotificationId": "notification-1",
        },
    }
