# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from odoo.addons.amazon_connector.tests.common import GERMANY

from .common import AmazonFbmCommon
from .documents import item, valid_order

# Contacts are shared by all companies; see the settings of Odoo.
SHARED_MODELS = {"res.partner"}


@tagged("post_install", "-at_install")
class TestCompanyRecords(AmazonFbmCommon):
    """S14: what a run creates belongs to the company of its seller."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.other_seller = cls.create_seller(cls.other_company, short_code="OTH")
        cls.connect(cls.other_seller)
        cls.create_marketplace(cls.other_seller, GERMANY).action_integrate()
        cls.other_seller.create_products = True

    def read_last_ids(self):
        """Return the highest id of each model whose records have a company."""
        self.env.flush_all()
        last_ids = {}
        for model in self.env.registry.values():
            if model._auto and not model._abstract and "company_id" in model._fields:
                self.env.cr.execute(f'SELECT max(id) FROM "{model._table}"')
                last_ids[model._name] = self.env.cr.fetchone()[0] or 0
        return last_ids

    def find_new(self, last_ids):
        """Return by model the records that came after these ids."""
        found = {}
        for model, last_id in last_ids.items():
            if model not in SHARED_MODELS and self.env[model]._table_query is None:
                records = self.env[model].with_context(active_test=False)
                found[model] = records.search([("id", ">", last_id)])
        return {model: records for model, records in found.items() if records}

    def test_everything_belongs_to_the_company_of_the_seller(self):
        """S14."""
        self.put(
            valid_order("302-1", [item("MUG", 2)]),
            valid_order("302-2", [item("NEW-1")]),
        )
        last_ids = self.read_last_ids()
        seller = self.other_seller.with_context(queue_job__no_delay=True)
        log = seller._start_order_import("automatic")
        self.assertEqual(log.failed_count, 0)
        found = self.find_new(last_ids)
        for model in ("sale.order", "stock.picking", "amazon.order", "amazon.listing"):
            self.assertIn(model, found)
        for model, records in found.items():
            self.assertEqual(records.company_id, self.other_company, model)
