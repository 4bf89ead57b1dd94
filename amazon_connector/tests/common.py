# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the tests of all Amazon addons share."""

from contextlib import contextmanager
from itertools import count
from unittest.mock import MagicMock, patch

from odoo.tests import TransactionCase, new_test_user

from ..lib.client import AmazonClient
from ..lib.vault import Vault, generate_key

DE_REF = "A1PA6795UKMFR9"
US_REF = "ATVPDKIKX0DER"


def participation(amazon_ref, country_code, currency, language, domain, **changes):
    """Return one entry of getMarketplaceParticipations.

    ``changes`` may set ``name``, ``participating``, ``suspended`` and ``store``.
    """
    return {
        "marketplace": {
            "id": amazon_ref,
            "name": changes.get("name", domain.removeprefix("www.").capitalize()),
            "countryCode": country_code,
            "defaultCurrencyCode": currency,
            "defaultLanguageCode": language,
            "domainName": domain,
        },
        "participation": {
            "isParticipating": changes.get("participating", True),
            "hasSuspendedListings": changes.get("suspended", False),
        },
        "storeName": changes.get("store", "Test Store"),
    }


GERMANY = participation(DE_REF, "DE", "EUR", "de_DE", "www.amazon.de")
USA = participation(US_REF, "US", "USD", "en_US", "www.amazon.com")


class AmazonCommon(TransactionCase):
    """A connected seller with two integrated marketplaces, without any network.

    ``company``, ``seller``, ``marketplace_de`` and ``marketplace_us`` are there;
    ``fake_client`` replaces the client of every seller.
    """

    numbers = count(1)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.startClassPatcher(cls.patch_keys(generate_key()))
        cls.company = cls.env.company
        cls.seller = cls.create_seller(cls.company)
        cls.marketplace_de = cls.create_marketplace(cls.seller, GERMANY)
        cls.marketplace_us = cls.create_marketplace(cls.seller, USA)
        (cls.marketplace_de | cls.marketplace_us).action_integrate()

    @classmethod
    def patch_keys(cls, *keys):
        """Return a patcher that encrypts with these keys, whatever is configured."""
        return patch.object(
            cls.env.registry["amazon.seller.credential"],
            "_get_vault",
            return_value=Vault(" ".join(keys)),
        )

    @classmethod
    def create_seller(cls, company, **vals):
        """Return a seller of the company that is connected to the simulator."""
        seller = cls.env["amazon.seller"].create(
            {
                "name": "Test Seller",
                "company_id": company.id,
                "short_code": "TST",
                "region": "eu",
                "endpoint": "simulator",
                "simulator_url": "http://127.0.0.1:9555",
                "lwa_client_id": "amzn1.application-oa2-client.test",
                "lwa_client_secret": "test-secret",
                "refresh_token": f"Atzr|test-{next(cls.numbers)}",
                **vals,
            }
        )
        seller._set_connected()
        return seller

    @classmethod
    def create_marketplace(cls, seller, entry):
        """Return the marketplace that Amazon describes; it is not integrated yet."""
        marketplaces = cls.env["amazon.marketplace"]
        return marketplaces.create(
            {
                "seller_id": seller.id,
                "price_includes_tax": marketplaces._get_price_includes_tax(entry),
                **marketplaces._prepare_participation_vals(entry),
            }
        )

    @classmethod
    def create_user(cls, login, *groups, company=None, **vals):
        """Return an internal user with the groups, given as XML ids."""
        companies = company or cls.company
        return new_test_user(
            cls.env,
            login=login,
            groups=",".join(["base.group_user", *groups]),
            company_id=companies[:1].id,
            company_ids=[(6, 0, companies.ids)],
            **vals,
        )

    @contextmanager
    def fake_client(self, **answers):
        """Replace Amazon: ``with self.fake_client(get_order={...}) as client``.

        An answer is a value, an exception, or a tuple of those, one per call.
        """
        client = MagicMock(spec=AmazonClient)
        client.last_request_id = "request-1"
        client.amazon_date = None
        client.used_previous_secret = False
        for method, answer in answers.items():
            answers_in_turn = isinstance(answer, Exception | tuple)
            attribute = "side_effect" if answers_in_turn else "return_value"
            setattr(getattr(client, method), attribute, answer)
        sellers = type(self.env["amazon.seller"])
        with patch.object(sellers, "_get_client", return_value=client):
            yield client
