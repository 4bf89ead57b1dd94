# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AmazonCommon

MODES = ("read", "write", "create", "unlink")
USER_RIGHTS = {
    "amazon.seller": {"read"},
    "amazon.seller.credential": set(),
    "amazon.audit.log": set(),
    "amazon.rate.limit": {"read"},
    "amazon.marketplace": {"read"},
    "amazon.listing": {"read", "write", "create"},
    "amazon.scheduler": {"read"},
    "amazon.sync.log": {"read"},
    "amazon.sync.log.line": {"read", "write"},
    "amazon.seller.create.wizard": set(),
    "amazon.settings": set(),
    "amazon.marketplace.create.wizard": set(),
    "amazon.marketplace.select.wizard": set(),
    "amazon.marketplace.select.wizard.line": set(),
    "amazon.operation.wizard": set(MODES),
    "amazon.configuration.check": set(),
    "amazon.configuration.check.line": set(),
}
# What a manager may not do with everything.
MANAGER_RIGHTS = {
    "amazon.seller.credential": set(),
    "amazon.scheduler": {"read", "write"},
    "amazon.audit.log": {"read"},
    "amazon.sync.log": {"read", "unlink"},
    "amazon.configuration.check": {"read"},
    "amazon.configuration.check.line": {"read"},
    "amazon.sync.log.line": {"read", "write", "unlink"},
}


@tagged("post_install", "-at_install")
class TestAccess(AmazonCommon):
    """Who may do what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nobody = cls.create_user("nobody")
        cls.user = cls.create_user("user", "amazon_connector.group_amazon_user")
        cls.manager = cls.create_user(
            "manager", "amazon_connector.group_amazon_manager"
        )

    def rights(self, model, user):
        records = self.env[model].with_user(user)
        return {mode for mode in MODES if records.has_access(mode)}

    def test_matrix(self):
        for model, expected in USER_RIGHTS.items():
            self.assertEqual(self.rights(model, self.nobody), set(), model)
            self.assertEqual(self.rights(model, self.user), expected, model)
            expected = MANAGER_RIGHTS.get(model, set(MODES))
            self.assertEqual(self.rights(model, self.manager), expected, model)

    def addon_models(self):
        """Return the stored models of this addon."""
        return (
            self.env["ir.model"]
            .search([("model", "=like", "amazon.%"), ("abstract", "=", False)])
            .filtered(lambda model: "amazon_connector" in model.modules.split(", "))
        )

    def test_every_model_has_rights_and_a_company_rule(self):
        models = self.addon_models()
        self.assertLessEqual(set(USER_RIGHTS), set(models.mapped("model")))
        for model in models:
            self.assertTrue(model.access_ids, model.model)
            if not model.transient:
                rules = model.rule_ids.mapped("domain_force")
                self.assertIn("[('company_id', 'in', company_ids)]", rules)

    def test_configuration_is_read_only_for_users(self):
        for record in (self.seller, self.marketplace_de):
            record = record.with_user(self.user)
            record.read(["name"])
            with self.assertRaises(AccessError):
                record.write({"name": "Changed"})
            with self.assertRaises(AccessError):
                record.unlink()
            with self.assertRaises(AccessError):
                record.copy()

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

    def test_admin_and_bot(self):
        for xmlid in ("base.user_root", "base.user_admin"):
            user = self.env.ref(xmlid)
            for group in ("group_amazon_manager", "group_amazon_pii"):
                self.assertTrue(user.has_group(f"amazon_connector.{group}"))

    def test_personal_data_is_not_implied(self):
        self.assertFalse(self.manager.has_group("amazon_connector.group_amazon_pii"))
        self.assertTrue(self.manager.has_group("amazon_connector.group_amazon_user"))

    def test_menu(self):
        menu = self.env.ref("amazon_connector.amazon_menu_root")
        menus = self.env["ir.ui.menu"]
        self.assertIn(menu.id, menus.with_user(self.user)._visible_menu_ids())
        self.assertNotIn(menu.id, menus.with_user(self.nobody)._visible_menu_ids())
