# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Every field that may hold a record of a company, tried with one of another."""

from odoo.exceptions import UserError

# What a new record needs besides its name and its company.
EXTRA_VALUES = {
    "account.journal": {"type": "bank", "code": "FORGN"},
    "account.account": {"account_type": "expense", "code": "990099"},
    "stock.warehouse": {"code": "FORGN"},
}
# The company of a record follows from these.
OWNERS = {"seller_id", "marketplace_id"}


class CompanyFieldTests:
    """Mixed into a test class with a connected seller and another company."""

    def company_fields(self, record):
        """Return the fields of a record that hold what may belong to a company."""
        return [
            name
            for name, field in record._fields.items()
            if field.type == "many2one"
            and name not in OWNERS
            and field.store
            and not field.related
            and not field.readonly
            and field.comodel_name != "res.users"
            and "company_id" in self.env[field.comodel_name]._fields
        ]

    def get_foreign(self, comodel, company):
        """Return a record of the other company, a new one if it has none."""
        records = self.env[comodel].with_company(company)
        field = "company_ids" if "company_ids" in records._fields else "company_id"
        found = records.search([(field, "in", company.ids)], limit=1)
        values = {"name": "Foreign", "company_id": company.id}
        values |= EXTRA_VALUES.get(comodel, {})
        if "plan_id" in records._fields:
            plan = self.env[records._fields["plan_id"].comodel_name]
            values["plan_id"] = plan.create({"name": "Foreign"}).id
        return found or records.create(values)

    def assert_keeps_out(self, record, company):
        """Assert that no field of the record takes what belongs to the company."""
        names = self.company_fields(record)
        self.assertTrue(names, record._name)
        taken = [name for name in names if self.is_taken(record, name, company)]
        self.assertEqual(taken, [], record._name)

    def is_taken(self, record, name, company):
        """Tell whether a field takes a record of the company; undo it again."""
        foreign = self.get_foreign(record._fields[name].comodel_name, company)
        try:
            with self.assertRaises(UserError):
                record.write({name: foreign.id})
        except self.failureException:
            return True
        return False
