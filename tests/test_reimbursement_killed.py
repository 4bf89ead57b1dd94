# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo dies while it invoices reimbursements; none is lost, none is invoiced twice."""

import pytest

from .ledger import COLUMNS, Ledger
from .waiting import wait_until

NAME = "31000000003"
# Three jobs: one is done, one may be at work when the table is blocked, one is left.
COUNT = 450
BOOKED = ("imported", "reconciled")


def reimbursements_text():
    """Return a settlement report (V2) of so many reimbursements."""
    moments = [f"{day} 07:00:00 UTC" for day in ("2026-06-01", "2026-06-15")]
    summary = [NAME, *moments, moments[-1], f"{COUNT}.00", "EUR", *[""] * 18]
    lines = [COLUMNS, summary]
    for number in range(COUNT):
        cells = dict.fromkeys(COLUMNS, "") | {
            "settlement-id": NAME,
            "transaction-type": "other-transaction",
            "adjustment-id": f"ADJ{number}",
            "marketplace-name": "Amazon.de",
            "amount-type": "FBA Inventory Reimbursement",
            "amount-description": "WAREHOUSE_LOST",
            "amount": "1.00",
            "posted-date": "2026-06-05",
            "posted-date-time": "2026-06-05 06:00:00 UTC",
            "sku": "MUG",
            "quantity-purchased": "1",
        }
        lines.append(list(cells.values()))
    return "".join("\t".join(line) + "\r\n" for line in lines)


@pytest.fixture
def ledger(bookkeeping_server, open_shop):
    """Give a shop that invoices reimbursements."""
    ledger = Ledger(open_shop([]))
    call = ledger.office.session.call
    (partner,) = call("res.partner", "create", [{"name": "Amazon"}])
    values = {"name": "Reimbursements", "code": "REIM", "type": "sale"}
    (journal,) = call("account.journal", "create", [values])
    values = {"name": "Reimbursement", "type": "service"}
    (product,) = call("product.product", "create", [values])
    ledger.shop.write(
        reimbursement_partner_id=partner,
        reimbursement_journal_id=journal,
        reimbursement_product_id=product,
    )
    return ledger


def read_invoices(office):
    """Return the committed invoices of reimbursements by state."""
    rows = office.query(
        """
        SELECT state, payment_state, COUNT(*), COUNT(DISTINCT amazon_reimbursement_key),
            SUM(amount_total)
        FROM account_move WHERE amazon_reimbursement_key IS NOT NULL
        GROUP BY state, payment_state ORDER BY state
        """
    )
    return [(*texts, count, keys, float(total)) for *texts, count, keys, total in rows]


def test_killed_while_it_invoices(office, bookkeeping_server, ledger):
    settlement = ledger.upload(NAME, reimbursements_text())
    wait_until(
        lambda: ledger.count_booked(settlement),
        "the first lines are booked",
        meanwhile=office.let_time_pass,
    )
    with office.block_writes("account_move"):
        office.wait_for_blocked_job("account_move")
        office.kill(bookkeeping_server)
    booked = ledger.count_booked(settlement)
    assert 0 < booked < COUNT
    assert read_invoices(office) == [("posted", "paid", booked, booked, booked)]
    office.open()
    finish(office, ledger, settlement)
    assert read_invoices(office) == [("posted", "paid", COUNT, COUNT, COUNT)]

    ledger.press("action_undo", settlement)
    assert [row[0] for row in read_invoices(office)] == ["cancel"]
    ledger.press("action_process", settlement)
    finish(office, ledger, settlement)
    cancelled, paid = read_invoices(office)
    assert cancelled[0] == "cancel"
    assert paid == ("posted", "paid", COUNT, COUNT, COUNT)


def finish(office, ledger, settlement):
    """Let time pass until every line is booked, and see that it is proved."""
    wait_until(
        lambda: ledger.state(settlement) in BOOKED,
        "the settlement is booked",
        meanwhile=office.let_time_pass,
    )
    assert ledger.state(settlement) == "reconciled"
    statement = ledger.statement(settlement)
    assert statement["is_complete"] and statement["is_valid"]
