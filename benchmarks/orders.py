# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Import of orders, from Amazon's answer to the confirmed sales order.

Compared with the plainest loop that creates a customer and a sales order from the same
data and confirms it, one by one. Both run in this process, on the same database and
after a warm-up, and commit as they would in production: the loop after each order, the
connector after each job.
"""

import resource
import time
from datetime import datetime, timedelta, timezone

from simulator.generator import catalogue, generate_orders
from simulator.lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
)
from simulator.server import SimulatorServer

ORDERS = 1000
WARM_UP = 20
PAGE = 100
GERMANY = "A1PA6795UKMFR9"


def run(stack):
    """Return the figures of the benchmark; see the README for their meaning."""
    now = datetime.now(timezone.utc)
    orders = generate_orders(ORDERS + WARM_UP, 7, now, kinds="simple")
    warm_up, measured = orders[:WARM_UP], orders[WARM_UP:]
    with SimulatorServer(warm_up) as simulator, _environment(stack) as env:
        shop = Shop(env, simulator)
        shop.loop(warm_up)
        small = shop.import_orders()
        loop_seconds = _seconds(lambda: shop.loop(measured))
        simulator.state.put_orders(measured)
        simulator.journal.clear()
        queries = env.cr.sql_log_count
        seconds = _seconds(shop.import_orders)
        queries = env.cr.sql_log_count - queries
        return {
            "orders": ORDERS,
            "lines_per_order": sum(len(o["orderItems"]) for o in measured) / ORDERS,
            "ratio_to_plain_loop": round(seconds / loop_seconds, 3),
            "api_calls": simulator.journal.count("searchOrders"),
            "api_calls_minimum": -(-(ORDERS + WARM_UP) // PAGE),
            "queries_per_order": round(queries / ORDERS, 1),
            "queries_per_order_of_a_small_batch": round(small / WARM_UP, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def _environment(stack):
    return stack.environment(stack.database())


def _seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


class Shop:
    """A database with products and a seller that is connected to the simulator."""

    def __init__(self, env, simulator):
        self.env = env
        self.products = self._create_products()
        self.seller = self._connect(simulator.url)
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
        self._perform_jobs()
        if log.state != "done":
            raise RuntimeError(f"The import ended {log.state}: {log.failure_reason}")
        return self.env.cr.sql_log_count - queries

    def _perform_jobs(self):
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
