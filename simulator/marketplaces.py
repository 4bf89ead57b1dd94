# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's standard marketplaces."""

from typing import NamedTuple


class Marketplace(NamedTuple):
    """What getMarketplaceParticipations says about one marketplace."""

    identifier: str
    country_code: str
    currency: str
    language: str
    domain: str

    @property
    def name(self):
        """Return the name that Amazon prints on its site, such as Amazon.de."""
        return self.domain.replace("www.amazon", "Amazon")


STANDARD_MARKETPLACES = tuple(
    Marketplace(*line.split())
    for line in """
A2EUQ1WTGCTBG2 CA CAD en_CA www.amazon.ca
ATVPDKIKX0DER  US USD en_US www.amazon.com
A1AM78C64UM0Y8 MX MXN es_MX www.amazon.com.mx
A2Q3Y263D00KWC BR BRL pt_BR www.amazon.com.br
A28R8C7NBKEWEA IE EUR en_IE www.amazon.ie
A1RKKUPIHCS9HS ES EUR es_ES www.amazon.es
A1F83G8C2ARO7P GB GBP en_GB www.amazon.co.uk
A13V1IB3VIYZZH FR EUR fr_FR www.amazon.fr
AMEN7PMS3EDWL  BE EUR fr_BE www.amazon.com.be
A1805IZSGTT6HS NL EUR nl_NL www.amazon.nl
A1PA6795UKMFR9 DE EUR de_DE www.amazon.de
APJ6JRA9NG5V4  IT EUR it_IT www.amazon.it
A2NODRKZP88ZB9 SE SEK sv_SE www.amazon.se
AE08WJ6YKNBMC  ZA ZAR en_ZA www.amazon.co.za
A1C3SOZRARQ6R3 PL PLN pl_PL www.amazon.pl
ARBP9OOSHTCHU  EG EGP ar_EG www.amazon.eg
A33AVAJ2PDY3EV TR TRY tr_TR www.amazon.com.tr
A17E79C6D8DWNP SA SAR ar_SA www.amazon.sa
A2VIGQ35RCS4UG AE AED en_AE www.amazon.ae
A21TJRUUN4KGV  IN INR en_IN www.amazon.in
A19VAU5U5O7RUS SG SGD en_SG www.amazon.sg
A39IBJ37TRP1C6 AU AUD en_AU www.amazon.com.au
A1VC38T7YXB528 JP JPY ja_JP www.amazon.co.jp
""".strip().splitlines()
)


def standard_participations(store_name):
    """Return participations in every standard marketplace."""
    return [_participation(line, store_name) for line in STANDARD_MARKETPLACES]


def with_participation(participations, change, store_name):
    """Return participations with one of them changed, or added at the end.

    ``change`` is a whole participation as Amazon says it, or marketplaceId with any of
    isParticipating, hasSuspendedListings and storeName.
    """
    if "marketplace" in change:
        changed = change
    else:
        changed = _changed(participations, change, store_name)
    marketplace_id = changed["marketplace"]["id"]
    places = [each["marketplace"]["id"] for each in participations]
    if marketplace_id not in places:
        return [*participations, changed]
    result = list(participations)
    result[places.index(marketplace_id)] = changed
    return result


def without_participation(participations, marketplace_id):
    """Return participations without those in one marketplace."""
    return [
        each for each in participations if each["marketplace"]["id"] != marketplace_id
    ]


def _changed(participations, change, store_name):
    known = [*participations, *standard_participations(store_name)]
    for before in known:
        if before["marketplace"]["id"] == change["marketplaceId"]:
            break
    else:
        raise ValueError(f"unknown marketplace: {change['marketplaceId']}")
    flags = {key: change[key] for key in before["participation"] if key in change}
    return {
        **before,
        "participation": {**before["participation"], **flags},
        "storeName": change.get("storeName", before["storeName"]),
    }


def _participation(marketplace, store_name):
    return {
        "marketplace": {
            "id": marketplace.identifier,
            "name": marketplace.name,
            "countryCode": marketplace.country_code,
            "defaultCurrencyCode": marketplace.currency,
            "defaultLanguageCode": marketplace.language,
            "domainName": marketplace.domain,
        },
        "participation": {"isParticipating": True, "hasSuspendedListings": False},
        "storeName": store_name,
    }
