# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import ValidationError
from odoo.tests import Form, TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDeliveryCarrier(TransactionCase):
    """What Amazon calls the carrier of a delivery method."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        product = cls.env["product.product"].create(
            {"name": "Delivery", "type": "service"}
        )
        cls.carrier = cls.env["delivery.carrier"].create(
            {"name": "Parcel", "product_id": product.id}
        )

    def test_known_carrier_needs_no_name(self):
        self.carrier.amazon_carrier_code = "Royal Mail"
        self.assertFalse(self.carrier.amazon_carrier_name)

    def test_other_carrier_needs_a_name(self):
        for name in (False, "", "  "):
            with self.assertRaisesRegex(ValidationError, "name of the carrier"):
                self.carrier.write(
                    {"amazon_carrier_code": "Other", "amazon_carrier_name": name}
                )
        self.carrier.write(
            {"amazon_carrier_code": "Other", "amazon_carrier_name": "City Bikes"}
        )
        with self.assertRaisesRegex(ValidationError, "name of the carrier"):
            self.carrier.amazon_carrier_name = False

    def test_other_is_written_as_amazon_does(self):
        for code in ("other", "OTHER", " Other"):
            with self.assertRaisesRegex(ValidationError, "exactly like this: Other"):
                self.carrier.write(
                    {"amazon_carrier_code": code, "amazon_carrier_name": "City Bikes"}
                )

    def test_warehouse_manager_maps_in_the_form(self):
        user = new_test_user(
            self.env, login="warehouse", groups="stock.group_stock_manager"
        )
        with Form(self.carrier.with_user(user)) as form:
            form.amazon_carrier_code = "Other"
            form.amazon_carrier_name = "City Bikes"
            form.amazon_shipping_method = "Express"
        self.assertEqual(self.carrier.amazon_carrier_name, "City Bikes")
        self.assertEqual(self.carrier.amazon_shipping_method, "Express")
