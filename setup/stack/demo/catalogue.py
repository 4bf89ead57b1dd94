# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import csv
import re
from decimal import Decimal, InvalidOperation

from simulator.data_folder import DataError, DataFolder

from ..errors import UsageError

COLUMNS = ("sku", "name", "price", "currency")


def check_data_folder(folder):
    """Refuse a folder that the simulator could not serve."""
    if not folder.is_dir():
        raise UsageError(f"The folder {folder} does not exist.")
    if not any((folder / name).is_dir() for name in ("orders", "reports")):
        raise UsageError(f"The folder {folder} has no folder 'orders' or 'reports'.")
    try:
        DataFolder(folder).orders()
    except DataError as error:
        raise UsageError(f"{error}.") from error
    read_catalogue(folder)


def read_catalogue(folder):
    """Return the products of ``catalogue.csv``; none without that file."""
    path = folder / "catalogue.csv"
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read_products(path, csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from error


def _read_products(path, reader):
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        for column in COLUMNS:
            if column not in header:
                raise UsageError(f"{path}, line 1: the column '{column}' is missing.")
        products = {}
        for cells in reader:
            if any(cell.strip() for cell in cells):
                place = f"{path}, line {reader.line_num}"
                product = _product(place, header, cells)
                if product["sku"] in products:
                    raise _refusal(place, "sku", product["sku"], "is there twice")
                products[product["sku"]] = product
    except csv.Error as error:
        raise UsageError(f"{path}, line {reader.line_num}: {error}.") from error
    return list(products.values())


def _product(place, header, cells):
    if len(cells) != len(header):
        raise UsageError(
            f"{place}: {len(cells)} columns instead of {len(header)}"
            f" ({', '.join(header)})."
        )
    product = dict(zip(header, cells, strict=True))
    product = {column: product[column].strip() for column in COLUMNS}
    for column in ("sku", "name"):
        if not product[column]:
            raise UsageError(f"{place}, column {column}: it is empty.")
    if not re.fullmatch("[A-Z]{3}", product["currency"]):
        raise _refusal(
            place, "currency", product["currency"], "is not a code of three capitals"
        )
    product["price"] = _price(place, product["price"])
    return product


def _price(place, text):
    try:
        price = Decimal(text)
    except InvalidOperation:
        price = Decimal("NaN")
    if not price.is_finite() or price < 0:
        raise _refusal(place, "price", text, "is not an amount such as 12.34")
    return price


def _refusal(place, column, value, problem):
    return UsageError(f"{place}, column {column}: '{value}' {problem}.")
