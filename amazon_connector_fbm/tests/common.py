# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A seller whose Amazon is a simulator in this process."""

from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo import Command
from odoo.tools import SQL, mute_logger

from odoo.addons.amazon_connector.lib.client import AmazonClient
from odoo.addons.amazon_connector.lib.rate import MemoryRateBudget
from odoo.addons.amazon_connector.lib.token import TokenCache
from odoo.addons.amazon_connector.tests.common import AmazonCommon, participation
from odoo.addons.queue_job.tests.common import trap_jobs

from simulator.lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
)
from simulator.server import SimulatorServer

from .documents import item, moment, valid_order

LONG_AGO = datetime(2020, 1, 1)
API_MIXIN = "odoo.addons.amazon_connector.models.amazon_api_mixin"
PROCESSOR = "odoo.addons.amazon_connector_fbm.models.amazon_order_processor"
JAPAN = participation("A1VC38T7YXB528", "JP", "JPY", "ja_JP", "www.amazon.co.jp")
KUWAIT = participation("A2VIGQ35RCS4UG", "KW", "KWD", "ar_KW", "www.amazon.com.kw")
CREDENTIALS = {
    "lwa_client_id": DEFAULT_CLIENT_ID,
    "lwa_client_secret": DEFAULT_CLIENT_SECRET,
    "refresh_token": DEFAULT_REFRESH_TOKEN,
}


