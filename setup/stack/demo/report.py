# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
from collections import defaultdict
from decimal import Decimal

from ..console import table
from .driver import COUNTS

ORDERS_PER_REASON = 6


class Report:
    """What one run of the import did, for people and for programs."""

    def __init__(self, driver, log, names, settlements=()):
        self.log = log
        self.settlements = list(settlements)
        self.counts = {count: log[f"{count}_count"] for count in COUNTS}
        self._decimals = driver.read_decimals()
        records = driver.read_orders(names)
        sales = driver.read_sale_totals(
            [
                record["sale_order_id"][0]
                for record in records
                if record["sale_order_id"]
            ]
        )
        self.orders = [self._order(record, sales) for record in records]

    def _order(self, record, sales):
        currency = record["currency_id"][1] if record["currency_id"] else ""
        sale = record["sale_order_id"]
        return {
            "id": record["name"],
            "state": record["state"],
            "reason": record["hold_reason"] or "",
            "message": record["hold_message"] or "",
            "currency": currency,
            "amazon_total": self._amount(record["amount_total"], currency),
            "odoo_total": self._amount(sales[sale[0]], currency) if sale else None,
        }

    def _amount(self, value, currency):
        """RPC sends floats; the currency knows how many digits are meant."""
        return Decimal(str(value)).quantize(
            Decimal(1).scaleb(-self._decimals.get(currency, 2))
        )

    @property
    def imported(self):
        """The orders that are sales orders now, from this run or an earlier one."""
        return [order for order in self.orders if order["state"] == "imported"]

    @property
    def totals(self):
        """Amazon's and Odoo's total of the imported orders by currency."""
        totals = defaultdict(lambda: {"amazon": Decimal(), "odoo": Decimal()})
        for order in self.imported:
            totals[order["currency"]]["amazon"] += order["amazon_total"]
            totals[order["currency"]]["odoo"] += order["odoo_total"] or 0
        return dict(sorted(totals.items()))

    @property
    def difference(self):
        """The sum of the absolute differences of the imported orders."""
        return sum(
            (
                abs(order["amazon_total"] - (order["odoo_total"] or 0))
                for order in self.imported
            ),
            Decimal(),
        )

    @property
    def failed(self):
        """True if the run must not be called a success."""
        return bool(
            self.log["state"] == "failed" or self.counts["failed"] or self.difference
        )

    def write_json(self, path):
        """Write the result for programs."""
        content = {
            **self.counts,
            "totals": self.totals,
            "difference": self.difference,
            "orders": self.orders,
            "settlements": self.settlements,
        }
        path.write_text(json.dumps(content, indent=2, default=float) + "\n")

    def text(self):
        """Return the result for people."""
        parts = ["Orders of this run\n", table(list(self.counts.items()), right=(1,))]
        if self.log["failure_reason"]:
            parts += [f"\n{self.log['failure_reason']}"]
        reasons = self._reasons()
        if reasons:
            header = ("why", "orders", "which")
            parts += ["\nHeld or failed\n", table(reasons, header, right=(1,))]
        parts += ["\nTotals of all imported orders\n", self._totals_table()]
        if self.settlements:
            parts += ["\nSettlements\n", self._settlements_table()]
        return "\n".join(parts)

    def _reasons(self):
        groups = defaultdict(list)
        for order in self.orders:
            if order["state"] in ("held", "failed"):
                groups[order["reason"] or order["state"]].append(order["id"])
        return [
            (reason.replace("_", " "), len(ids), _some(ids))
            for reason, ids in sorted(groups.items())
        ]

    def _totals_table(self):
        rows = [
            (
                currency,
                f"{total['amazon']:,}",
                f"{total['odoo']:,}",
                f"{total['amazon'] - total['odoo']:,}",
            )
            for currency, total in self.totals.items()
        ]
        header = ("currency", "Amazon", "Odoo", "difference")
        return table(rows, header, right=(1, 2, 3))

    def _settlements_table(self):
        rows = [
            (
                each["id"],
                each["marketplace"],
                each["rows"],
                f"{self._amount(each['total'], each['currency']):,} {each['currency']}",
                f"{self._amount(each['difference'], each['currency']):,}",
                each["state"],
                each["open_lines"],
            )
            for each in self.settlements
        ]
        header = (
            "settlement",
            "marketplace",
            "rows",
            "total",
            "difference",
            "state",
            "open lines",
        )
        return table(rows, header, right=(2, 3, 4, 6))


def _some(ids):
    text = ", ".join(ids[:ORDERS_PER_REASON])
    more = len(ids) - ORDERS_PER_REASON
    return f"{text} and {more} more" if more > 0 else text
