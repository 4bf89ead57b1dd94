# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's roles: which of them a call needs."""

from .inquiry import read_values

SELLING_PARTNER_INSIGHTS = "selling_partner_insights"
INVENTORY_AND_ORDER_TRACKING = "inventory_and_order_tracking"
DIRECT_TO_CONSUMER_SHIPPING = "direct_to_consumer_shipping"
TAX_INVOICING = "tax_invoicing"
PRODUCT_LISTING = "product_listing"
FINANCE_AND_ACCOUNTING = "finance_and_accounting"
ROLES = frozenset(
    {
        SELLING_PARTNER_INSIGHTS,
        INVENTORY_AND_ORDER_TRACKING,
        DIRECT_TO_CONSUMER_SHIPPING,
        TAX_INVOICING,
        PRODUCT_LISTING,
        FINANCE_AND_ACCOUNTING,
    }
)
_OF_SECTION = {
    "BUYER": DIRECT_TO_CONSUMER_SHIPPING,
    "RECIPIENT": DIRECT_TO_CONSUMER_SHIPPING,
    "TAX": TAX_INVOICING,
}
# The longest beginning that fits decides.
_OF_REPORT_TYPE = {
    "GET_V2_SETTLEMENT_": FINANCE_AND_ACCOUNTING,
    "GET_MERCHANT_": PRODUCT_LISTING,
    "GET_MERCHANTS_": PRODUCT_LISTING,
    "GET_FLAT_FILE_OPEN_LISTINGS_": PRODUCT_LISTING,
    "GET_FLAT_FILE_": INVENTORY_AND_ORDER_TRACKING,
    "GET_XML_": INVENTORY_AND_ORDER_TRACKING,
    "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING": DIRECT_TO_CONSUMER_SHIPPING,
    "GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING": TAX_INVOICING,
    "GET_FLAT_FILE_ORDER_REPORT_DATA_TAX": TAX_INVOICING,
}


def roles_of_sellers(seller, inquiry):
    """Return the roles that the Sellers operations need."""
    return {SELLING_PARTNER_INSIGHTS}


def roles_of_orders(seller, inquiry, *order_id):
    """Return the roles that an order call needs: more for personal and tax data."""
    sections = read_values(inquiry.parameters, "includedData")
    wanted = {_OF_SECTION[name] for name in sections if name in _OF_SECTION}
    return {INVENTORY_AND_ORDER_TRACKING} | wanted


def role_of_report_type(report_type):
    """Return the role that a report type needs, or None if none is known."""
    beginnings = [each for each in _OF_REPORT_TYPE if report_type.startswith(each)]
    return _OF_REPORT_TYPE[max(beginnings, key=len)] if beginnings else None
