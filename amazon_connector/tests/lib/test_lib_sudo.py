# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Nobody goes round the access rights without saying why."""

import ast
from pathlib import Path

import pytest

ADDONS = Path(__file__).parents[3]
FILES = sorted(
    path
    for path in ADDONS.glob("amazon_connector*/**/*.py")
    if "tests" not in path.parts
)
# A comment stands above the statement; a long statement has its sudo() further down.
REACH = 3


def find_unexplained(source):
    """Return the lines with a sudo() and no comment above its statement."""
    lines = source.splitlines()
    unexplained = []
    for statement in ast.walk(ast.parse(source)):
        if not isinstance(statement, ast.stmt) or hasattr(statement, "body"):
            continue
        if any(
            isinstance(node, ast.Attribute) and node.attr == "sudo"
            for node in ast.walk(statement)
        ):
            above = lines[max(0, statement.lineno - 1 - REACH) : statement.lineno - 1]
            if not any(line.strip().startswith("#") for line in above):
                unexplained.append(statement.lineno)
    return unexplained


def test_scan_finds_one():
    """Without this, a scan that sees nothing would be content."""
    assert find_unexplained("x = 1\nrecord.sudo().write({})\n") == [2]
    assert not find_unexplained("# The cron has no user.\nrecord.sudo().unlink()\n")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sudo_says_why(path):
    """S12."""
    assert find_unexplained(path.read_text(encoding="utf-8")) == []
