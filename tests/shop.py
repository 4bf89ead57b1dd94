# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A seller in Odoo, driven as a person would drive it, and its account at Amazon."""

from datetime import datetime, timezone
from decimal import Decimal
from itertools import count

from simulator.generator import generate_orders
from stack.rpc import RpcError

from .waiting import wait_until

GERMANY = "A1PA6795UKMFR9"
# What only the calls for a later page have: under load, the first page may come twice.
NEXT_PAGE = "paginationToken"
OPEN_STATUSES = ("UNSHIPPED", "PARTIALLY_SHIPPED")
_NUMBERS = count(1)


def make_orders(number, every=1):
    """Return orders of Amazon.de, one of ``every`` of them open, by last update.

    The others were cancelled before anybody saw them: they fill pages cheaply.
    """
    now = datetime.now(timezone.utc)
    orders = generate_orders(number, next(_NUMBERS), now, "simple")
    orders.sort(key=lambda order: (order["lastUpdatedTime"], order["orderId"]))
    for place, order in enumerate(orders):
        if place % every:
            order["fulfillment"]["fulfillmentStatus"] = "CANCELLED"
    return orders


class Shop:
    """One seller account: in Odoo through RPC, at Amazon through the simulator."""

    def __init__(self, office, simulator):
        self.office = office
        self.amazon = simulator
        self.name = f"Shop {next(_NUMBERS)}"
        self.id = None

    # --- what a person does ---

    def connect(self):
        """Create the seller with the wizard and integrate Amazon.de."""
        values = {
            "name": self.name,
            "endpoint": "simulator",
            "simulator_url": self.amazon.url,
        }
        wizard = self._rpc.create("amazon.seller.create.wizard", values)
        self._call("amazon.seller.create.wizard", "action_create_and_test", [wizard])
        (self.id,) = self._call("amazon.seller", "search", [("name", "=", self.name)])
        self.write_scheduler(enabled=False)
        self._call("amazon.seller", "action_load_marketplaces", [self.id])
        self._call("amazon.marketplace", "action_integrate", self._germany())
        return self

    def _germany(self):
        return self._rpc.call(
            "amazon.marketplace",
            "search",
            [("seller_id", "=", self.id), ("amazon_ref", "=", GERMANY)],
            context={"active_test": False},
        )

    def write(self, **values):
        """Change fields of the seller."""
        self._call("amazon.seller", "write", [self.id], values)

    def write_scheduler(self, **values):
        """Change the scheduler of the seller's order import."""
        self._call("amazon.scheduler", "write", self.scheduler, values)

    @property
    def scheduler(self):
        """Return the id of the scheduler of the seller's order import, in a list."""
        domain = [("seller_id", "=", self.id), ("flow", "=", "import_fbm_orders")]
        return self._call("amazon.scheduler", "search", domain)

    def run_clock(self):
        """Run the scheduled action that starts whatever is due."""
        domain = [("cron_name", "=", "Amazon: run due schedulers")]
        crons = self._call("ir.cron", "search", domain)
        self._call("ir.cron", "method_direct_trigger", crons)

    def test_connection(self):
        """Press the button and return the message that appears."""
        action = self._call("amazon.seller", "action_test_connection", [self.id])
        return action["params"]["message"]

    def start_import(self, **dates):
        """Start an import in the wizard Amazon Operations; return its sync log."""
        values = {
            "seller_ids": [(6, 0, [self.id])],
            "operation": "import_fbm_orders",
            **dates,
        }
        wizard = self._rpc.create("amazon.operation.wizard", values)
        action = self._call("amazon.operation.wizard", "action_execute", [wizard])
        return action["res_id"]

    def start_refused_import(self):
        """Return the words with which Odoo refuses to import."""
        try:
            self.start_import()
        except RpcError as error:
            return str(error)
        raise AssertionError("The import was not refused.")

    def run_clock_if_free(self):
        """Run the clock, unless it is running at this moment."""
        try:
            self.run_clock()
        except RpcError as error:
            return error
        return None

    def run_now(self):
        """Press Run Now on the scheduler; return Odoo's refusal, if there is one."""
        try:
            self._call("amazon.scheduler", "action_run_now", self.scheduler)
        except RpcError as error:
            return error
        return None

    def read_import_logs(self):
        """Return the sync logs of the seller's imports."""
        domain = [("seller_id", "=", self.id), ("operation", "=", "import_fbm_orders")]
        return self._rpc.search_read("amazon.sync.log", domain, ["state"])

    def run_scheduled_import(self):
        """Let the import be due for this seller, and the clock tick."""
        self.write_scheduler(enabled=True, next_call="2026-01-01 00:00:00")
        self.run_clock()
        self.write_scheduler(enabled=False)

    def finish(self, log):
        """Let time pass until a run has ended; return its record."""
        return wait_until(
            lambda: self._ended(log),
            f"run {log} of {self.name} ends; its jobs: {self.jobs_of(log)}",
            meanwhile=self.office.let_time_pass,
        )

    def _ended(self, log):
        record = self.read_log(log)
        return record["state"] != "running" and record

    def import_orders(self, **dates):
        """Import and return the record of the run that has ended."""
        return self.finish(self.start_import(**dates))

    # --- what a person sees ---

    @property
    def _rpc(self):
        return self.office.session

    def _call(self, *arguments):
        return self._rpc.call(*arguments)

    def read(self):
        """Return the seller's record."""
        return self._call("amazon.seller", "read", [self.id])[0]

    def read_log(self, log):
        """Return the record of a run."""
        return self._call("amazon.sync.log", "read", [log])[0]

    def count_activities(self):
        """Return how many things the seller asks somebody to do."""
        domain = [("res_model", "=", "amazon.seller"), ("res_id", "=", self.id)]
        return self._call("mail.activity", "search_count", domain)

    def jobs_of(self, log):
        """Return method, state and retry of the jobs of a run."""
        return self.office.query(
            "SELECT method_name, state, retry, eta FROM queue_job"
            " WHERE identity_key LIKE %s ORDER BY id",
            f"amazon-sync-log-{log}:%",
        )

    def count_orders(self, state="imported"):
        """Return how many Amazon orders are in a state."""
        ((number,),) = self.office.query(
            "SELECT count(*) FROM amazon_order WHERE seller_id = %s AND state = %s",
            self.id,
            state,
        )
        return number

    def amazon_orders(self):
        """Return the Amazon orders in Odoo."""
        fields = ["name", "state", "difference", "sale_order_id", "to_process"]
        domain = [("seller_id", "=", self.id)]
        return self._rpc.search_read("amazon.order", domain, fields)

    def sale_orders(self, states=("sale",)):
        """Return the sales orders that came from Amazon."""
        domain = [("amazon_seller_id", "=", self.id), ("state", "in", states)]
        fields = ["name", "amazon_order_ref", "amount_total", "state"]
        return self._rpc.search_read("sale.order", domain, fields)

    # --- the promise ---

    def check_done(self, log, **values):
        """The run ended well, with these values, and left nothing to do."""
        lines = self._rpc.search_read(
            "amazon.sync.log.line",
            [("log_id", "=", log["id"]), ("is_mismatch", "=", True)],
            ["reference", "cause", "message"],
        )
        assert (log["state"], log["failure_reason"], lines) == ("done", False, [])
        assert values == {name: log[name] for name in values}

    def check_imported_once(self):
        """Every order of Amazon is in Odoo once; the open ones are sold to the cent."""
        documents = self.amazon.state.seller().orders.all()
        bindings = self.amazon_orders()
        names = sorted(document["orderId"] for document in documents)
        assert sorted(binding["name"] for binding in bindings) == names
        assert not [b for b in bindings if b["to_process"] or b["difference"]]
        expected = {
            document["orderId"]: _grand_total(document)
            for document in documents
            if document["fulfillment"]["fulfillmentStatus"] in OPEN_STATUSES
        }
        sales = self.sale_orders()
        assert len(sales) == len(expected)
        assert expected == {
            sale["amazon_order_ref"]: Decimal(str(sale["amount_total"]))
            for sale in sales
        }
        self._check_links(bindings, sales)

    def _check_links(self, bindings, sales):
        """Each sales order belongs to one Amazon order, and none is left over."""
        linked = sorted(
            binding["sale_order_id"][0]
            for binding in bindings
            if binding["state"] == "imported"
        )
        assert linked == sorted(sale["id"] for sale in sales)
        assert not self.sale_orders(("draft", "sent"))

    def check_cursor(self, log):
        """The next import begins where this complete run ended."""
        asked_at = self.amazon.journal.entries("searchOrders")[-1].time
        assert self.read()["order_cursor"] == log["window_end"]
        assert log["window_end"] <= asked_at.replace("T", " ").rstrip("Z")

    def check_cursor_stands_still(self):
        """No import of this seller was complete yet."""
        assert self.read()["order_cursor"] is False


def _grand_total(document):
    amount = Decimal(document["proceeds"]["grandTotal"]["amount"])
    return amount.normalize() + 0
