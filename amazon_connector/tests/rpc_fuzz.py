# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Calls every method that a person can reach from outside, with what is not theirs."""

import inspect
import traceback
import warnings
from typing import NamedTuple

from odoo.service.model import call_kw, get_public_method
from odoo.tools import mute_logger

from .permissions import CANARY, OUTSIDERS

# What a method gets for a parameter that it insists on.
ARGUMENTS = {
    "vals": {},
    "values": {},
    "vals_list": [{}],
    "specification": {"display_name": {}},
    "fields_spec": {"display_name": {}},
    "fields": ["display_name"],
    "field_names": ["display_name"],
    "fields_to_export": ["display_name"],
    "fnames": ["display_name"],
    "name": "fuzz",
    "domain": [],
    "groupby": [],
    "aggregates": ["__count"],
    "operation": "read",
    "views": [[False, "form"]],
    "data": [["fuzz"]],
    "partner_ids": [],
    "body": "fuzz",
    "group_ids": [],
    "default": {},
    "field_name": "display_name",
    "func": None,
}
# What makes a new record instead of touching the one that it is called for.
CREATORS = {"create", "name_create", "load", "web_save", "web_save_multi"}
# Tables that any call may change: they belong to the session, not to the data.
SESSION_TABLES = {"bus_bus", "bus_presence", "mail_presence", "res_users_log"}
# What a user may do with records that only a manager may write.
USER_ACTIONS = {
    "amazon.seller": {"action_test_connection", "action_import_orders"},
    "amazon.scheduler": {"action_run_now"},
    "amazon.sync.log": {"action_fetch_gap"},
}
_CHANGES = """
    SELECT relname, n_tup_ins + n_tup_upd + n_tup_del
      FROM pg_stat_xact_user_tables
     WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
"""


class RpcFuzz:
    """Mixed into a PermissionCase: what calls from outside do and tell."""

    def public_methods(self, model):
        """Return the names of the methods that can be called from outside."""
        records = self.env[model]
        return [name for name in dir(type(records)) if self.is_public(records, name)]

    def is_public(self, records, name):
        """Tell whether a call from outside reaches this method of the records."""
        if name.startswith("_"):
            return False
        try:
            return inspect.isfunction(get_public_method(records, name))
        except Exception:
            return False

    def prepare_arguments(self, records, name):
        """Return a value for each parameter that the method insists on."""
        method = get_public_method(records, name)
        _self, *parameters = inspect.signature(method).parameters.values()
        return {
            parameter.name: ARGUMENTS.get(parameter.name, False)
            for parameter in parameters
            if parameter.default is parameter.empty
            and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        }

    def fuzz(self, user, record, names=None):
        """Call public methods on the record as the user, all of them unless told.

        :return: for each method its Outcome; what it did is undone
        """
        outcomes = {}
        for name in names or self.public_methods(record._name):
            with self.undone():
                outcomes[name] = self.try_call(user, record, name)
        return outcomes

    def try_call(self, user, record, name):
        """Call one method as a request from outside does; return its Outcome."""
        records = self.env(user=user, su=False)[record._name]
        method = get_public_method(records, name)
        ids = [] if getattr(method, "_api_model", False) else [record.ids]
        before = self.read_changes()
        with mute_logger("odoo"), warnings.catch_warnings(action="ignore"):
            try:
                arguments = self.prepare_arguments(records, name)
                answer = call_kw(records, name, ids, arguments)
                self.env.flush_all()
            except Exception:
                # Whatever a request raises, the server rolls back what it did.
                return Outcome(set(), traceback.format_exc())
        tables = self.read_changes() - before - SESSION_TABLES
        return Outcome(tables, repr(answer))

    def read_changes(self):
        """Return the tables that this transaction wrote to, with their counters."""
        self.env.cr.execute(_CHANGES)
        return TableChanges(self.env.cr.fetchall())

    def find_changes(self, outcomes, ignored=frozenset()):
        """Return the tables that each method changed."""
        return {
            name: outcome.tables
            for name, outcome in outcomes.items()
            if outcome.tables and name not in ignored
        }

    def assert_tells_nothing(self, outcomes, word, role):
        """Assert that no answer and no error holds a word."""
        telling = [name for name, outcome in outcomes.items() if word in outcome.text]
        self.assertEqual(telling, [], role)

    def assert_no_effect(self, role, record):
        """Assert that nobody in this role changes or learns anything."""
        outcomes = self.fuzz(self.users[role], record)
        may_create = "create" in self.expected_rights(role, record._name)
        own = CREATORS if may_create else set()
        changed = self.find_changes(outcomes, own)
        self.assertEqual(changed, {}, f"{role} {record._name}")
        self.assert_tells_nothing(outcomes, CANARY, f"{role} {record._name}")


class Outcome(NamedTuple):
    """What one call did: the tables it changed, its answer or error as text."""

    tables: set
    text: str


class TableChanges(dict):
    """How many rows of each table were written."""

    def __sub__(self, other):
        if isinstance(other, TableChanges):
            return {name for name, count in self.items() if count != other.get(name)}
        return NotImplemented


class RpcFuzzTests(RpcFuzz):
    """The tests of calls from outside; an addon mixes them into its PermissionCase."""

    user_actions = USER_ACTIONS

    def test_the_fuzz_reaches_the_buttons(self):
        """Without this, a fuzz that calls nothing would be content."""
        names = {"action_test_connection", "write", "unlink", "message_post"}
        self.assertLessEqual(names, set(self.public_methods("amazon.seller")))
        admin = self.env.ref("base.user_admin")
        outcomes = self.fuzz(admin, self.seller, ["action_archive"])
        self.assertIn("amazon_seller", outcomes["action_archive"].tables)

    def test_outsiders_change_nothing(self):
        """S11."""
        for record in self.samples.values():
            for role in OUTSIDERS:
                self.assert_no_effect(role, record)

    def test_other_companies_are_out_of_reach(self):
        """S10, S11."""
        for record in self.foreign_samples.values():
            for role in ("user", "manager"):
                self.assert_no_effect(role, record)

    def test_users_change_only_what_they_work_with(self):
        """S09, S11: no button of a record they may not write does too much."""
        with self.fake_client(get_marketplace_participations=[]):
            for model, record in self.samples.items():
                if "write" not in self.expected_rights("user", model):
                    changed = self.find_changes(self.fuzz(self.users["user"], record))
                    self.assertLessEqual(
                        set(changed), self.user_actions.get(model, set()), model
                    )
