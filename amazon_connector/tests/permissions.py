# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who may do what with the models of an addon, checked in every way to reach them."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .common import GERMANY, AmazonCommon

USER = "amazon_connector.group_amazon_user"
MANAGER = "amazon_connector.group_amazon_manager"
EXPORT = "base.group_allow_export"
MODES = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
OUTSIDERS = ("portal", "internal")
# In the name of everything that nobody outside may see.
CANARY = "Canary4711"
COMPANY_DOMAIN = "[('company_id', 'in', company_ids"
OWNER_DOMAIN = "[('create_uid', '=', user.id)"
# What reads records, and the arguments that it needs besides the ids.
READERS = {
    "read": {"fields": ["display_name"]},
    "web_read": {"specification": {"display_name": {}}},
    "export_data": {"fields_to_export": ["display_name"]},
    "copy": {},
}
# What finds records, and the arguments that it needs.
FINDERS = {
    "search": {"domain": []},
    "search_count": {"domain": []},
    "search_read": {"domain": [], "fields": ["display_name"]},
    "web_search_read": {"domain": [], "specification": {"display_name": {}}},
    "name_search": {"name": ""},
    "formatted_read_group": {"domain": [], "aggregates": ["__count"]},
    "onchange": {"values": {}, "field_names": [], "fields_spec": {"display_name": {}}},
}
SESSION_EXPIRED = "odoo.http.SessionExpiredException"
ACCESS_ERROR = "odoo.exceptions.AccessError"
# Without the right to export at all, Odoo does not look at the records.
EXPORT_ERRORS = {ACCESS_ERROR, "odoo.exceptions.UserError"}


def spell(letters):
    """Return the modes of rights that are written as in "rwcd"."""
    return {MODES[letter] for letter in letters}


