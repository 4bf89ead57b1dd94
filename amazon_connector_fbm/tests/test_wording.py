# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.translate import code_translations

from .common import AmazonFbmCommon
from .documents import grand_total, item, item_proceeds, money, valid_order

SUM = (
    "The items add up to %(computed)s %(currency)s, but Amazon's grand total is "
    "%(total)s %(currency)s: a difference of %(missing)s."
)
TWO_WAYS = (
    "The amounts of this order add up to %(total)s %(currency)s in two ways that mean "
    "different money (%(one)s, or with %(other)s). Check it in Seller Central."
)
FRENCH = {
    SUM: "Différence de %(missing)s sur %(total)s %(currency)s.",
    TWO_WAYS: "Ambigu : %(one)s ou %(other)s.",
    "tax on top of the prices and discounts subtracted": "hors taxe, moins remise",
    "tax in the prices and discounts added as written": "taxe comprise, plus remise",
}


@tagged("post_install", "-at_install")
class TestWording(AmazonFbmCommon):
    """People read in their own language why an order waits, and what was proved."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env.user.lang = "fr_FR"
        original = code_translations.get_python_translations

        def get_translations(module, lang):
            if (module, lang) == ("amazon_connector_fbm", "fr_FR"):
                return FRENCH
            return original(module, lang)

        self.startPatcher(
            patch.object(code_translations, "get_python_translations", get_translations)
        )

    def hold_in_french(self, document):
        """Import an order as a French user; return the reason in its words."""
        self.put(document)
        seller = self.seller.with_context(lang="fr_FR", queue_job__no_delay=True)
        seller._start_order_import("manual")
        return self.refresh(self.get_order(document["orderId"])).hold_message

    def test_reason_in_the_users_language(self):
        document = valid_order("302-1", [item("MUG")], proceeds=grand_total("11.11"))
        message = self.hold_in_french(document)
        self.assertEqual(message, "Différence de 1.11 sur 11.11 EUR.")

    def test_reason_with_parts_in_the_users_language(self):
        proceeds = item_proceeds(total="11.00", ITEM="10.00", DISCOUNT="1.00", TAX="2")
        document = valid_order(
            "302-1", [item("MUG", proceeds=proceeds)], proceeds=grand_total("11.00")
        )
        message = self.hold_in_french(document)
        self.assertEqual(
            message, "Ambigu : hors taxe, moins remise ou taxe comprise, plus remise."
        )

    def test_proof_says_what_its_amounts_are(self):
        cases = {
            "prices contain the tax": item("MUG", 1, "11.90", tax="1.90"),
            "on top of the prices": item("MUG", 1, "10.00", tax="1.90", on_top=True),
            "reports no tax": item("MUG", 1, "11.90"),
        }
        for number, (words, row) in enumerate(cases.items()):
            with self.subTest(words):
                html = self.import_order(f"302-{number}", [row]).proof_html
                self.assertIn(words, html)

    def test_points_are_no_part_of_the_total(self):
        granted = {"pointsNumber": 12, "pointsMonetaryValue": money(12, "EUR")}
        row = item("MUG", expense={"pointsCost": {"pointsGranted": granted}})
        binding = self.import_order("302-1", [row])
        self.assert_proved(binding, "10.00")
        self.assertEqual((binding.points_granted, binding.points_cost), (12, 12.0))
