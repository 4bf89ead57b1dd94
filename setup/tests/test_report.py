# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

import pytest

from stack.demo.driver import COUNTS, add_release
from stack.demo.report import Report


class OdooDouble:
    """Answers what a driver reads after an import."""

    def __init__(self, *orders):
        self.orders = orders

    def read_decimals(self):
        return {"EUR": 2, "JPY": 0}

    def read_orders(self, _names):
        return [
            {
                "name": f"order-{number}",
                "state": state,
                "hold_reason": state == "held" and "unknown_sku",
                "hold_message": False,
                "currency_id": [1, currency],
                "amount_total": amazon,
                "sale_order_id": odoo is not None and [number, "S1"],
            }
            for number, (state, currency, amazon, odoo) in enumerate(self.orders)
        ]

    def read_sale_totals(self, ids):
        return {number: self.orders[number][3] for number in ids}


def make_report(*orders, state="done", **counts):
    log = {f"{count}_count": counts.get(count, 0) for count in COUNTS}
    log |= {"state": state, "failure_reason": False}
    return Report(OdooDouble(*orders), log, [])


def test_totals_are_exact():
    report = make_report(
        ("imported", "EUR", 0.1, 0.1),
        ("imported", "EUR", 0.2, 0.2),
        ("imported", "JPY", 500.0, 500.0),
        ("held", "EUR", 7.0, None),
    )
    assert str(report.totals["EUR"]["amazon"]) == "0.30"
    assert str(report.totals["JPY"]["odoo"]) == "500"
    assert not report.failed


def test_differences_do_not_cancel_out():
    report = make_report(("imported", "EUR", 10, 9), ("imported", "EUR", 9, 10))
    assert report.difference == 2
    assert report.failed


@pytest.mark.parametrize(
    ("state", "failed"), [("done", 0), ("partial", 1), ("failed", 0)]
)
def test_failure(state, failed):
    report = make_report(state=state, failed=failed)
    assert report.failed == (failed > 0 or state == "failed")


def test_held_orders_are_grouped_by_reason():
    report = make_report(*[("held", "EUR", 7.0, None)] * 8, held=8)
    assert "unknown sku       8  order-0, order-1" in report.text()
    assert "and 2 more" in report.text()


def test_json_holds_numbers(tmp_path):
    report = make_report(
        ("imported", "EUR", 12.34, 12.34), ("held", "EUR", 7.0, None), imported=1
    )
    report.write_json(tmp_path / "result.json")
    result = json.loads((tmp_path / "result.json").read_text())
    assert result["imported"] == 1
    assert result["totals"] == {"EUR": {"amazon": 12.34, "odoo": 12.34}}
    assert result["difference"] == 0
    assert [order["odoo_total"] for order in result["orders"]] == [12.34, None]
    assert result["orders"][1]["reason"] == "unknown_sku"


def test_released_orders_are_no_longer_held():
    log = {f"{count}_count": 0 for count in COUNTS} | {"held_count": 9}
    release = {f"{count}_count": 0 for count in COUNTS}
    release |= {"imported_count": 5, "failed_count": 1, "held_count": 2}
    add_release(log, release)
    counts = {count: log[f"{count}_count"] for count in ("imported", "failed", "held")}
    assert counts == {"imported": 5, "failed": 1, "held": 3}
