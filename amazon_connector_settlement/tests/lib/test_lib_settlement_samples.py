# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The collected settlements tie out, except the one that must not."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from settlement_files import rule_book

from amazon_connector_settlement.lib.errors import UnbalancedError
from amazon_connector_settlement.lib.plan import make_plan
from amazon_connector_settlement.lib.report_file import open_report
from amazon_connector_settlement.lib.tie_out import tie_out

DEFAULT = Path(__file__).resolve().parents[4] / "shared/samples/settlements"
FOLDER = Path(os.environ.get("AMAZON_SETTLEMENT_SAMPLES") or DEFAULT)
SAMPLES = sorted(FOLDER.glob("*.txt"))
BAD = "does_not_tie_missing_reserve.txt"
if not SAMPLES:
    pytest.skip(
        "No samples: AMAZON_SETTLEMENT_SAMPLES names their folder",
        allow_module_level=True,
    )


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_ties_out(path):
    """RP14: every sample adds up to the cent; the bad one is 42.24 off."""
    file = open_report(path)
    proof = tie_out(file.header, file.rows())
    assert proof.difference == (Decimal("42.24") if path.name == BAD else 0)
    assert bool(proof.causes) == (path.name == BAD)
    assert file.remarks == ()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_plan(path):
    file = open_report(path)
    book = rule_book()
    pairs = ((row, book.find(row)) for row in file.rows())
    if path.name == BAD:
        with pytest.raises(UnbalancedError, match="42.24"):
            make_plan(file.header, pairs)
        return
    plan = make_plan(file.header, pairs)
    assert plan.opening + sum(line.amount for line in plan.lines) == plan.closing
    assert plan.payout == max(file.header.total, 0)


def test_chain():
    """RP19: what a negative settlement owes is where the next one starts."""
    names = "chain1_negative chain2_payable_charged chain3_payable_rolled"
    plans = []
    for name in names.split():
        file = open_report(FOLDER / f"{name}.txt")
        plans.append(make_plan(file.header, ((row, None) for row in file.rows())))
    assert [plan.opening for plan in plans] == [
        0,
        Decimal("-321.69"),
        Decimal("-62.31"),
    ]
    assert [plan.closing for plan in plans][:2] == [plan.opening for plan in plans][1:]
    assert plans[2].closing == 0
