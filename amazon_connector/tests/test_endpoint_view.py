# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import AmazonCommon

# It stands on the form of a seller, whose ribbon says it.
EMBEDDED = {"amazon_connector.amazon_scheduler_view_list_seller"}


@tagged("post_install", "-at_install")
class TestEndpointView(AmazonCommon):
    """Nobody takes a record of the simulator or the sandbox for a real one."""

    def get_models(self):
        return [
            name
            for name, model in self.env.registry.items()
            if name.startswith("amazon.")
            and "seller_id" in model._fields
            and not (model._abstract or model._transient)
        ]

    def get_views(self, view_type):
        views = self.env["ir.ui.view"].search(
            [
                ("model", "in", self.get_models()),
                ("mode", "=", "primary"),
                ("type", "=", view_type),
            ]
        )
        return views.filtered(lambda view: view.xml_id not in EMBEDDED)

    def test_lists_have_a_badge(self):
        views = self.get_views("list")
        self.assertIn("amazon.scheduler", views.mapped("model"))
        for view in views:
            badges = view._get_combined_arch().xpath(
                "//field[@name='endpoint'][@widget='badge'][@invisible]"
            )
            self.assertTrue(badges, f"{view.xml_id} does not show the endpoint")

    def test_forms_have_ribbons(self):
        views = self.get_views("form")
        self.assertIn("amazon.listing", views.mapped("model"))
        for view in views:
            ribbons = view._get_combined_arch().xpath(
                "//widget[@name='web_ribbon'][contains(@invisible, 'endpoint')]"
            )
            titles = {ribbon.get("title") for ribbon in ribbons}
            self.assertLessEqual({"Simulator", "Sandbox"}, titles, view.xml_id)

    def test_endpoint_is_that_of_the_seller(self):
        self.seller.endpoint = "sandbox"
        self.env["amazon.audit.log"]._record("connected", self.seller)
        events = self.env["amazon.audit.log"].search([("event", "=", "connected")])
        self.assertEqual(events[:1].endpoint, "sandbox")
        self.assertEqual(self.seller.scheduler_ids[0].endpoint, "sandbox")
