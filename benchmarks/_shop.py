# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What benchmarks share that run Odoo in this process."""

import time
from datetime import datetime, timedelta

from simulator.generator import catalogue
from simulator.lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
)

GERMANY = "A1PA6795UKMFR9"


def new_environment(stack):
    """Give the environment of a new database, as a context manager."""
    return stack.environment(stack.database())


def seconds(function):
    """Call a function and return how long it took."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


class Shop:
    """A database with products and a seller that is connected to the simulator."""

    def __init__(self, env, url):
        self.env = env
        self.products = self._create_products()
        self.seller = self._connect(url)
        self.marketplace = self.seller.marketplace_ids
        env.cr.commit()

    def _create_products(self):
        values = [
            {
                "name": product["name"],
                "default_code": product["sku"],
                "list_price": float(product["price"]),
                "is_storable": True,
            }
            for product in catalogue()
        ]
        products = self.env["product.product"].create(values)
        return {product.default_code: product for product in products}

    def _connect(self, url):
        wizard = self.env["amazon.seller.create.wizard"].create(
            {
                "name": "Benchmark",
                "endpoint": "simulator",
                "simulator_url": url,
                "lwa_client_id": DEFAULT_CLIENT_ID,
                "lwa_client_secret": DEFAULT_CLIENT_SECRET,
                "refresh_token": DEFAULT_REFRESH_TOKEN,
            }
        )
        wizard.action_create_and_test()
        seller = self.env["amazon.seller"].search([("simulator_url", "=", url)])
        seller.action_load_marketplaces()
        seller._get_marketplace(GERMANY).action_integrate()
        return seller

    def loop(self, orders):
        """Create and confirm one sales order after the other."""
        for order in orders:
            self._create_sale(order).action_confirm()
            self.env.cr.commit()

    def _create_sale(self, order):
        address = order["recipient"]["deliveryAddress"]
        customer = self.env["res.partner"].create(
            {
                "name": address["name"],
                "street": address["addressLine1"],
                "zip": address["postalCode"],
                "city": address["city"],
                "country_id": self.marketplace.country_id.id,
                "email": order["buyer"]["buyerEmail"],
            }
        )
        lines = [
            {
                "product_id": self.products[item["product"]["sellerSku"]].id,
                "product_uom_qty": item["quantityOrdered"],
                "price_unit": float(item["product"]["price"]["unitPrice"]["amount"]),
            }
            for item in order["orderItems"]
        ]
        return self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "pricelist_id": self.marketplace.pricelist_id.id,
                "warehouse_id": self.marketplace.warehouse_id.id,
                "client_order_ref": order["orderId"],
                "order_line": [(0, 0, line) for line in lines],
            }
        )

    def import_orders(self):
        """Run an import with its jobs, as the queue would; return its queries."""
        queries = self.env.cr.sql_log_count
        month_ago = datetime.now() - timedelta(days=30)
        log = self.seller._start_order_import("manual", month_ago)
        self.env.cr.commit()
        self.perform_jobs()
        if log.state != "done":
            raise RuntimeError(f"The import ended {log.state}: {log.failure_reason}")
        return self.env.cr.sql_log_count - queries

    def perform_jobs(self):
        """Run every job that waits, each in a transaction of its own."""
        from odoo.addons.queue_job.job import Job

        jobs = self.env["queue.job"]
        while record := jobs.search([("state", "=", "pending")], order="id", limit=1):
            job = Job.load(self.env, record.uuid)
            job.set_started()
            job.perform()
            job.set_done()
            job.store()
            self.env.cr.commit()
            self.env.invalidate_all()
