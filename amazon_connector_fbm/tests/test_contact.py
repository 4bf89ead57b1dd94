# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import GERMANY

from .common import AmazonFbmCommon
from .documents import ADDRESS, BUYER, item


def address(**changes):
    """Return a recipient section with some values changed."""
    return {"deliveryAddress": {**ADDRESS, **changes}}


@tagged("post_install", "-at_install")
class TestContact(AmazonFbmCommon):
    """Buyers become contacts; strangers are never merged, nothing is overwritten."""

    def buy(self, ref, **values):
        return self.import_sale(ref, [item("MUG")], **values)

    def test_customer_with_address(self):
        sale = self.buy("302-1")
        self.assertRecordValues(
            sale.partner_id,
            [
                {
                    "name": "Käthe Müller",
                    "email": "kaethe@marketplace.amazon.de",
                    "street": "Hauptstraße 5",
                    "zip": "10115",
                    "city": "Berlin",
                    "country_id": self.env.ref("base.de").id,
                    "phone": "+49 30 1234567",
                    "is_company": False,
                    "parent_id": False,
                    "company_id": self.company.id,
                    "lang": self.marketplace_de.lang_id.code,
                }
            ],
        )
        self.assertEqual(sale.partner_shipping_id, sale.partner_id)
        self.assertEqual(sale.partner_invoice_id, sale.partner_id)
        self.assertFalse(sale.amazon_address_incomplete)

    def test_gift_goes_to_the_recipient(self):
        sale = self.buy("302-1", recipient=address(name="Oma Müller", city="Köln"))
        self.assertEqual(sale.partner_id.name, "Käthe Müller")
        self.assertFalse(sale.partner_id.city)
        self.assertRecordValues(
            sale.partner_shipping_id,
            [
                {
                    "name": "Oma Müller",
                    "city": "Köln",
                    "type": "delivery",
                    "parent_id": sale.partner_id.id,
                }
            ],
        )
        self.assertEqual(sale.picking_ids.partner_id, sale.partner_shipping_id)

    def test_company_buyer(self):
        sale = self.buy(
            "302-1",
            buyer={
                **BUYER,
                "buyerCompanyName": "Müller GmbH",
                "buyerPurchaseOrderNumber": "PO-77",
            },
            tax={
                "taxRegistrations": [
                    {"entityType": "BUYER", "taxRegistrationNumber": "DE136695976"}
                ]
            },
            programs=["AMAZON_BUSINESS"],
        )
        self.assertRecordValues(
            sale.partner_id,
            [{"name": "Müller GmbH", "is_company": True, "vat": "DE136695976"}],
        )
        self.assertEqual(sale.client_order_ref, "PO-77")
        self.assertEqual(sale.partner_shipping_id.name, "Käthe Müller")
        self.assertTrue(sale.amazon_order_id.is_business)

    def test_missing_address_is_flagged(self):
        """D03."""
        binding = self.import_order("302-1", [item("MUG")], buyer=None, recipient=None)
        self.assertEqual(binding.state, "imported")
        self.assertTrue(binding.address_incomplete)
        sale = binding.sale_order_id
        self.assertTrue(sale.amazon_address_incomplete)
        self.assertEqual(sale.partner_id.name, "Amazon customer 302-1")

    def test_town_alone_is_not_deliverable(self):
        """D03."""
        recipient = {"deliveryAddress": {"city": "Berlin", "postalCode": "10115"}}
        sale = self.buy("302-1", buyer=None, recipient=recipient)
        self.assertTrue(sale.amazon_address_incomplete)
        self.assertEqual(sale.partner_shipping_id.city, "Berlin")

    def test_second_order_reuses_the_contact(self):
        first = self.buy("302-1")
        second = self.buy("302-2")
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_shipping_id, second.partner_shipping_id)

    def test_two_orders_of_a_buyer_in_one_batch(self):
        self.put_simple("302-1", "302-2")
        self.run_import()
        sales = self.get_sales("302-1", "302-2")
        self.assertEqual(len(sales), 2)
        self.assertEqual(len(sales.partner_id), 1)

    def test_other_address_of_the_same_buyer(self):
        first = self.buy("302-1")
        second = self.buy("302-2", recipient=address(addressLine1="Nebenweg 1"))
        self.assertEqual(first.partner_id, second.partner_id)
        self.assertEqual(first.partner_id.street, "Hauptstraße 5")
        self.assertEqual(second.partner_shipping_id.street, "Nebenweg 1")
        self.assertEqual(second.partner_shipping_id.parent_id, first.partner_id)

    def test_buyers_of_one_name_stay_apart(self):
        """The same name is no proof of being the same person."""
        first = self.buy("302-1")
        other_mail = {**BUYER, "buyerEmail": "other@marketplace.amazon.de"}
        second = self.buy("302-2", buyer=other_mail)
        self.assertNotEqual(first.partner_id, second.partner_id)

    def test_one_alias_of_two_names_stays_apart(self):
        """D14."""
        first = self.buy("302-1")
        second = self.buy("302-2", buyer={**BUYER, "buyerName": "Jürgen Müller"})
        self.assertNotEqual(first.partner_id, second.partner_id)

    def test_nameless_buyers_stay_apart(self):
        first = self.buy("302-1", buyer=None, recipient=None)
        second = self.buy("302-2", buyer=None, recipient=None)
        self.assertNotEqual(first.partner_id, second.partner_id)

    def test_people_known_to_odoo_are_not_touched(self):
        """Somebody with the same name and mail is not taken for the buyer."""
        known = self.env["res.partner"].create(
            {"name": BUYER["buyerName"], "email": BUYER["buyerEmail"]}
        )
        self.assertNotEqual(self.buy("302-1").partner_id, known)

    def test_what_people_changed_is_kept(self):
        contact = self.buy("302-1").partner_id
        contact.write({"phone": "+49 1", "street": "Corrected 1", "name": "Corrected"})
        again = self.buy("302-2").partner_id
        self.assertEqual(again, contact)
        self.assertEqual(
            (contact.phone, contact.street, contact.name),
            ("+49 1", "Corrected 1", "Corrected"),
        )

    def test_later_version_without_address_wipes_nothing(self):
        """D04."""
        sale = self.buy("302-1")
        self.run_import(self.changed("302-1", buyer=None, recipient=None))
        self.assertEqual(self.get_order("302-1").state, "imported")
        self.assertEqual(sale.partner_id.name, "Käthe Müller")
        self.assertEqual(sale.partner_shipping_id.street, "Hauptstraße 5")

    def test_archived_contact_is_found(self):
        contact = self.buy("302-1").partner_id
        contact.active = False
        self.assertEqual(self.buy("302-2").partner_id, contact)

    def test_country_aliases_and_regions(self):
        """D05."""
        sale = self.buy(
            "302-1", recipient=address(countryCode="UK", stateOrRegion="Nowhere")
        )
        self.assertEqual(sale.partner_id.country_id, self.env.ref("base.uk"))
        self.assertIn("Nowhere", sale.partner_id.street2)
        usa = address(
            name="A B",
            countryCode="US",
            stateOrRegion="CA",
            city="Fresno",
            postalCode="93650",
        )
        sale = self.buy("302-2", recipient=usa)
        california = self.env.ref("base.state_us_5")
        self.assertEqual(sale.partner_shipping_id.state_id, california)

    def test_unknown_country(self):
        """D05."""
        sale = self.buy("302-1", recipient=address(countryCode="QQ"))
        self.assertFalse(sale.partner_id.country_id)
        self.assertEqual(sale.state, "sale")

    def test_unusual_names(self):
        """D01."""
        names = ("😀 Ünï", "علي", "สมชาย ใจดี", "𠮷野家", "<b>Bob</b> & Söhne")
        for number, name in enumerate(names):
            sale = self.buy(f"302-{number}", buyer={"buyerName": name}, recipient=None)
            self.assertEqual(sale.partner_id.name, name)

    def test_control_characters_and_length(self):
        """D02."""
        name = "A\n\x00B \u202eC" + "x" * 500
        document_buyer = {**BUYER, "buyerName": name}
        contact = self.buy("302-1", buyer=document_buyer).partner_id
        self.assertTrue(contact.name.startswith("A B Cxxx"))
        self.assertLessEqual(len(contact.name), 120)

    def test_companies_do_not_share_contacts(self):
        contact = self.buy("302-1").partner_id
        other_company = self.env["res.company"].create({"name": "Other"})
        other = self.create_seller(other_company, short_code="OTH")
        self.connect(other)
        marketplace = self.create_marketplace(other, GERMANY)
        marketplace.action_integrate()
        self.env["amazon.listing"].create(
            {
                "marketplace_id": marketplace.id,
                "sku": "MUG",
                "product_id": self.mug.id,
            }
        )
        log = other.with_context(queue_job__no_delay=True)._start_order_import("manual")
        self.assertEqual(log.imported_count, 1, log.line_ids.mapped("message"))
        sale = log.amazon_order_ids.sale_order_id
        self.assertEqual(sale.company_id, other_company)
        self.assertNotEqual(sale.partner_id, contact)
        self.assertEqual(sale.partner_id.company_id, other_company)