class AmazonFbmCommon(AmazonCommon):
    """Products MUG, BOOK and LAMP with 19 % tax, and a simulator without orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = SimulatorServer(rate_limits=False).start()
        cls.addClassCleanup(cls.simulator.stop)
        cls.connect(cls.seller)
        cls.marketplaces = cls.marketplace_de | cls.marketplace_us
        cls.tax = cls.create_tax(19)
        # Which fiscal positions the database has does not matter to these tests.
        cls.plain_position = cls.create_fiscal_position(cls.tax)
        cls.marketplaces.fiscal_position_id = cls.plain_position
        cls.products = cls.env["product.product"].create(
            [cls.prepare_product_vals(sku) for sku in ("MUG", "BOOK", "LAMP")]
        )
        cls.mug, cls.book, cls.lamp = cls.products

    @classmethod
    def connect(cls, seller):
        """Let the seller call the simulator of this class."""
        seller.write({"simulator_url": cls.simulator.url, **CREDENTIALS})
        seller._set_connected()

    @classmethod
    def create_tax(cls, amount, **values):
        """Return a sales tax that comes on top of prices."""
        return cls.env["account.tax"].create(
            {
                "name": f"VAT {amount} %",
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": "tax_excluded",
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def create_fiscal_position(cls, taxes):
        """Return a fiscal position for these taxes."""
        return cls.env["account.fiscal.position"].create(
            {
                "name": "Test",
                "company_id": cls.company.id,
                "tax_ids": [Command.set(taxes.ids)],
            }
        )

    @classmethod
    def prepare_product_vals(cls, sku):
        """Return the values of a storable product with the test's tax."""
        return {
            "name": f"Product {sku}",
            "default_code": sku,
            "type": "consu",
            "is_storable": True,
            "list_price": 99.0,
            "taxes_id": [Command.set(cls.tax.ids)],
        }

    @classmethod
    def integrate(cls, entry):
        """Return a further marketplace of the seller, ready for orders."""
        marketplace = cls.create_marketplace(cls.seller, entry)
        marketplace.action_integrate()
        marketplace.fiscal_position_id = cls.plain_position
        cls.marketplaces |= marketplace
        return marketplace

    @classmethod
    def put_in_stock(cls, products, quantity):
        """Put so many more pieces of each product in the German warehouse."""
        location = cls.marketplace_de.warehouse_id.lot_stock_id
        for product in products:
            cls.env["stock.quant"]._update_available_quantity(
                product, location, quantity
            )

    def setUp(self):
        super().setUp()
        self.simulator.state.reset()
        self.faults = self.simulator.faults
        self.startPatcher(
            patch(f"{API_MIXIN}.DatabaseRateBudget", lambda *_args: MemoryRateBudget())
        )
        self.use_new_tokens()

    def use_new_tokens(self):
        """Forget every access token, as a restart of Odoo does."""
        defaults = AmazonClient.__init__.__kwdefaults__
        self.startPatcher(patch.dict(defaults, {"token_cache": TokenCache()}))

    # === AMAZON === #

    def put(self, *documents):
        """Add or replace orders at Amazon."""
        self.simulator.state.put_orders(documents)

    def put_simple(self, *refs, **values):
        """Put orders of one mug each."""
        self.put(*(valid_order(ref, [item("MUG")], **values) for ref in refs))

    def changed(self, ref, minutes=5, **values):
        """Return the order as Amazon has it, changed later; None drops a value."""
        document = self.simulator.state.seller().orders.get(ref)
        document = {**document, "lastUpdatedTime": moment(minutes), **values}
        return {key: value for key, value in document.items() if value is not None}

    def with_status(self, ref, status, minutes=5):
        """Return the order as Amazon has it, with another status later."""
        document = self.simulator.state.seller().orders.get(ref)
        fulfillment = {**document["fulfillment"], "fulfillmentStatus": status}
        return self.changed(ref, minutes, fulfillment=fulfillment)

    def searches(self):
        """Return the queries of searchOrders so far."""
        return [entry.query for entry in self.simulator.journal.entries("searchOrders")]

    # === RUNS === #

    def run_import(self, *documents, date_from=None, date_to=None, sync_type="manual"):
        """Put the orders, import them with all jobs at once; return the sync log."""
        self.put(*documents)
        seller = self.seller.with_context(queue_job__no_delay=True)
        log = seller._start_order_import(sync_type, date_from, date_to)
        return self.refresh(log.with_env(self.env))

    def get_logs(self):
        """Return the sync logs of the seller."""
        return self.env["amazon.sync.log"].search([("seller_id", "=", self.seller.id)])

    def get_scheduler(self, flow="import_fbm_orders", seller=None):
        """Return the scheduler of a flow."""
        schedulers = (seller or self.seller).scheduler_ids
        return schedulers.filtered(lambda scheduler: scheduler.flow == flow)

    def run_clock(self, flow="import_fbm_orders"):
        """Let the clock start one flow, due now; return the new logs, all done."""
        logs = self.env["amazon.sync.log"]
        before = logs.search([])
        schedulers = self.env["amazon.scheduler"].with_context(queue_job__no_delay=True)
        for scheduler in schedulers.search([]):
            is_due = scheduler.flow == flow
            scheduler.next_call = datetime(2026 if is_due else 2099, 1, 1)
        self.env.flush_all()
        schedulers._cron_run_due()
        return self.refresh(logs.search([]) - before)

    def import_order(self, *args, **values):
        """Import one order by itself; return its Amazon order."""
        document = valid_order(*args, **values)
        self.run_import(document)
        return self.get_order(document["orderId"])

    def import_sale(self, *args, **values):
        """Import one order by itself; return its sales order."""
        binding = self.import_order(*args, **values)
        self.assertEqual(binding.state, "imported", binding.hold_message)
        return binding.sale_order_id

    def refresh(self, record):
        """Return the record with the values that the database has."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record

    def get_order(self, ref):
        """Return the Amazon order with a reference."""
        return self.env["amazon.order"].search(
            [("seller_id", "=", self.seller.id), ("name", "=", ref)]
        )

    def get_sales(self, *refs):
        """Return the sales orders of Amazon orders, or all of the seller."""
        domain = [("amazon_seller_id", "=", self.seller.id)]
        if refs:
            domain.append(("amazon_order_ref", "in", refs))
        return self.env["sale.order"].search(domain)

    def page(self, *documents, token=None):
        """Return an answer of searchOrders that the simulator would not give."""
        pagination = {"pagination": {"nextToken": token}} if token else {}
        return {"orders": documents, "lastUpdatedBefore": moment(2), **pagination}

    @contextmanager
    def pages_of(self, size):
        """Let Amazon's pages have ``size`` orders."""
        module = "odoo.addons.amazon_connector_fbm.models.amazon_seller"
        with patch(f"{module}.PAGE_SIZE", size):
            yield

    @contextmanager
    def trapped_run(self, sync_type="manual"):
        """Start an import whose jobs wait: yield its log and the trap with the jobs."""
        with trap_jobs() as trap:
            log = self.seller._start_order_import(sync_type)
            yield log.with_env(self.env), trap

    def perform(self, trap, method=""):
        """Run trapped jobs, and those that they enqueue, to the end.

        :param method: run only the jobs of this method, leave the others waiting
        """
        while jobs := self.waiting_jobs(trap, method):
            self.perform_job(trap, jobs[0])

    def perform_job(self, trap, job):
        """Run a trapped job as the queue does: what fails is rolled back."""
        trap.enqueued_jobs.remove(job)
        with self.env.cr.savepoint():
            job.perform()
        self.refresh(self.seller)

    def perform_until(self, trap, error):
        """Run trapped jobs until one fails; return its error, keep the jobs before."""
        try:
            self.perform(trap)
        except error as caught:
            return caught
        return self.fail(f"{error.__name__} was not raised")

    def waiting_jobs(self, trap, method=""):
        """Return the trapped jobs that nobody has run, of one method if it is given."""
        return [job for job in trap.enqueued_jobs if method in ("", job.method_name)]

    def end_transaction(self, hooks):
        """Run what a commit or rollback would run, in its own cursors."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            hooks.run()
        self.env.invalidate_all()

    def age(self, records):
        """Let the last write of records be long ago."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = %s WHERE id IN %s",
                SQL.identifier(records._table),
                LONG_AGO,
                records._ids,
            )
        )
        self.env.invalidate_all()

    # === EXPECTATIONS === #

    def assert_untouched(self, records):
        """Assert that nothing was written since ``age``."""
        self.refresh(records)
        self.assertEqual(set(records.mapped("write_date")), {LONG_AGO})

    def assert_held(self, binding, reason, *words):
        """Assert that an order waits for a person and has left nothing behind."""
        self.assertEqual(
            (binding.state, binding.hold_reason), ("held", reason), binding.hold_message
        )
        for word in words:
            self.assertIn(word, binding.hold_message)
        self.assertFalse(binding.sale_order_id)
        self.assertFalse(self.get_sales(binding.name))

    def approve_tax_rule(self, binding, **values):
        """Approve the tax rule that an order waits for, perhaps with other values."""
        rule = binding.tax_rule_id
        rule.write(values)
        rule.action_approve()
        self.refresh(binding)
        return rule

    def assert_proved(self, binding, total):
        """Assert that the order is imported and both totals are ``total``."""
        self.assertEqual(binding.state, "imported", binding.hold_message)
        digits = binding.currency_id.decimal_places
        for amount in (
            binding.amount_total,
            binding.odoo_total,
            binding.sale_order_id.amount_total,
        ):
            self.assertEqual(f"{amount:.{digits}f}", total)
        self.assertEqual(binding.difference, 0)
        self.assertTrue(binding.proof["is_proved"])

    def lines_by_component(self, sale):
        """Return the lines of a sales order by the kind of Amazon's charge."""
        return sale.order_line.grouped("amazon_component")

    def quiet(self):
        """Expect an error in the log of the processor."""
        return mute_logger(PROCESSOR)
