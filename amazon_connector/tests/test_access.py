# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .common import AmazonCommon


@tagged("post_install", "-at_install")
class TestAccess(AmazonCommon):
    """What the rights mean on the screen; test_permission_matrix has all of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls.create_user("nobody")
        cls.user = cls.create_user("user", "amazon_connector.group_amazon_user")
        cls.manager = cls.create_user(
            "manager", "amazon_connector.group_amazon_manager"
        )

    def test_users_see_the_screens(self):
        """Every field of every view can be read by a plain Amazon User."""
        log = self.env["amazon.sync.log"]._start(
            self.seller, "test_connection", "manual"
        )
        records = {
            "amazon.seller": self.seller,
            "amazon.marketplace": self.marketplace_de,
            "amazon.sync.log": log,
            "amazon.sync.log.line": log._add_line("1", "held"),
        }
        for model, record in records.items():
            model = self.env[model].with_user(self.user)
            views = model.get_views([(False, "list"), (False, "form")])
            names = views["models"][model._name]["fields"]
            record.with_user(self.user).web_read(
                {
                    name: {"fields": {"display_name": {}}}
                    if "relation" in field
                    else {}
                    for name, field in names.items()
                }
            )

    def test_personal_data_is_not_implied(self):
        self.assertFalse(self.manager.has_group("amazon_connector.group_amazon_pii"))
        self.assertTrue(self.manager.has_group("amazon_connector.group_amazon_user"))

    def test_menu(self):
        menu = self.env.ref("amazon_connector.amazon_menu_root")
        menus = self.env["ir.ui.menu"]
        self.assertIn(menu.id, menus.with_user(self.user)._visible_menu_ids())
        self.assertNotIn(menu.id, menus.with_user(self.nobody)._visible_menu_ids())