class PermissionCase(AmazonCommon, HttpCase):
    """One record of each model in the seller's company, one in another company.

    ``users`` holds a person of each role in the seller's company, ``samples`` and
    ``foreign_samples`` the records by model.
    """

    # The addon whose models are checked.
    addon = ""
    # For each of its models what a user and a manager may do.
    rights = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": CANARY})
        cls.foreign_seller = cls.create_seller(
            cls.other_company, name=CANARY, short_code="CNY", merchant_token=CANARY
        )
        cls.users = {
            "portal": cls.create_portal_user(),
            "internal": cls.create_user("internal"),
            "user": cls.create_user("amazon-user", USER, EXPORT),
            "manager": cls.create_user("amazon-manager", MANAGER, EXPORT),
        }
        cls.samples = cls.create_samples(cls.seller, cls.marketplace_de)
        entry = GERMANY | {"storeName": CANARY}
        marketplace = cls.create_marketplace(cls.foreign_seller, entry)
        marketplace.write({"name": CANARY})
        cls.foreign_samples = cls.create_samples(cls.foreign_seller, marketplace)
        cls.env.flush_all()

    @classmethod
    def create_portal_user(cls):
        """Return a customer with access to the portal."""
        user = cls.create_user("portal")
        user.group_ids = cls.env.ref("base.group_portal")
        return user

    @classmethod
    def create_samples(cls, seller, marketplace):
        """Return one record of each model of this addon that belongs to the seller."""
        return {}

    # === THE MODELS === #

    def own_models(self):
        """Return the models that this addon brings, without abstract ones."""
        models = self.env["ir.model"].search([("abstract", "=", False)])
        return models.filtered(
            lambda m: (
                m.model in self.env and self.env[m.model]._original_module == self.addon
            )
        )

    def expected_rights(self, role, model):
        """Return the modes that somebody in this role may use."""
        user_rights, manager_rights = self.rights[model]
        return {"user": spell(user_rights), "manager": spell(manager_rights)}.get(
            role, set()
        )

    # === CALLS AS FROM OUTSIDE === #

    @contextmanager
    def undone(self):
        """Roll back what the block did, in the database and in the caches."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            yield
        finally:
            self.env.cr.clear()
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    def log_in(self, role):
        """Let the following HTTP calls come from somebody in this role."""
        login = self.users[role].login
        self.authenticate(login, login)

    def call(self, model, method, *arguments, **keywords):
        """Call as the web client does.

        :return: the name of the error or ``""``, and the whole answer as text
        """
        parameters = {
            "model": model,
            "method": method,
            "args": list(arguments),
            "kwargs": keywords,
        }
        answer = self.url_open(
            "/web/dataset/call_kw", json={"jsonrpc": "2.0", "params": parameters}
        )
        error = answer.json().get("error")
        return (error["data"]["name"] if error else ""), answer.text

    def create_api_key(self, role):
        """Return a key with which a program may call in the name of a person."""
        keys = self.env["res.users.apikeys"].with_user(self.users[role]).sudo()
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        return keys._generate("rpc", "Test", tomorrow)

    def call_with_key(self, key, model, method, ids=(), **keywords):
        """Call /json/2 as a program does; see :meth:`call`."""
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            json={"ids": list(ids), **keywords} if ids else keywords,
            headers={
                "Authorization": f"bearer {key}",
                "X-Odoo-Database": self.env.cr.dbname,
            },
            method="POST",
        )
        if answer.status_code == 200:
            return "", answer.text
        return answer.json()["name"], answer.text


class PermissionMatrixTests:
    """The tests of the matrix; an addon mixes them into its PermissionCase."""

    def test_every_model_has_an_expectation(self):
        found = set(self.own_models().mapped("model"))
        self.assertEqual(found - set(self.rights), set(), "No expectation for these")
        missing = set(self.rights) - found
        self.assertEqual(missing, set(), "These models are not there")

    def test_every_model_has_samples(self):
        for samples in (self.samples, self.foreign_samples):
            self.assertEqual(set(self.rights) - set(samples), set())

    def test_every_right_belongs_to_a_group(self):
        """S01."""
        for model in self.own_models():
            self.assertTrue(model.access_ids, f"{model.model} has no access rights")
            for access in model.access_ids:
                self.assertTrue(access.group_id, f"{access.name} is for everybody")

    def test_every_model_has_a_rule(self):
        """S02: A company's records stay in the company, a wizard is its user's own."""
        for model in self.own_models():
            rules = model.rule_ids.filtered(lambda rule: rule["global"])
            domain = OWNER_DOMAIN if model.transient else COMPANY_DOMAIN
            domains = rules.mapped("domain_force")
            self.assertTrue(any(d.startswith(domain) for d in domains), model.model)
            self.assertTrue(all(rules.mapped("perm_read")), model.model)

    def test_administrators_are_managers(self):
        for xmlid in ("base.user_root", "base.user_admin"):
            for group in (USER, MANAGER, "amazon_connector.group_amazon_pii"):
                self.assertTrue(self.env.ref(xmlid).has_group(group), xmlid)

    # === THE MATRIX === #

    def test_matrix_in_python(self):
        roles = self.users | {"public": self.env.ref("base.public_user")}
        for model in self.rights:
            for role, user in roles.items():
                records = self.env[model].with_user(user)
                found = {mode for mode in MODES.values() if records.has_access(mode)}
                expected = self.expected_rights(role, model)
                self.assertEqual(found, expected, f"{role} {model}")

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_matrix_through_the_web_client(self):
        for role in self.users:
            self.log_in(role)
            for model in self.rights:
                found = self.find_rights(self.call, model, role)
                expected = self.expected_rights(role, model)
                self.assertEqual(found, expected, f"{role} {model}")

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_matrix_with_an_api_key(self):
        for role in ("internal", "user", "manager"):
            key = self.create_api_key(role)

            def call(model, method, *arguments, key=key, **keywords):
                ids = arguments[0] if arguments else ()
                return self.call_with_key(key, model, method, ids, **keywords)

            for model in self.rights:
                found = self.find_rights(call, model, role)
                expected = self.expected_rights(role, model)
                self.assertEqual(found, expected, f"{role} {model}")

    def find_rights(self, call, model, role):
        """Return the modes that are not refused for the sample of the model."""
        sample = self.samples[model]
        if self.env[model]._transient:
            sample = sample.copy()
            self.give(sample, self.users[role])
        attempts = {
            "read": (sample.ids, {"fields": ["id"]}),
            "write": (sample.ids, {"vals": {}}),
            "unlink": (sample.ids, {}),
        }
        allowed = set()
        for method, (ids, keywords) in attempts.items():
            with self.undone():
                if call(model, method, ids, **keywords)[0] != ACCESS_ERROR:
                    allowed.add(method)
        with self.undone():
            if call(model, "create", vals_list=[{}])[0] != ACCESS_ERROR:
                allowed.add("create")
        return allowed

    def give(self, records, user):
        """Make a user the one who created the records."""
        self.env.cr.execute(
            f"UPDATE {records._table} SET create_uid = %s WHERE id IN %s",
            (user.id, records._ids),
        )
        records.invalidate_recordset()

    # === OUTSIDERS === #

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_outsiders_learn_nothing(self):
        """S03."""
        for role in OUTSIDERS:
            self.log_in(role)
            for model in self.rights:
                self.check_nothing_is_told(model, self.samples[model], role)

    def check_nothing_is_told(self, model, record, role):
        """Assert that neither a search nor a read of this record is answered."""
        for method, keywords in FINDERS.items():
            arguments = [[]] if method == "onchange" else []
            error, _text = self.call(model, method, *arguments, **keywords)
            self.assertEqual(error, ACCESS_ERROR, f"{role} {model}.{method}")
        for method, keywords in READERS.items():
            error, _text = self.call(model, method, record.ids, **keywords)
            refusals = EXPORT_ERRORS if method == "export_data" else {ACCESS_ERROR}
            self.assertIn(error, refusals, f"{role} {model}.{method}")

    @mute_logger("odoo.http")
    def test_strangers_must_log_in(self):
        self.authenticate(None, None)
        for model in self.rights:
            error, _text = self.call(model, "search_read", domain=[], fields=["id"])
            self.assertEqual(error, SESSION_EXPIRED, model)

    @mute_logger("odoo.http")
    def test_a_wrong_key_opens_nothing(self):
        for model in self.rights:
            error, _text = self.call_with_key("0" * 40, model, "search_read", domain=[])
            self.assertTrue(error, model)

    # === OTHER COMPANIES === #

    @mute_logger("odoo.http")
    def test_other_companies_are_closed(self):
        """S10."""
        for role in ("user", "manager"):
            self.log_in(role)
            for model, record in self.foreign_samples.items():
                if "read" not in self.expected_rights(role, model):
                    continue
                self.check_not_found(model, role)
                self.check_not_read(model, record, role)

    def check_not_found(self, model, role):
        """Assert that no search finds what belongs to the other company."""
        context = {"active_test": False}
        for method, keywords in FINDERS.items():
            arguments = [[]] if method == "onchange" else []
            _error, text = self.call(
                model, method, *arguments, context=context, **keywords
            )
            self.assertNotIn(CANARY, text, f"{role} {model}.{method}")
        context |= {"allowed_company_ids": self.other_company.ids}
        _error, text = self.call(model, "search_read", domain=[], context=context)
        self.assertNotIn(CANARY, text, f"{role} {model}")

    def check_not_read(self, model, record, role):
        """Assert that the record of the other company cannot be read."""
        for method, keywords in READERS.items():
            error, text = self.call(model, method, record.ids, **keywords)
            self.assertEqual(error, ACCESS_ERROR, f"{role} {model}.{method}")
            self.assertNotIn(CANARY, text, f"{role} {model}.{method}")

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_wizards_show_no_other_company(self):
        """Nor does a wizard that is filled with the record of another company."""
        for model in self.own_models().filtered("transient").mapped("model"):
            for name, field in self.env[model]._fields.items():
                if field.type in ("many2one", "many2many") and self.is_foreign(field):
                    self.check_wizard_shows_nothing(model, name, field)

    def is_foreign(self, field):
        """Tell whether the field may hold records that belong to a company."""
        return field.store and field.comodel_name in self.foreign_samples

    def check_wizard_shows_nothing(self, model, name, field):
        """Fill one field with a foreign record and read the whole wizard."""
        foreign = self.foreign_samples[field.comodel_name]
        value = foreign.id if field.type == "many2one" else foreign.ids
        wizards = self.env[model].with_user(self.users["manager"])
        if not wizards.has_access("create"):
            return
        for show in (self.show_unsaved, self.show_saved):
            with self.undone():
                try:
                    text = show(wizards, name, value)
                except AccessError:
                    continue
            self.assertNotIn(CANARY, text, f"{model}.{name}")

    def show_unsaved(self, wizards, name, value):
        """Return as text all that a wizard shows before it is saved."""
        specification = {
            name: {"fields": {"display_name": {}}} if field.relational else {}
            for name, field in wizards._fields.items()
        }
        if wizards._fields[name].type == "many2many":
            value = [Command.link(record_id) for record_id in value]
        return str(wizards.onchange({name: value}, [name], specification))

    def show_saved(self, wizards, name, value):
        """Return as text all that a wizard with this value shows."""
        values = self.get_wizard_values(wizards._name) | {name: value}
        wizard = wizards.create(values)
        self.env.flush_all()
        self.env.invalidate_all()
        names = [
            name for name, field in wizard._fields.items() if field.type != "binary"
        ]
        return str(wizard.read(names))

    def get_wizard_values(self, model):
        """Return what a new record of this wizard needs at least."""
        sample = self.samples[model]
        names = [
            name
            for name, field in sample._fields.items()
            if field.required and field.store and name in sample
        ]
        return sample.read(names, load=None)[0]
