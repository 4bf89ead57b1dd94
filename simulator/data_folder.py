# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A folder of documents in Amazon's own formats, given to the simulator to serve."""

import json
from pathlib import Path

from .clock import parse_time


class DataError(Exception):
    """A file that cannot be served; the text names it."""


class DataFolder:
    """Reads orders/*.json, participations.json, listings/*.json, reports/TYPE/*."""

    def __init__(self, path):
        self.path = Path(path)
        if not self.path.is_dir():
            raise DataError(f"{self.path}: is not a folder")

    def orders(self):
        """Return the order documents of all files."""
        found = {}
        for path in sorted(self.path.glob("orders/*.json")):
            for order in _orders_of(read_json(path)):
                _check_order(order, path)
                found[order["orderId"]] = order
        return list(found.values())

    def participations(self):
        """Return the marketplace participations, or None if the folder has none."""
        path = self.path / "participations.json"
        if not path.is_file():
            return None
        content = read_json(path)
        if isinstance(content, dict):
            content = content.get("payload")
        if not isinstance(content, list):
            raise DataError(f"{path}: holds no list of participations")
        return content

    def listings(self):
        """Return the listing documents of all files."""
        found = []
        for path in sorted(self.path.glob("listings/*.json")):
            item = read_json(path)
            if not isinstance(item, dict) or not item.get("sku"):
                raise DataError(f"{path}: holds no listing (sku is missing)")
            found.append(item)
        return found

    def reports(self):
        """Return the report files by report type; they are not read yet."""
        found = {}
        for path in sorted(self.path.glob("reports/*/*")):
            if path.is_file():
                found.setdefault(path.parent.name, []).append(path)
        return found

    def contents(self):
        """Return how much of everything else there is, for the health page."""
        reports = {name: len(paths) for name, paths in self.reports().items()}
        return {"listings": len(self.listings()), "reports": reports}


def read_json(path):
    """Return the content of a JSON file, or say in one line what is wrong with it."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        place = f"{path}:{error.lineno}"
        raise DataError(f"{place}: is not valid JSON ({error.msg})") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DataError(f"{path}:{line}: is not valid UTF-8") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from None


def _check_order(order, path):
    if not isinstance(order, dict) or not order.get("orderId"):
        raise DataError(f"{path}: holds no order (orderId is missing)")
    for name in ("createdTime", "lastUpdatedTime"):
        try:
            parse_time(order.get(name) or "1970-01-01")
        except (TypeError, ValueError):
            raise DataError(f"{path}: {name} is not a date and time") from None


def _orders_of(content):
    if isinstance(content, list):
        return content
    for key in ("payload", "orders", "order"):
        if isinstance(content, dict) and key in content and "orderId" not in content:
            return _orders_of(content[key])
    return [content]
