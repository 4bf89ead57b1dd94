# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Where sellers of each country log in: Amazon's Seller Central."""

from typing import NamedTuple

from .errors import ConfigurationError

_EUROPE = "sellercentral-europe.amazon.com"


class SellerCentral(NamedTuple):
    """The ``region`` of a country's selling accounts and their web ``host``."""

    region: str
    host: str


# By ISO country code.
SELLER_CENTRALS = {
    "CA": SellerCentral("na", "sellercentral.amazon.ca"),
    "US": SellerCentral("na", "sellercentral.amazon.com"),
    "MX": SellerCentral("na", "sellercentral.amazon.com.mx"),
    "BR": SellerCentral("na", "sellercentral.amazon.com.br"),
    "IE": SellerCentral("eu", "sellercentral.amazon.ie"),
    "ES": SellerCentral("eu", _EUROPE),
    "GB": SellerCentral("eu", _EUROPE),
    "FR": SellerCentral("eu", _EUROPE),
    "BE": SellerCentral("eu", "sellercentral.amazon.com.be"),
    "NL": SellerCentral("eu", "sellercentral.amazon.nl"),
    "DE": SellerCentral("eu", _EUROPE),
    "IT": SellerCentral("eu", _EUROPE),
    "SE": SellerCentral("eu", "sellercentral.amazon.se"),
    "ZA": SellerCentral("eu", "sellercentral.amazon.co.za"),
    "PL": SellerCentral("eu", "sellercentral.amazon.pl"),
    "EG": SellerCentral("eu", "sellercentral.amazon.eg"),
    "TR": SellerCentral("eu", "sellercentral.amazon.com.tr"),
    "SA": SellerCentral("eu", "sellercentral.amazon.sa"),
    "AE": SellerCentral("eu", "sellercentral.amazon.ae"),
    "IN": SellerCentral("eu", "sellercentral.amazon.in"),
    "SG": SellerCentral("fe", "sellercentral.amazon.sg"),
    "AU": SellerCentral("fe", "sellercentral.amazon.com.au"),
    "JP": SellerCentral("fe", "sellercentral.amazon.co.jp"),
}


def region_of(country_code):
    """Return the region ("na", "eu", "fe") of a country, or None."""
    seller_central = SELLER_CENTRALS.get(country_code)
    return seller_central and seller_central.region


def seller_central_url(country_code):
    """Return the address of the country's Seller Central.

    Raises ConfigurationError if Amazon has none in the country.
    """
    if country_code not in SELLER_CENTRALS:
        raise ConfigurationError("Amazon has no Seller Central in this country.")
    return f"https://{SELLER_CENTRALS[country_code].host}"
