# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known about the journal items of a settlement before they are written."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from odoo.tools import float_repr

from ..lib.order_quantity import ordered_quantity

ZERO = Decimal(0)


def exact(amount, currency):
    """Return an amount of the database as a decimal, to the cent."""
    return Decimal(float_repr(amount, currency.decimal_places))


@dataclass(slots=True)
class Problem:
    """Why an amount is not matched: a reason of settlement lines and a sentence.

    ``amount`` is what stays open, if that is not the whole item.
    """

    reason: str
    message: str
    amount: Decimal | None = None


@dataclass(slots=True)
class Item:
    """One journal item opposite Amazon's account; ``amount`` is its effect there.

    ``matches`` are ids of journal items to reconcile it with, ``releases`` ids of
    partial reconciliations that have to go before that. ``refund`` is the id of a
    credit note that only its amount has told, and the adjustment id that it gets. An
    item without an account goes to suspense, for its ``problem``. The balance in the
    currency of the company follows from the rate, unless ``balance`` is given.
    ``document_type`` is that of the invoice or credit note which has to be made for it
    first.
    """

    name: str
    amount: Decimal = ZERO
    account: Any = None
    partner: Any = None
    rows: list = field(default_factory=list)
    matches: list = field(default_factory=list)
    releases: list = field(default_factory=list)
    refund: tuple | None = None
    tax: Any = None
    analytic: Any = False
    problem: Problem | None = None
    balance: float | None = None
    document_type: str = ""

    @property
    def key(self):
        """What items have in common that are booked as one."""
        return (
            self.account.id,
            self.partner.id if self.partner else False,
            self.tax.id if self.tax else False,
            str(self.analytic or ""),
            tuple(self.matches),
            self.document_type and tuple(self.rows),
        )


@dataclass(slots=True)
class OpenItem:
    """A posted receivable item of an order that is not fully paid.

    ``residual`` is positive for invoices and negative for credit notes; booking makes
    it smaller, so that two lines of one order share it.
    """

    id: int
    move_id: int
    move_name: str
    account_id: int
    partner_id: int
    residual: Decimal
    adjustment_ref: str = ""


@dataclass(slots=True)
class Offset:
    """An invoice and a credit note of one order that pay each other.

    Odoo reconciles them when the credit note is confirmed before the invoice is paid.
    Amazon's money pays both of them, so they are released from each other.
    """

    partial_id: int
    invoice: OpenItem
    credit_note: OpenItem
    amount: Decimal

    def release(self):
        """Open both documents again; return the id of what has to go."""
        self.invoice.residual += self.amount
        self.credit_note.residual -= self.amount
        return self.partial_id


@dataclass(slots=True)
class OrderBooks:
    """What the books say about one Amazon order.

    ``tax_account_id`` is the account of the invoice line that holds tax which Amazon
    collects; ``has_tax`` says whether invoices have any Odoo tax; ``settled_quantity``
    is how many pieces the settlements so far name.
    """

    order: Any = None
    invoices: list = field(default_factory=list)
    credit_notes: list = field(default_factory=list)
    offsets: list = field(default_factory=list)
    draft_names: list = field(default_factory=list)
    tax_account_id: int | None = None
    has_tax: bool = False
    settled_quantity: int = 0

    @property
    def is_complete(self):
        """Whether the settlements so far cover every piece of the order."""
        if not self.settled_quantity:
            return True
        # Documents of Amazon hold personal data; only quantities are read.
        ordered = ordered_quantity(self.order.sudo().payload or {})
        return not ordered or self.settled_quantity >= ordered

    def get_offsets(self, credit_note):
        """Return how a credit note and invoices of the order pay each other."""
        return [each for each in self.offsets if each.credit_note is credit_note]

    @property
    def paid_names(self):
        """Names of invoices on which nothing is open."""
        return [item.move_name for item in self.invoices if not item.residual]
