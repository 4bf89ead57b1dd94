# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Ships and invoices the imported orders, as the people of the shop would."""

import time
from collections import Counter
from datetime import datetime, timedelta, timezone

from ..errors import SetupError
from ..rpc import RpcError

WORKFLOW_CRON = "sale_automatic_workflow", "ir_cron_automatic_workflow_job"
OPEN_STATES = ("confirmed", "waiting", "assigned")
UNFINISHED = ("wait_dependencies", "pending", "enqueued", "started")
STALL_SECONDS = 300
# Amazon gives a document a minute; jobs wait for their turn.
SOON = timedelta(minutes=10)


class Fulfilment:
    """The deliveries and invoices of one seller."""

    def __init__(self, session, seller_id):
        self.session = session
        self.seller_id = seller_id

    def let_workflow_invoice(self):
        """Let the seller's workflow invoice what was delivered."""
        [seller] = self.session.call(
            "amazon.seller", "read", [self.seller_id], ["workflow_process_id"]
        )
        workflow_id, _name = seller["workflow_process_id"]
        self.session.call(
            "sale.workflow.process",
            "write",
            [workflow_id],
            {
                "create_invoice": True,
                "validate_invoice": True,
                "invoice_policy": "delivery",
                "invoice_date_is_order_date": True,
            },
        )

    def ship(self):
        """Put the goods in stock and deliver what may leave.

        Return the number of deliveries, and why others stay, by their number.
        """
        pickings = self._open_pickings()
        if not pickings:
            return 0, {}
        self._receive_goods([each["id"] for each in pickings])
        self.session.call(
            "stock.picking", "action_assign", [each["id"] for each in pickings]
        )
        problems = Counter(
            each["amazon_delivery_block"] or self._deliver(each["id"])
            for each in pickings
        )
        return problems.pop("", 0), problems

    def _open_pickings(self):
        return self.session.search_read(
            "stock.picking",
            [
                ("sale_id.amazon_seller_id", "=", self.seller_id),
                ("state", "in", OPEN_STATES),
            ],
            ["amazon_delivery_block"],
            order="id",
        )

    def _receive_goods(self, picking_ids):
        moves = self.session.search_read(
            "stock.move",
            [("picking_id", "in", picking_ids)],
            ["product_id", "location_id", "product_uom_qty"],
        )
        wanted = {}
        for move in moves:
            place = move["product_id"][0], move["location_id"][0]
            wanted[place] = wanted.get(place, 0) + move["product_uom_qty"]
        quants = [
            {
                "product_id": product_id,
                "location_id": location_id,
                "inventory_quantity": quantity,
            }
            for (product_id, location_id), quantity in wanted.items()
        ]
        if quants:
            context = {"inventory_mode": True}
            created = self.session.call(
                "stock.quant", "create", quants, context=context
            )
            self.session.call("stock.quant", "action_apply_inventory", created)

    def _deliver(self, picking_id):
        """Deliver; return why not, or nothing."""
        try:
            answer = self.session.call("stock.picking", "button_validate", [picking_id])
        except RpcError as error:
            return str(error)
        return "" if answer is True else f"It asks a question: {answer}"

    def invoice(self, check_alive):
        """Run the workflow now instead of waiting for its next times.

        One run makes the invoices, the next one posts them.
        """
        module, name = WORKFLOW_CRON
        [cron] = self.session.search_read(
            "ir.model.data", [("module", "=", module), ("name", "=", name)], ["res_id"]
        )
        for _run in ("create", "post"):
            self.session.call("ir.cron", "method_direct_trigger", [cron["res_id"]])
            wait_for_jobs(self.session, check_alive)


def wait_for_jobs(session, check_alive):
    """Wait until nothing is left to do soon; raise if nothing moves any more."""
    before, changed = None, time.monotonic()
    while waiting := session.call("queue.job", "search_count", _soon()):
        check_alive()
        if waiting != before:
            before, changed = waiting, time.monotonic()
        if time.monotonic() - changed > STALL_SECONDS:
            raise SetupError(f"{waiting} jobs have not moved for {STALL_SECONDS} s.")
        time.sleep(1)


def _soon():
    """Return the domain of unfinished jobs, without those of a distant time."""
    latest = datetime.now(timezone.utc) + SOON
    return [
        ("state", "in", UNFINISHED),
        "|",
        ("eta", "=", False),
        ("eta", "<", latest.strftime("%Y-%m-%d %H:%M:%S")),
    ]
