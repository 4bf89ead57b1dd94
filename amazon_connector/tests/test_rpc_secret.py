# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged
from odoo.tools import mute_logger

from .permissions import PermissionCase
from .rpc_fuzz import RpcFuzz

CLIENT_SECRET = "canary-client-secret-4711"
REFRESH_TOKEN = "Atzr|canary-refresh-token-4711"
AWS_SECRET = "canary-aws-secret-4711"
CANARIES = {"lwa_client_secret": CLIENT_SECRET, "refresh_token": REFRESH_TOKEN}
AWS_FIELD = "aws_secret_access_key"
FIELDS = ["name", *CANARIES]
SPECIFICATION = {name: {} for name in FIELDS}
WIZARD = "amazon.seller.create.wizard"


@tagged("post_install", "-at_install")
class TestRpcSecret(RpcFuzz, PermissionCase):
    """No reply, not even that of an error, holds a secret."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller.write({**CANARIES, "aws_secret_access_key": AWS_SECRET})
        cls.users["admin"] = cls.env.ref("base.user_admin")
        cls.wizard = cls.env[WIZARD].with_user(cls.users["manager"])
        cls.wizard = cls.wizard.create({"name": "X", "short_code": "NEW", **CANARIES})
        cls.env.flush_all()

    def ask(self, model, method, *arguments, **keywords):
        """Call as the web client; return the answer, which holds no secret."""
        error, text = self.call(model, method, *arguments, **keywords)
        for canary in (*CANARIES.values(), AWS_SECRET):
            self.assertNotIn(canary, text, f"{model}.{method}")
        return error, text

    def ask_everything(self, model, ids):
        """Read the record in every way that the web client knows."""
        self.ask(model, "read", ids)
        self.ask(model, "read", ids, FIELDS)
        self.ask(model, "web_read", ids, SPECIFICATION)
        self.ask(model, "search_read", domain=[], fields=FIELDS)
        self.ask(model, "web_search_read", domain=[], specification=SPECIFICATION)
        self.ask(model, "export_data", ids, FIELDS)
        self.ask(model, "copy_data", ids)
        self.ask(model, "onchange", ids, {}, ["name"], SPECIFICATION)
        self.ask(model, "onchange", [], {}, [], SPECIFICATION)
        self.ask(model, "fields_get")
        self.ask(model, "default_get", FIELDS)
        self.ask(model, "name_search", "")
        self.ask(model, "get_views", [[False, "list"], [False, "form"]])

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_reading(self):
        """S04."""
        for role in self.users:
            self.authenticate(self.users[role].login, self.users[role].login)
            self.ask_everything("amazon.seller", self.seller.ids)
            self.ask("amazon.seller", "read", self.seller.ids, [AWS_FIELD])
            self.ask("amazon.seller", "export_data", self.seller.ids, [AWS_FIELD])
            self.ask_everything(WIZARD, self.wizard.ids)
            credentials = self.env["amazon.seller.credential"].search([])
            self.ask_everything("amazon.seller.credential", credentials.ids)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_saving(self):
        """What the web client saves does not come back, not even with an error."""
        self.log_in("manager")
        for values in ({}, {"short_code": "wrong"}, {"region": "moon"}):
            for ids in ([], self.seller.ids):
                values |= CANARIES
                self.ask("amazon.seller", "web_save", ids, values, SPECIFICATION)
        for name, canary in CANARIES.items():
            padded = {name: f" {canary} "}
            error, _text = self.ask("amazon.seller", "write", self.seller.ids, padded)
            self.assertEqual(error, "odoo.exceptions.ValidationError")

    @mute_logger("odoo.http", "odoo.sql_db", "odoo.domains", "odoo.models")
    def test_searching(self):
        """S07: no search, order or group tells how a secret begins."""
        for role in ("user", "manager"):
            self.log_in(role)
            for name, canary in CANARIES.items():
                for domain in ([(name, "=like", canary[:4] + "%")], [(name, "!=", "")]):
                    error, _text = self.ask("amazon.seller", "search", domain)
                    self.assertTrue(error, f"{role} {domain}")
                error, _text = self.ask("amazon.seller", "search", [], order=name)
                self.assertTrue(error, f"{role} {name}")
                error, _text = self.ask(
                    "amazon.seller", "formatted_read_group", [], groupby=[name]
                )
                self.assertTrue(error, f"{role} {name}")

    def test_every_method(self):
        """S04: No public method of the seller or the wizard hands a secret out."""
        with self.fake_client(get_marketplace_participations=[]):
            for role in ("user", "manager", "admin"):
                for record in (self.seller, self.wizard):
                    outcomes = self.fuzz(self.users[role], record)
                    for canary in (*CANARIES.values(), AWS_SECRET):
                        self.assert_tells_nothing(outcomes, canary, role)
