# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which report of Amazon a table is, by the names of its columns."""

from .errors import FileFormatError

COMMON = frozenset(
    "settlement-id settlement-start-date settlement-end-date total-amount currency "
    "transaction-type order-id".split()
)
V2 = COMMON | {"amount-type", "amount-description", "amount"}
V1 = COMMON | {"price-type", "price-amount", "other-amount"}
OTHERS = (
    ({"amazon-order-id", "purchase-date", "order-status"}, "the report of all orders"),
    ({"order-id", "order-item-id", "purchase-date"}, "a report of orders"),
    ({"seller-sku", "item-name"}, "a listings report"),
    ({"seller-sku", "asin", "price"}, "a listings report"),
    ({"seller-sku", "fulfillment-channel-sku"}, "an FBA inventory report"),
    ({"fnsku", "snapshot-date"}, "an FBA inventory report"),
    ({"return-date", "order-id"}, "a report of returns"),
    ({"return-request-date"}, "a report of returns"),
    ({"reimbursement-id"}, "a report of FBA reimbursements"),
    ({"shipment-id", "amazon-order-id"}, "a report of FBA shipments"),
    ({"unique-account-identifier"}, "a VAT transactions report"),
    ({"marketplace-facilitator-tax-collector"}, "a report of taxes"),
)
ADVICE = "A settlement is in the report 'Settlement V2 flat file' (.txt)."


def normalize_name(name):
    """Return the name of a column as the tables above spell it."""
    return "-".join(name.strip().strip('"').lower().replace("_", " ").split()).strip()


def recognize(line):
    """Return the version ("v2" or "v1") and the column names of a header line.

    Raises FileFormatError, which names the report that it is, for any other.
    """
    names = [normalize_name(name) for name in line.rstrip("\r\n").split("\t")]
    present = set(names)
    for version, needed in (("v2", V2), ("v1", V1)):
        if needed <= present:
            return version, _unique(names)
    raise FileFormatError(_complaint(line, present), line=1)


def _unique(names):
    filled = [name for name in names if name]
    for name in filled:
        if filled.count(name) > 1:
            raise FileFormatError(f"The column {name} is there twice. {ADVICE}", line=1)
    return names


def _complaint(line, present):
    for columns, name in OTHERS:
        if columns <= present:
            return f"The file is {name}, no settlement. {ADVICE}"
    if "settlement-id" in present:
        missing = ", ".join(sorted(V2 - present))
        return f"The settlement report lacks the columns {missing}. {ADVICE}"
    for separator in ",;":
        cells = {normalize_name(name) for name in line.split(separator)}
        if "settlement-id" in cells and len(cells) > 3:
            return (
                f"The columns are separated by '{separator}' instead of tabs: the file "
                "was saved by another program. Import the file as Amazon gave it."
            )
        for columns, name in OTHERS:
            if columns <= cells:
                return f"The file is {name}, no settlement. {ADVICE}"
    if "date/time" in line.lower() or "transaction view" in line.lower():
        return f"The file is a date range report of payments, no settlement. {ADVICE}"
    start = line.strip()[:60]
    return f"The file is no settlement report: it starts with '{start}'. {ADVICE}"
