# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..lib.errors import TemporaryError
from .common import GERMANY, AmazonCommon


@tagged("post_install", "-at_install")
class TestOperation(AmazonCommon):
    """Operations started by hand."""

    def execute(self, sellers, operation, user=None, **answers):
        wizards = self.env["amazon.operation.wizard"].with_user(user or self.env.user)
        wizard = wizards.create(
            {"seller_ids": [(6, 0, sellers.ids)], "operation": operation}
        )
        with self.fake_client(**answers):
            return wizard.action_execute()

    def test_one_seller_opens_its_log(self):
        action = self.execute(
            self.seller, "test_connection", get_marketplace_participations=[GERMANY]
        )
        self.assertEqual(action["res_model"], "amazon.sync.log")
        log = self.env["amazon.sync.log"].browse(action["res_id"])
        self.assertEqual(log.sync_type, "manual")
        self.assertEqual(log.state, "done")

    def test_several_sellers_open_the_list(self):
        other = self.create_seller(self.company, name="Other", short_code="OTH")
        action = self.execute(
            self.seller | other,
            "load_marketplaces",
            get_marketplace_participations=([GERMANY], TemporaryError("x")),
        )
        logs = self.env["amazon.sync.log"].search(action["domain"])
        self.assertEqual(set(logs.mapped("state")), {"done", "failed"})

    def test_rights_of_a_user(self):
        user = self.create_user("operator", "amazon_connector.group_amazon_user")
        answers = {"get_marketplace_participations": [GERMANY]}
        self.execute(self.seller, "test_connection", user, **answers)
        with self.assertRaises(AccessError):
            self.execute(self.seller, "load_marketplaces", user, **answers)

    def test_users_are_offered_what_they_may_start(self):
        user = self.create_user("chooser", "amazon_connector.group_amazon_user")
        manager = self.create_user("boss", "amazon_connector.group_amazon_manager")
        self.assertNotIn("load_marketplaces", self.get_offered(user))
        self.assertIn("test_connection", self.get_offered(user))
        self.assertIn("load_marketplaces", self.get_offered(manager))

    def get_offered(self, user):
        """Return the operations that the web client lets the user choose."""
        wizards = self.env["amazon.operation.wizard"].with_user(user)
        fields = wizards.get_views([(False, "form")])["models"][wizards._name]["fields"]
        return dict(fields["operation"]["selection"])

    def test_form(self):
        form = Form(self.env["amazon.operation.wizard"])
        form.operation = "load_marketplaces"
        self.assertFalse(form.has_dates)
