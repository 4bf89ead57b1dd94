# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A settlement of many orders, from its planned lines to the reconciled statement.

Compared with the plainest loop that books the same amounts: a bank statement line on
the suspense account, its counterpart replaced by the receivable and the fees, and
reconciled with the invoice, one by one. Both run in this process, on the same database
and after a warm-up, and commit as they would in production: the loop after each order,
the connector after each job. The loop takes so long that it books a part of the orders.
"""

import resource
import time
from datetime import datetime, timedelta
from decimal import Decimal

ORDERS = 2000
MANY_ORDERS = 11_000
LOOP_ORDERS = 200
WARM_UP = 50
GERMANY = "A1PA6795UKMFR9"
START = datetime(2026, 6, 1)
PERIOD = timedelta(days=14)
PRICE = Decimal("59.50")
FEES = {"Commission": Decimal("-8.93"), "FBAPerUnitFulfillmentFee": Decimal("-3.40")}


def run(stack, orders=ORDERS):
    """Return the figures of the benchmark; see the README for their meaning."""
    many_orders = orders * MANY_ORDERS // ORDERS
    with stack.environment(stack.database()) as env:
        books = Books(env)
        books.settle(books.create_orders(WARM_UP))
        books.loop(books.create_orders(WARM_UP))
        loop_seconds = _seconds(books.loop, books.create_orders(LOOP_ORDERS))
        loop_cost = loop_seconds / LOOP_ORDERS
        settled = books.create_orders(orders)
        queries = env.cr.sql_log_count
        cost = _seconds(books.settle, settled) / orders
        queries = env.cr.sql_log_count - queries
        figures = {
            "orders": orders,
            "orders_of_the_loop": LOOP_ORDERS,
            "times_faster_than_the_loop": round(loop_cost / cost, 1),
            "queries_per_order": round(queries / orders, 1),
        }
        many = books.create_orders(many_orders)
        many_cost = _seconds(books.settle, many) / many_orders
        return figures | {
            "orders_of_the_large_settlement": many_orders,
            "its_cost_per_order_to_that_of_the_small_one": round(many_cost / cost, 2),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def _seconds(function, *arguments):
    start = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - start


class Books:
    """A database with a seller, a settlement journal, and orders with invoices."""

    def __init__(self, env):
        self.env = env(context={**env.context, "tracking_disable": True})
        self.company = env.company
        self.count = 0
        if not self.company.chart_template:
            self.env["account.chart.template"].try_loading(
                "generic_coa", self.company, install_demo=False
            )
        self.seller = self._create_seller()
        self.marketplace = self.seller.marketplace_ids
        self.journal = self.marketplace.settlement_journal_id
        self.currency = self.marketplace.currency_id
        self.pricelist = self.env["product.pricelist"].create(
            {"name": "Benchmark", "currency_id": self.currency.id}
        )
        self.product = self.env["product.product"].create(
            {"name": "Mug", "type": "service", "invoice_policy": "order"}
        )
        self.product.taxes_id = False
        env.cr.commit()

    def _create_seller(self):
        account = self.env["account.account"].create(
            {"name": "Amazon Fees", "code": "BENCH", "account_type": "expense"}
        )
        seller = self.env["amazon.seller"].create(
            {
                "name": "Benchmark",
                "short_code": "BEN",
                "region": "eu",
                "endpoint": "simulator",
                "simulator_url": "http://127.0.0.1:9",
                "fee_account_id": account.id,
            }
        )
        marketplace = self.env["amazon.marketplace"].create(
            {
                "seller_id": seller.id,
                "name": "Amazon.de",
                "amazon_ref": GERMANY,
                "country_id": self.env.ref("base.de").id,
                "currency_id": self.env.ref("base.EUR").id,
                "language_code": "de_DE",
                "domain_name": "www.amazon.de",
                "participating": True,
            }
        )
        marketplace.action_integrate()
        return seller

    # === ORDERS WITH INVOICES === #

    def create_orders(self, count):
        """Return the references of new orders, each with a confirmed invoice."""
        refs = []
        while len(refs) < count:
            refs += self._create_batch(min(200, count - len(refs)))
            self.env.cr.commit()
            self.env.invalidate_all()
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()
        return refs

    def _create_batch(self, count):
        refs = [self._next_ref() for _number in range(count)]
        partners = self.env["res.partner"].create([{"name": ref} for ref in refs])
        line = {"product_id": self.product.id, "price_unit": float(PRICE)}
        sales = self.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "pricelist_id": self.pricelist.id,
                    "amazon_seller_id": self.seller.id,
                    "amazon_order_ref": ref,
                    "order_line": [(0, 0, line)],
                }
                for ref, partner in zip(refs, partners, strict=True)
            ]
        )
        sales.write({"state": "sale"})
        self.env["amazon.order"].create(
            [
                {
                    "name": ref,
                    "seller_id": self.seller.id,
                    "marketplace_id": self.marketplace.id,
                    "currency_id": self.currency.id,
                    "amount_total": float(PRICE),
                    "state": "imported",
                    "sale_order_id": sale.id,
                }
                for ref, sale in zip(refs, sales, strict=True)
            ]
        )
        sales._create_invoices().action_post()
        return refs

    def _next_ref(self):
        self.count += 1
        return f"302-{self.count // 10**7:07}-{self.count % 10**7:07}"

    # === THE CONNECTOR === #

    def settle(self, refs):
        """Book a settlement of these orders with its jobs, as the queue would."""
        settlement = self._plan(refs)
        self.env.cr.commit()
        settlement._start_booking()
        self.env.cr.commit()
        self._perform_jobs()
        if settlement.state != "reconciled":
            raise RuntimeError(
                f"The settlement ended {settlement.state}: {settlement.waiting_reason}"
            )

    def _plan(self, refs):
        """Store the lines and rows of a settlement, as its import does."""
        settlement = self.env["amazon.settlement"].create(
            self._prepare_settlement(refs)
        )
        rules = self.env["amazon.settlement.rule"]
        sale = rules.search([("treatment", "=", "receivable")], limit=1)
        fee = rules.search([("treatment", "=", "fee")], limit=1)
        lines = self.env["amazon.settlement.line"].create(
            [self._prepare_line(settlement, ref, n) for n, ref in enumerate(refs)]
        )
        amounts = {"Principal": PRICE, **FEES}
        number = 0
        rows = []
        for line in lines:
            for description, amount in amounts.items():
                number += 1
                rule = sale if description == "Principal" else fee
                rows.append(
                    {
                        "settlement_id": settlement.id,
                        "number": number,
                        "transaction_type": "Order",
                        "amount_type": "ItemFees" if rule == fee else "ItemPrice",
                        "amount_description": description,
                        "amount": float(amount),
                        "order_ref": line.order_ref,
                        "treatment": rule.treatment,
                        "rule_id": rule.id,
                        "line_id": line.id,
                    }
                )
        self.env["amazon.settlement.row"].create(rows)
        self._add_payout(settlement, len(refs))
        return settlement

    def _prepare_settlement(self, refs):
        net = float((PRICE + sum(FEES.values())) * len(refs))
        self.count += 1
        return {
            "name": str(31_000_000_000 + self.count),
            "seller_id": self.seller.id,
            "marketplace_id": self.marketplace.id,
            "journal_id": self.journal.id,
            "currency_id": self.currency.id,
            "start_date": START + PERIOD * self.count,
            "end_date": START + PERIOD * (self.count + 1),
            "total_amount": net,
            "payout_amount": net,
            "state": "processing",
            "is_stored": True,
        }

    def _prepare_line(self, settlement, ref, number):
        return {
            "settlement_id": settlement.id,
            "key": f"order|{ref}",
            "kind": "order",
            "date": START.date() + timedelta(days=number % 14),
            "label": f"Order {ref}",
            "amount": float(PRICE + sum(FEES.values())),
            "order_ref": ref,
        }

    def _add_payout(self, settlement, count):
        self.env["amazon.settlement.line"].create(
            {
                "settlement_id": settlement.id,
                "key": "payout",
                "kind": "payout",
                "date": START.date() + timedelta(days=15),
                "label": "Transfer to Bank",
                "amount": -settlement.total_amount,
            }
        )

    def _perform_jobs(self):
        from odoo.addons.queue_job.job import Job

        jobs = self.env["queue.job"]
        domain = [("state", "=", "pending"), ("method_name", "=", "_job_book")]
        while record := jobs.search(domain, order="id", limit=1):
            job = Job.load(self.env, record.uuid)
            job.set_started()
            job.perform()
            job.set_done()
            job.store()
            self.env.cr.commit()
            self.env.invalidate_all()

    # === THE PLAIN LOOP === #

    def loop(self, refs):
        """Book and reconcile one order after the other."""
        for number, ref in enumerate(refs):
            self._book_plainly(ref, START.date() + timedelta(days=number % 14))
            self.env.cr.commit()
            self.env.invalidate_all()

    def _book_plainly(self, ref, day):
        sale = self.env["sale.order"].search([("amazon_order_ref", "=", ref)])
        invoice = sale.invoice_ids
        line = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.journal.id,
                "date": day,
                "payment_ref": f"Order {ref}",
                "amount": float(PRICE + sum(FEES.values())),
                "partner_id": sale.partner_id.id,
            }
        )
        due = invoice.line_ids.filtered(lambda i: i.display_type == "payment_term")
        amounts = [(due.account_id, PRICE)]
        fees = sum(FEES.values())
        amounts.append((self.seller.fee_account_id, fees))
        _liquidity, suspense, _others = line._seek_for_lines()
        commands = [(2, suspense.id)]
        commands += [
            (
                0,
                0,
                {
                    "name": line.payment_ref,
                    "account_id": account.id,
                    "partner_id": sale.partner_id.id,
                    "currency_id": self.currency.id,
                    "amount_currency": -float(amount),
                    "balance": -self.currency._convert(
                        float(amount), self.company.currency_id, self.company, day
                    ),
                },
            )
            for account, amount in amounts
        ]
        move = line.move_id.with_context(skip_readonly_check=True, force_delete=True)
        move.write({"line_ids": commands})
        paid = move.line_ids.filtered(lambda item: item.account_id == due.account_id)
        (due + paid).reconcile()
