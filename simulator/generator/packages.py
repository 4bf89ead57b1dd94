# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The packages of what a merchant has shipped."""

from datetime import timedelta

from ..clock import format_time

_CARRIERS = {
    "DE": ("DHL", "Paket"),
    "FR": ("La Poste", "Colissimo"),
    "IT": ("BRT", "Espresso"),
    "ES": ("Correos", "Paq Estándar"),
    "GB": ("Royal Mail", "Tracked 48"),
    "US": ("USPS", "Ground Advantage"),
    "JP": ("ヤマト運輸", "宅急便"),
}


def make_packages(plan, items, updated, rng):
    """Return the OrderPackage documents; Amazon's own shipments have none."""
    shipped = [item for item in items if item["fulfillment"]["quantityFulfilled"]]
    if plan.kind == "amazon_fulfilled" or not shipped:
        return []
    carrier, service = _CARRIERS[plan.country]
    return [
        {
            "packageReferenceId": "1",
            "createdTime": format_time(updated - timedelta(seconds=40)),
            "packageStatus": {"status": "SHIPPED"},
            "carrier": carrier,
            "shipTime": format_time(updated),
            "shippingService": service,
            "trackingNumber": f"SIM{rng.randrange(10**12):012d}",
            "packageItems": [
                {
                    "orderItemId": item["orderItemId"],
                    "quantity": item["fulfillment"]["quantityFulfilled"],
                }
                for item in shipped
            ],
        }
    ]
