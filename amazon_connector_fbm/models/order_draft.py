# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is known about one Amazon order while it becomes a sales order."""

from dataclasses import dataclass, field
from typing import Any

from ..lib.order import Order
from ..lib.proceeds import Proceeds


@dataclass(slots=True)
class OrderDraft:
    """An order that can be imported, with the records that were matched to it.

    ``products`` maps Amazon's orderItemId to a product, ``pack_sizes`` to how many
    pieces of it one piece at Amazon is, where that is not one.
    """

    binding: Any
    order: Order
    proceeds: Proceeds
    marketplace: Any
    products: dict = field(default_factory=dict)
    pack_sizes: dict = field(default_factory=dict)
    contact: Any = None
    delivery: Any = None
    fiscal_position: Any = None

    @property
    def seller(self):
        """The seller whose settings apply."""
        return self.binding.seller_id

    @property
    def company(self):
        """The company that sells."""
        return self.binding.company_id

    @property
    def workflow(self):
        """The automatic workflow of the order, with the settings of its company."""
        return self.seller.workflow_process_id.with_company(self.company)

    @property
    def currency(self):
        """The currency of the order, which is that of the price list."""
        return self.marketplace.pricelist_id.currency_id


@dataclass(slots=True)
class Outcome:
    """What became of one order in a run: values to write and a line for the log.

    ``is_idle`` if the sales order was as Amazon has it and stays so.
    """

    binding: Any
    result: str
    state: str
    reason: str = ""
    message: str = ""
    sku: str = ""
    values: dict = field(default_factory=dict)
    issues: list = field(default_factory=list)
    is_idle: bool = False
