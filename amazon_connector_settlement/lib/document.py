# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a settlement report says, as values: no file format, no accounting."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Header:
    """The summary row of a settlement; times are naive UTC."""

    settlement_ref: str
    start: datetime
    end: datetime
    deposit: datetime | None
    total: Decimal
    currency: str


class Row(NamedTuple):
    """One amount of a settlement: its effect on the seller's balance at Amazon.

    ``number`` counts the amounts of the settlement from 1 in the order of the file and
    is, with the settlement id, its identity: equal rows are legitimate. ``line`` is the
    line of the file. Texts are as Amazon wrote them, blank if missing. A tuple, because
    a million of them are made.
    """

    number: int
    line: int
    transaction_type: str
    amount_type: str
    amount_description: str
    amount: Decimal
    order_ref: str = ""
    merchant_order_ref: str = ""
    adjustment_ref: str = ""
    shipment_ref: str = ""
    marketplace_name: str = ""
    fulfillment: str = ""
    posted_date: date | None = None
    posted: datetime | None = None
    item_ref: str = ""
    sku: str = ""
    quantity: int | None = None
    promotion_ref: str = ""
