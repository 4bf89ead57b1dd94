# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""With account_reconcile_oca, which reconciles by itself whatever it can guess."""

import pytest

from .ledger import Ledger, order_refs, settlement_text
from .waiting import wait_until

(REF,) = order_refs(1)


@pytest.fixture(scope="module")
def ledger(office, open_shop):
    """Give a shop in a database with the addon of OCA."""
    server = office.open()
    modules = office.session.call(
        "ir.module.module", "search", [("name", "=", "account_reconcile_oca")]
    )
    office.session.call("ir.module.module", "button_immediate_install", modules)
    # Which addon extends which is the same everywhere after a restart.
    office.leave(server)
    office.open()
    call = office.session.call
    call("account.chart.template", "try_loading", "generic_coa", 1, False)
    ledger = Ledger(open_shop([]))
    values = {"name": "Amazon Fees", "code": "AMZFEE", "account_type": "expense"}
    (account,) = call("account.account", "create", [values])
    ledger.shop.write(fee_account_id=account)
    make_bookkeeper(call)
    return ledger


def make_bookkeeper(call):
    """Let the administrator reconcile: in Community that is a right of its own."""
    name = [("module", "=", "account"), ("name", "=", "group_account_basic")]
    (group,) = call("ir.model.data", "search_read", name, ["res_id"])
    (user,) = call("res.users", "search", [("login", "=", "admin")])
    call("res.users", "write", [user], {"group_ids": [(4, group["res_id"])]})


def create_invoice(call, amount=50.57, **values):
    """Return an invoice from elsewhere that names the order and has an amount."""
    (partner,) = call("res.partner", "create", [{"name": "Somebody"}])
    line = {"name": "Mug", "price_unit": amount, "tax_ids": False}
    values = values | {
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


def book_open_order(office, ledger, name):
    """Return the settlement of an order that is not in Odoo, booked."""
    settlement = ledger.upload(name, settlement_text(name, [REF]))
    wait_until(
        lambda: ledger.state(settlement) == "imported",
        "the settlement is booked",
        meanwhile=office.let_time_pass,
    )
    return settlement


def test_nothing_is_reconciled_by_guessing(office, ledger):
    call = office.session.call
    invoice = create_invoice(call)
    name = "31000000002"
    settlement = ledger.upload(name, settlement_text(name, [REF]))
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


def test_open_line_is_shown_as_it_is(office, ledger):
    """Also where the journal is in another currency than the books."""
    settlement = book_open_order(office, ledger, "31000000003")
    line = read_line(ledger, settlement)
    (shown,) = office.session.call(
        "account.bank.statement.line",
        "read",
        [line["statement_line_id"][0]],
        ["payment_ref", "transaction_details", "reconcile_data_info"],
    )
    assert shown["payment_ref"] == f"Order {REF}"
    assert shown["transaction_details"]["order"] == REF
    amounts = [
        (item["kind"], item["currency_amount"])
        for item in shown["reconcile_data_info"]["data"]
    ]
    assert amounts == [("liquidity", 50.57), ("other", 8.93), ("suspense", -59.5)]


def test_reconciled_and_undone_in_the_screen_of_oca(office, ledger):
    call = office.session.call
    settlement = book_open_order(office, ledger, "31000000004")
    before = ledger.entries(settlement)
    line = read_line(ledger, settlement)
    (euro,) = call("res.currency", "search", [("name", "=", "EUR")])
    invoice = create_invoice(call, 59.5, currency_id=euro)
    due = [
        ("move_id", "=", invoice),
        ("account_id.account_type", "=", "asset_receivable"),
    ]
    statement_line = [line["statement_line_id"][0]]
    model = "account.bank.statement.line"
    call(model, "add_multiple_lines", statement_line, due)
    call(model, "reconcile_bank_line", statement_line)
    (document,) = call("account.move", "read", [invoice], ["payment_state"])
    assert document["payment_state"] == "paid"
    assert ledger.state(settlement) == "reconciled"
    assert read_line(ledger, settlement)["state"] == "reconciled"
    query = (
        "SELECT count(*) FROM amazon_settlement_row"
        " WHERE settlement_id = %s AND move_line_id IS NULL"
    )
    assert office.query(query, settlement) == [(0,)]
    call(model, "unreconcile_bank_line", statement_line)
    line = read_line(ledger, settlement)
    assert (line["state"], line["reason"]) == ("open", "undone")
    ledger.press("action_reconcile", settlement)
    assert read_line(ledger, settlement)["reason"] == "order_missing"
    assert ledger.entries(settlement) == before
