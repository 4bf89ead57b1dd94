# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import pytest

from stack.__main__ import HELP_WAS_SHOWN, main
from stack.demo.catalogue import read_catalogue

GOOD = "sku,name,price,currency\nA-1,Mug,9.99,EUR\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "orders").mkdir()
    return tmp_path


def check_demo(folder, *arguments):
    return main(["--check", "demo", "--data", str(folder), *arguments])


def refusal(capsys):
    text = capsys.readouterr().err
    assert text.count("\n") == 1, "one sentence, no usage and no traceback"
    return text


@pytest.mark.parametrize("command", ["demo", "test", "bench", "lint"])
def test_help(command, capsys):
    assert main(["--check", command, "--help"]) == HELP_WAS_SHOWN
    assert f"usage: setup/{command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["demo", "--unknown"],
        ["demo", "--onc"],
        ["demo", "--orders", "-1"],
        ["demo", "--json", "/no/such/folder/file.json"],
        ["bench", "unknown"],
        ["lint", "unknown"],
    ],
)
def test_wrong_argument(arguments, capsys):
    assert main(["--check", *arguments]) == 2
    assert "error: " in refusal(capsys)


def test_good_data_folder(folder):
    (folder / "catalogue.csv").write_text(GOOD)
    (folder / "orders" / "1.json").write_text('{"orderId": "1"}')
    assert check_demo(folder) == 0


def test_missing_data_folder(tmp_path, capsys):
    assert check_demo(tmp_path / "nowhere") == 2
    assert "nowhere does not exist" in refusal(capsys)


def test_data_folder_with_nothing_to_serve(tmp_path, capsys):
    assert check_demo(tmp_path) == 2
    assert "has no folder 'orders' or 'reports'" in refusal(capsys)


def test_data_folder_with_reports_alone(tmp_path):
    (tmp_path / "reports").mkdir()
    assert check_demo(tmp_path) == 0


def test_broken_order(folder, capsys):
    (folder / "orders" / "bad.json").write_text('{"orderId":\n')
    assert check_demo(folder) == 2
    assert "bad.json" in refusal(capsys)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "line 1: the column 'sku' is missing"),
        ("sku,name,price\n", "line 1: the column 'currency' is missing"),
        (GOOD + "A-2,Cup,free,EUR\n", "line 3, column price: 'free'"),
        (GOOD + "A-2,Cup,-1,EUR\n", "line 3, column price: '-1'"),
        (GOOD + "A-2,Cup,NaN,EUR\n", "line 3, column price: 'NaN'"),
        (GOOD + "A-2,Cup,1,euro\n", "line 3, column currency: 'euro'"),
        (GOOD + "\n,Cup,1,EUR\n", "line 4, column sku: it is empty"),
        (GOOD + "A-2,,1,EUR\n", "line 3, column name: it is empty"),
        (GOOD + "A-1,Cup,1,EUR\n", "line 3, column sku: 'A-1' is there twice"),
        (GOOD + "A-2,Cup,1,50,EUR\n", "line 3: 5 columns instead of 4"),
        (GOOD + 'A-2,"Cup,1,EUR\n', "line 3: unexpected end of data"),
    ],
)
def test_wrong_catalogue(folder, content, place, capsys):
    (folder / "catalogue.csv").write_text(content)
    assert check_demo(folder) == 2
    assert f"catalogue.csv, {place}" in refusal(capsys)


def test_catalogue_that_is_not_text(folder, capsys):
    (folder / "catalogue.csv").write_bytes(b"sku,name,price,currency\n\xff\n")
    assert check_demo(folder) == 2
    assert "catalogue.csv cannot be read" in refusal(capsys)


def test_read_catalogue(folder):
    (folder / "catalogue.csv").write_text(
        '\ufeffPrice,SKU,Name,Currency,Note\n1.50,A-1,"Mug, blue",EUR,x\n'
    )
    [product] = read_catalogue(folder)
    assert str(product.pop("price")) == "1.50"
    assert product == {"sku": "A-1", "name": "Mug, blue", "currency": "EUR"}
