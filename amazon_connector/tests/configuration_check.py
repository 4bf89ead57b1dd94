# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the tests of the configuration check share."""

from contextlib import contextmanager

from odoo import Command

from ..lib.roles import GRANTED, ROLES

GRANTED_ROLES = dict.fromkeys(ROLES, GRANTED)


class ConfigurationCheckCase:
    """Runs the check of ``self.seller`` as the manager ``self.manager``."""

    @classmethod
    def set_up_seller(cls):
        """Let nothing be wrong with the seller; ``manager`` is responsible."""
        cls.manager = cls.create_user(
            "check-manager", "amazon_connector.group_amazon_manager"
        )
        cls.seller.write({"user_id": cls.manager.id, "role_report": GRANTED_ROLES})
        cls.complete_settings()

    @classmethod
    def complete_settings(cls):
        """Choose the accounts that the installed addons need."""
        required = cls.env["amazon.configuration.check"]._get_required_settings()
        for record in [cls.seller, *cls.seller.marketplace_ids]:
            for name in required[record._name]:
                is_account = record._fields[name].comodel_name == "account.account"
                if is_account and not record[name]:
                    record[name] = cls.create_account()

    @classmethod
    def create_account(cls):
        """Return an expense account of the company."""
        accounts = cls.env["account.account"]
        return accounts.create(
            {
                "name": "Amazon",
                "code": f"AMZ{accounts.search_count([])}",
                "account_type": "expense",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    def run_check(self):
        """Return a new check of the seller."""
        self.env.flush_all()
        self.env.invalidate_all()
        seller = self.seller.with_user(self.manager)
        checks = self.env["amazon.configuration.check"].with_user(self.manager)
        return checks._run(seller)

    def find(self, words):
        """Return the lines of a new check that contain these words."""
        lines = self.run_check().line_ids
        return lines.filtered(lambda line: words in line.message)

    @contextmanager
    def expect(self, words, severity, record=None, opens=None):
        """Assert that the body causes one such line, about one record.

        :param record: what the line is about
        :param opens: what its button opens, if not ``record``; False: it has none
        """
        self.assertFalse(self.find(words))
        yield
        line = self.find(words)
        self.assertEqual(len(line), 1, self.run_check().line_ids.mapped("message"))
        self.assertEqual(line.severity, severity)
        self.assertIn(record.display_name if record else "", line.subject or "")
        self.assert_opens(line, record if opens is None else opens)

    def assert_opens(self, line, record):
        """Assert that the button of the line opens this record, if the user may."""
        if record and record.with_user(self.manager).has_access("read"):
            action = line.action_open()
            self.assertEqual(
                (action["res_model"], action["res_id"]), (record._name, record.id)
            )
        else:
            self.assertFalse(line.can_open)

    def assert_mended(self, words):
        """Assert that the line is gone."""
        self.assertFalse(self.find(words))

    def assert_setting(self, words, severity, record, values, **options):
        """Assert that these values of a record cause the line, the old ones do not.

        :param options: ``about``: what the line is about, if not the record itself;
            ``opens``: see :meth:`expect`
        """
        about = options.pop("about", record)
        old = {name: record[name] for name in values}
        with self.expect(words, severity, about, **options):
            record.write(values)
        record.write(
            {
                name: record._fields[name].convert_to_write(value, record)
                for name, value in old.items()
            }
        )
        self.assert_mended(words)
