# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""With account_reconcile_oca, which reconciles by itself whatever it can guess."""

import pytest

from .ledger import Ledger, order_refs, settlement_text
from .waiting import wait_until

NAME = "31000000002"
(REF,) = order_refs(1)


@pytest.fixture
def ledger(office, open_shop):
    """Give a shop in a database with the addon of OCA."""
    office.open()
    call = office.session.call
    modules = call(
        "ir.module.module", "search", [("name", "=", "account_reconcile_oca")]
    )
    call("ir.module.module", "button_immediate_install", modules)
    call("account.chart.template", "try_loading", "generic_coa", 1, False)
    ledger = Ledger(open_shop([]))
    values = {"name": "Amazon Fees", "code": "AMZFEE", "account_type": "expense"}
    (account,) = call("account.account", "create", [values])
    ledger.shop.write(fee_account_id=account)
    return ledger


def create_invoice(call):
    """Return an invoice from elsewhere that names the order and has its amount."""
    (partner,) = call("res.partner", "create", [{"name": "Somebody"}])
    line = {"name": "Mug", "price_unit": 50.57, "tax_ids": False}
    values = {
        "move_type": "out_invoice",
        "partner_id": partner,
        "invoice_date": "2026-06-01",
        "payment_reference": f"Order {REF}",
        "invoice_line_ids": [(0, 0, line)],
    }
    (invoice,) = call("account.move", "create", [values])
    call("account.move", "action_post", [invoice])
    return invoice


def read_line(ledger, settlement):
    """Return what the settlement says about its only order."""
    domain = [("settlement_id", "=", settlement), ("kind", "=", "order")]
    fields = ["state", "reason", "open_amount", "statement_line_id"]
    (line,) = ledger.office.session.search_read(
        "amazon.settlement.line", domain, fields
    )
    return line


def test_nothing_is_reconciled_by_guessing(office, ledger):
    call = office.session.call
    invoice = create_invoice(call)
    settlement = ledger.upload(NAME, settlement_text(NAME, [REF]))
    for _round in ("booked", "undone and booked again"):
        wait_until(
            lambda: ledger.state(settlement) == "imported",
            "the settlement is booked",
            meanwhile=office.let_time_pass,
        )
        line = read_line(ledger, settlement)
        assert (line["state"], line["reason"]) == ("open", "order_missing")
        assert line["open_amount"] == 59.5
        (entry,) = call(
            "account.bank.statement.line",
            "read",
            [line["statement_line_id"][0]],
            ["is_reconciled", "amount_residual"],
        )
        assert (entry["is_reconciled"], entry["amount_residual"]) == (False, -59.5)
        (document,) = call("account.move", "read", [invoice], ["payment_state"])
        assert document["payment_state"] == "not_paid"
        assert ledger.statement(settlement)["is_complete"]
        ledger.press("action_reconcile", settlement)
        ledger.press("action_undo", settlement)
        ledger.press("action_process", settlement)
