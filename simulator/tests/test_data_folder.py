# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A folder of documents, and the command line that serves it."""

import json

import pytest

from simulator.__main__ import main, make_state, parse_arguments
from simulator.data_folder import DataError, DataFolder

from .conftest import make_order


def write(folder, path, content):
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    target.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "wrap",
    [
        lambda order: order,
        lambda order: {"order": order},
        lambda order: {"orders": [order]},
        lambda order: {"payload": order},
        lambda order: {"payload": {"orders": [order]}},
        lambda order: [order],
    ],
)
def test_wrappings(tmp_path, wrap):
    write(tmp_path, "orders/one.json", wrap(make_order("1")))
    assert DataFolder(tmp_path).orders() == [make_order("1")]


@pytest.mark.parametrize("wrap", [list, lambda each: {"payload": each}])
def test_participations(tmp_path, wrap):
    write(tmp_path, "participations.json", wrap([{"storeName": "S"}]))
    state = make_state(parse_arguments(["--data", str(tmp_path)]))
    assert state.seller().participations == [{"storeName": "S"}]


def test_defaults(tmp_path):
    state = make_state(parse_arguments(["--data", str(tmp_path)]))
    assert len(state.seller().participations) == 23
    assert len(state.seller().orders) == 0
    assert state.limiter.enforced


def test_reports_and_listings_are_counted(tmp_path):
    write(tmp_path, "listings/a.json", {"sku": "A"})
    write(tmp_path, "reports/GET_SOMETHING/1.txt", "not\tread")
    folder = DataFolder(tmp_path)
    assert folder.contents() == {"listings": 1, "reports": {"GET_SOMETHING": 1}}
    assert folder.listings() == [{"sku": "A"}]


def test_reports_of_the_folder_are_served(tmp_path):
    write(tmp_path, "reports/GET_SOMETHING/1.txt", "served")
    state = make_state(parse_arguments(["--data", str(tmp_path)]))
    (report,) = state.seller().reports.all(state.clock.now())
    assert (report.report_type, report.body()) == ("GET_SOMETHING", b"served")


def test_generated_and_given_orders(tmp_path):
    write(tmp_path, "orders/one.json", make_order("1"))
    arguments = ["--data", str(tmp_path), "--orders", "7", "--no-rate-limits"]
    state = make_state(parse_arguments(arguments))
    assert len(state.seller().orders) == 8
    assert len(state.catalogue) == 40
    assert not state.limiter.enforced


def everything(state):
    return state.seller().orders.page(lambda *_: True, (float("-inf"), ""), 9)[0]


def test_any_date_can_be_found(tmp_path):
    future = make_order("future", "2999-01-01T00:00:00Z")
    old = make_order("old", "2001-01-01T00:00:00Z")
    undated = make_order("undated", None)
    for order in (future, old, undated):
        write(tmp_path, f"orders/{order['orderId']}.json", order)
    state = make_state(parse_arguments(["--data", str(tmp_path)]))
    assert everything(state) == [old, undated, future]
    limit = state.clock.now().timestamp()
    seen = state.seller().orders.page(lambda _o, _c, at: at <= limit, (0, ""), 9)[0]
    assert seen == [old, undated, future]


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        (
            "orders/a.json",
            '{\n"orderId": "1",\n}',
            "orders/a.json:3: is not valid JSON",
        ),
        ("orders/a.json", "{}", "holds no order"),
        ("orders/a.json", '["text"]', "holds no order"),
        ("orders/a.json", make_order("1", "soon"), "lastUpdatedTime is not a date"),
        ("participations.json", "{}", "holds no list"),
        ("listings/b.json", "x", "listings/b.json:1: is not valid JSON"),
        ("listings/b.json", "[]", "listings/b.json: holds no listing"),
    ],
)
def test_bad_files(tmp_path, capsys, path, content, message):
    write(tmp_path, path, content)
    assert main(["--data", str(tmp_path), "--port", "0"]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1


def test_bad_encoding(tmp_path):
    write(tmp_path, "orders/a.json", "")
    (tmp_path / "orders" / "a.json").write_bytes(b'{\n"a": "\xe9"}')
    with pytest.raises(DataError, match="a.json:2: is not valid UTF-8"):
        DataFolder(tmp_path).orders()


def test_no_such_folder(capsys):
    assert main(["--data", "/no/such/folder"]) == 2
    assert "is not a folder" in capsys.readouterr().err
