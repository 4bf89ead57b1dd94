# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo dies while it books a settlement; the next start goes on where it was."""

import pytest

from .ledger import Ledger, order_refs, settlement_text
from .waiting import wait_until

ORDERS = 450
BOOKED = ("imported", "reconciled")


@pytest.fixture
def ledger(bookkeeping_server, open_shop):
    """Give a shop with an account for what Amazon charges."""
    ledger = Ledger(open_shop([]))
    values = {"name": "Amazon Fees", "code": "AMZFEE", "account_type": "expense"}
    (account,) = ledger.office.session.call("account.account", "create", [values])
    ledger.shop.write(fee_account_id=account)
    return ledger


def test_killed_while_it_books(office, bookkeeping_server, ledger):
    settlement = ledger.upload(
        "31000000001", settlement_text("31000000001", order_refs(ORDERS))
    )
    wait_until(
        lambda: ledger.count_booked(settlement),
        "the first lines are booked",
        meanwhile=office.let_time_pass,
    )
    with office.block_writes("account_move"):
        office.wait_for_blocked_job("account_move")
        office.kill(bookkeeping_server)
    booked = ledger.count_booked(settlement)
    assert 0 < booked < ORDERS
    office.open()
    finish(office, ledger, settlement)
    entries = ledger.entries(settlement)
    check(ledger, settlement, entries)

    ledger.press("action_undo", settlement)
    assert ledger.count_booked(settlement) == 0
    ledger.press("action_process", settlement)
    finish(office, ledger, settlement)
    assert ledger.entries(settlement) == entries, "as if nothing had happened"


def finish(office, ledger, settlement):
    """Let time pass until the settlement is booked."""
    wait_until(
        lambda: ledger.state(settlement) in BOOKED,
        "the settlement is booked",
        meanwhile=office.let_time_pass,
    )


def check(ledger, settlement, entries):
    """Every row is in the books once, and the statement proves it."""
    numbers = [number for entry in entries for number in entry[-1] if number]
    assert sorted(numbers) == list(range(1, 2 * ORDERS + 1))
    assert ledger.count_booked(settlement) == ORDERS + 1
    assert ledger.statement(settlement) == {
        "is_complete": True,
        "is_valid": True,
        "balance_start": 0.0,
        "balance_end_real": 0.0,
    }
