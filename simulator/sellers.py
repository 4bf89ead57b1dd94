# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Sellers API v1: getMarketplaceParticipations and getAccount."""


def get_marketplace_participations(seller, inquiry):
    """Answer with the marketplaces that the seller takes part in."""
    return {"payload": seller.participations}


def get_account(seller, inquiry):
    """Answer with the seller's account."""
    return {
        "payload": {
            "marketplaceParticipationList": seller.participations,
            "businessType": "PRIVATE_LIMITED",
            "sellingPlan": "PROFESSIONAL",
            "business": {
                "name": seller.store_name,
                "registeredBusinessAddress": {
                    "addressLine1": "1 Example Street",
                    "city": "Example Town",
                    "postalCode": "00000",
                    "countryCode": "DE",
                },
            },
        }
    }
