# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest

from stack.lint import CHECKS, unexplained_sudo


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_source(check):
    complaint = check()
    assert not complaint, f"\n{complaint}"


EXPLAINED = """
# Nobody may read this.
records = model.sudo()
found = records.filtered(
    # Hidden from this user.
    lambda record: record.sudo().name
)
"""


def test_a_sudo_needs_a_reason():
    assert list(unexplained_sudo(EXPLAINED)) == []
    for reason in ("# Nobody may read this.\n", "    # Hidden from this user.\n"):
        assert len(list(unexplained_sudo(EXPLAINED.replace(reason, "")))) == 1
