# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Uses Odoo as a person would: every model and field name of the demo is here."""

import time
from datetime import datetime, timedelta, timezone

from ..console import say
from ..errors import SetupError
from ..rpc import RpcError

SELLER_NAME = "Demo Seller"
OPERATION = "import_fbm_orders"
STALL_SECONDS = 300
COUNTS = (
    "fetched",
    "imported",
    "updated",
    "held",
    "pending",
    "cancelled",
    "skipped",
    "failed",
)
ORDER_FIELDS = [
    "name",
    "state",
    "hold_reason",
    "hold_message",
    "currency_id",
    "amount_total",
    "odoo_total",
    "sale_order_id",
]


class Driver:
    """One logged-in user and the seller that this user works with."""

    def __init__(self, session):
        self.session = session
        self.seller_id = None

    # --- products ---

    def create_products(self, catalogue):
        """Create the products that are not there yet; return their number."""
        references = [product["sku"] for product in catalogue]
        found = self.session.search_read(
            "product.product", [("default_code", "in", references)], ["default_code"]
        )
        known = {product["default_code"] for product in found}
        new = [
            {
                "name": product["name"],
                "default_code": product["sku"],
                "list_price": float(product["price"]),
                "type": "consu",
                "is_storable": True,
            }
            for product in catalogue
            if product["sku"] not in known
        ]
        for start in range(0, len(new), 200):
            self.session.call("product.product", "create", new[start : start + 200])
        return len(new)

    # --- seller ---

    def connect_seller(self, simulator_url, create_products):
        """Create the seller on the first run, point it to this run's simulator."""
        self.seller_id = self._find_seller()
        if not self.seller_id:
            self._create_seller(simulator_url)
        self.session.call(
            "amazon.seller",
            "write",
            [self.seller_id],
            {"simulator_url": simulator_url, "create_products": create_products},
        )
        self.session.call("amazon.seller", "action_test_connection", [self.seller_id])
        self._check_connected()

    def _find_seller(self):
        found = self.session.search_read(
            "amazon.seller", [("name", "=", SELLER_NAME)], ["name"], limit=1
        )
        return found[0]["id"] if found else None

    def _create_seller(self, simulator_url):
        wizard = self.session.create(
            "amazon.seller.create.wizard",
            {
                "name": SELLER_NAME,
                "short_code": "DEMO",
                "region": "eu",
                "endpoint": "simulator",
                "simulator_url": simulator_url,
            },
        )
        model = "amazon.seller.create.wizard"
        self.session.call(model, "action_create_and_test", [wizard])
        self.seller_id = self._find_seller()

    def _check_connected(self):
        fields = ["state", "attention_reason", "last_test_passed", "last_test_verdict"]
        seller = self.session.call("amazon.seller", "read", [self.seller_id], fields)[0]
        if seller["state"] != "connected" or not seller["last_test_passed"]:
            reason = seller["attention_reason"] or seller["last_test_verdict"]
            raise SetupError(f"The seller could not connect to the simulator: {reason}")

    def integrate_marketplaces(self):
        """Load the seller's marketplaces and integrate all; return their number."""
        self.session.call("amazon.seller", "action_load_marketplaces", [self.seller_id])
        marketplaces = self.session.search_read(
            "amazon.marketplace",
            [("seller_id", "=", self.seller_id)],
            ["active"],
            context={"active_test": False},
        )
        new = [each["id"] for each in marketplaces if not each["active"]]
        if new:
            self.session.call("amazon.marketplace", "action_integrate", new)
        return len(marketplaces)

    # --- import ---

    def import_orders(self, date_from, check_alive):
        """Import through the wizard and return the finished log.

        Two imports of a seller never run at once: this waits for one that the
        seller's scheduler has started.
        """
        while running := self._find_imports([("state", "=", "running")]):
            self.wait_for(running[0]["id"], check_alive)
        try:
            log_id = self._start_import(date_from)
        except RpcError:
            if not self._find_imports([("state", "=", "running")]):
                raise
            return self.import_orders(date_from, check_alive)
        return self.wait_for(log_id, check_alive)

    def _start_import(self, date_from):
        wizard = self.session.create(
            "amazon.operation.wizard",
            {
                "seller_ids": [(6, 0, [self.seller_id])],
                "operation": OPERATION,
                "date_from": _odoo_datetime(date_from),
            },
        )
        self.session.call("amazon.operation.wizard", "action_execute", [wizard])
        logs = self._find_imports([("sync_type", "=", "manual")])
        if not logs:
            raise SetupError("The import left no sync log.")
        return logs[0]["id"]

    def approve_tax_rules(self, log, check_alive):
        """Approve the proposed tax rules, as a manager would; return their number.

        The orders that waited for them are imported at once: the counts of the log
        become those of both runs.
        """
        domain = [("seller_id", "=", self.seller_id), ("state", "=", "proposed")]
        rules = self.session.call("amazon.tax.rule", "search", domain)
        if not rules:
            return 0
        waiting = [("tax_rule_id", "in", rules), ("state", "=", "held")]
        released = self.session.call("amazon.order", "search_count", waiting)
        self.session.call("amazon.tax.rule", "action_approve", rules)
        if released:
            newest = self._find_logs("process_fbm_orders", [])[0]["id"]
            add_release(log, self.wait_for(newest, check_alive))
        return len(rules)

    def _find_imports(self, domain):
        """Return the newest of the seller's imports that match."""
        return self._find_logs(OPERATION, domain)

    def _find_logs(self, operation, domain):
        seller = ("seller_id", "=", self.seller_id)
        return self.session.search_read(
            "amazon.sync.log",
            [seller, ("operation", "=", operation), *domain],
            ["state"],
            order="id desc",
            limit=1,
        )

    def wait_for(self, log_id, check_alive):
        """Return the finished log; raise if nothing moves any more."""
        fields = ["state", "failure_reason"]
        fields += [f"{count}_count" for count in COUNTS]
        before, changed = None, time.monotonic()
        while True:
            check_alive()
            log = self.session.call("amazon.sync.log", "read", [log_id], fields)[0]
            if log["state"] != "running":
                return log
            progress = self._count_treated(log_id), self._count_finished_jobs()
            if progress != before:
                before, changed = progress, time.monotonic()
                say(f"  {progress[0]} orders treated")
            if time.monotonic() - changed > STALL_SECONDS:
                raise SetupError(
                    f"The import has not moved for {STALL_SECONDS} s:"
                    f" {self._unfinished_jobs()}"
                )
            time.sleep(1)

    def _count_treated(self, log_id):
        domain = [("log_id", "=", log_id)]
        return self.session.call("amazon.sync.log.line", "search_count", domain)

    def _count_finished_jobs(self):
        domain = [("state", "=", "done")]
        return self.session.call("queue.job", "search_count", domain)

    def _unfinished_jobs(self):
        jobs = self.session.search_read(
            "queue.job",
            [("state", "not in", ["done", "cancelled"])],
            ["name", "state", "exc_message"],
            limit=5,
        )
        texts = [f"{job['name']}: {job['state']} {job['exc_message']}" for job in jobs]
        return "; ".join(texts) or "no job is waiting"

    def read_orders(self, names):
        """Return the seller's Amazon orders of these names, by name."""
        orders = self.session.search_read(
            "amazon.order",
            [("seller_id", "=", self.seller_id), ("name", "in", names)],
            ORDER_FIELDS,
            order="name",
        )
        return orders

    def read_sale_totals(self, sale_ids):
        """Return what Odoo itself says that the sales orders amount to."""
        sales = self.session.call("sale.order", "read", sale_ids, ["amount_total"])
        return {sale["id"]: sale["amount_total"] for sale in sales}

    def read_decimals(self):
        """Return the number of decimals of every currency."""
        currencies = self.session.search_read(
            "res.currency",
            [],
            ["name", "decimal_places"],
            context={"active_test": False},
        )
        return {each["name"]: each["decimal_places"] for each in currencies}


def add_release(log, release):
    """Move orders that a later run released from the held ones of a log."""
    for count in COUNTS:
        if count not in ("fetched", "held"):
            number = release[f"{count}_count"]
            log[f"{count}_count"] += number
            log["held_count"] -= number


def earliest_time(orders):
    """Return a moment before every order was created or changed."""
    times = [
        datetime.fromisoformat(order[key].replace("Z", "+00:00"))
        for order in orders
        for key in ("createdTime", "lastUpdatedTime")
        if isinstance(order.get(key), str)
    ]
    earliest = min(times, default=datetime.now(timezone.utc))
    return earliest - timedelta(days=1)


def _odoo_datetime(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")


def explain(error):
    """Turn a refused call into an error that the user can read."""
    lines = error.debug.strip().splitlines()
    return SetupError(f"{error}\n  {lines[-1] if lines else ''}".rstrip())
