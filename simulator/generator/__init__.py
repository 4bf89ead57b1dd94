# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Orders of every kind, made up: the same seed makes the same orders."""

from random import Random

from .catalogue import catalogue
from .document import OrderWriter
from .plan import plan_orders, plan_simple_orders

__all__ = ["catalogue", "generate_orders"]


def generate_orders(count, seed, now, kinds="all"):
    """Return made-up order documents.

    They are created in the 20 days before ``now`` and updated at least three minutes
    before it. ``kinds="simple"`` makes only plain orders that can be imported.
    """
    rng = Random(seed)
    make_plans = plan_simple_orders if kinds == "simple" else plan_orders
    writer = OrderWriter(rng, now)
    return [writer.write(plan) for plan in make_plans(count, rng)]
