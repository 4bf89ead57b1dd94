# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from dataclasses import dataclass, replace
from typing import Any

from odoo import api, models
from odoo.tools import float_compare
from odoo.tools.mail import plaintext2html

from ..lib.errors import OrderHold
from ..lib.order import parse_order, sale_signature
from ..lib.proceeds import read_proceeds
from .amazon_order_builder import SILENT
from .order_draft import Outcome

PRICE_DIGITS = 8
# All of them are written, or Odoo would compute a price from the new quantity.
FOLLOWED = ("product_uom_qty", "price_unit", "tax_ids", "discount")


@dataclass(frozen=True, slots=True)
class LineChange:
    """What has to happen to one line: ``values`` to write, or to create it with.

    ``line`` is empty for a new line, ``values`` for one that goes.
    """

    line: Any
    values: dict
    text: str
    obstacle: str = ""


class AmazonOrderChange(models.AbstractModel):
    """Carries what Amazon changed after the import to the lines of a sales order.

    All of it, with both totals proved again, or nothing: an order of which only a part
    was carried over would be neither the old nor the new one.
    """

    _name = "amazon.order.change"
    _description = "Amazon Order Change"

    @api.model
    def _carry(self, draft):
        """Change the sales order of a draft; return the Outcome.

        :raises OrderHold: with what differs and what stands in the way
        """
        sale = draft.binding.sale_order_id
        self._match_draft(draft, sale)
        changes = self._compare(draft, sale)
        if any(change.obstacle for change in changes):
            raise self._hold(sale, changes)
        for change in changes:
            self._apply(sale, change)
        values = self._prove(draft, sale, changes)
        message = "\n".join(
            [self.env._("Amazon changed the order:"), *(c.text for c in changes)]
        )
        sale.message_post(body=plaintext2html(message))
        return Outcome(
            draft.binding, "updated", "imported", message=message, values=values
        )

    # === COMPARING === #

    @api.model
    def _match_draft(self, draft, sale):
        """Take contacts, fiscal position and known products from the sales order."""
        draft.contact = sale.partner_id
        draft.delivery = sale.partner_shipping_id
        draft.fiscal_position = sale.fiscal_position_id
        goods = self._get_lines(sale).filtered(
            lambda line: line.amazon_component == "ITEM"
        )
        known = {line.amazon_order_item_ref: line.product_id for line in goods}
        unknown = tuple(item for item in draft.order.items if item.ref not in known)
        draft.products.update(known)
        if unknown:
            order = replace(draft.order, items=unknown)
            builder = self.env["amazon.order.builder"]
            _complete, held = builder._match_products([replace(draft, order=order)])
            for _draft, hold in held:
                raise hold

    @api.model
    def _get_lines(self, sale):
        """Return the lines that stand for something of Amazon's."""
        return sale.order_line.filtered("amazon_component")

    @api.model
    def _compare(self, draft, sale):
        """Return the LineChanges that make the sales order what Amazon has now."""
        builder = self.env["amazon.order.builder"].with_context(**SILENT)
        present = {}
        for line in self._get_lines(sale):
            present.setdefault(self._get_line_key(line), []).append(line)
        changes = []
        for values in builder._prepare_lines(draft):
            lines = present.get(self._get_values_key(values))
            if not lines:
                changes.append(self._plan_new(sale, values))
            elif change := self._plan_change(lines.pop(0), values):
                changes.append(change)
        gone = [line for lines in present.values() for line in lines]
        changes += [self._plan_gone(line) for line in gone if line.product_uom_qty]
        return changes

    @api.model
    def _get_line_key(self, line):
        """What makes a line the same as one of fresh values."""
        return (
            line.amazon_order_item_ref or "",
            line.amazon_component,
            line.product_id.id,
            line.amazon_tax_kind,
        )

    @api.model
    def _get_values_key(self, values):
        return (
            values.get("amazon_order_item_ref") or "",
            values["amazon_component"],
            values["product_id"],
            values.get("amazon_tax_kind", False),
        )

    @api.model
    def _plan_new(self, sale, values):
        text = self.env._(
            "new line %(name)s: %(quantity)g x %(price)s",
            name=values["name"],
            quantity=values["product_uom_qty"],
            price=self._format(sale, values["price_unit"]),
        )
        line = self.env["sale.order.line"]
        return LineChange(line, values, text, self._get_order_obstacle(sale))

    @api.model
    def _plan_gone(self, line):
        text = self.env._("%s: no longer part of the order", line.name)
        obstacle = self._get_obstacle(line, {"product_uom_qty"}, 0.0)
        return LineChange(line, {}, text, obstacle)

    @api.model
    def _plan_change(self, line, values):
        """Return the LineChange of a line, or None if it is as Amazon has it."""
        fresh = {name: values[name] for name in FOLLOWED if name in values}
        fresh["extra_tax_data"] = values.get("extra_tax_data", False)
        differences = self._describe_differences(line, fresh)
        if not differences:
            return None
        text = f"{line.name}: {', '.join(differences.values())}"
        quantity = fresh["product_uom_qty"]
        obstacle = self._get_obstacle(line, set(differences), quantity)
        return LineChange(line, fresh, text, obstacle)

    @api.model
    def _describe_differences(self, line, fresh):
        """Return in words what differs, by name of the field."""
        differences = {}
        unit = self.env["decimal.precision"].precision_get("Product Unit")
        old, new = line.product_uom_qty, fresh["product_uom_qty"]
        if float_compare(old, new, precision_digits=unit):
            differences["product_uom_qty"] = self.env._(
                "quantity %(old)g → %(new)g", old=old, new=new
            )
        old, new = line.price_unit, fresh["price_unit"]
        if float_compare(old, new, precision_digits=PRICE_DIGITS):
            differences["price_unit"] = self.env._(
                "price %(old)s → %(new)s",
                old=self._format(line.order_id, old),
                new=self._format(line.order_id, new),
            )
        if set(line.tax_ids.ids) != set(fresh["tax_ids"][0][2] or []):
            differences["tax_ids"] = self.env._("taxes")
        if (line.extra_tax_data or False) != fresh["extra_tax_data"]:
            differences["extra_tax_data"] = self.env._("amount of tax")
        return differences

    @api.model
    def _format(self, sale, amount):
        return sale.currency_id.format(amount)

    # === WHAT MAY STILL BE CHANGED === #

    @api.model
    def _get_order_obstacle(self, sale):
        """Return why no line of a sales order may change any more, or nothing."""
        if sale.state == "cancel":
            return self.env._("the sales order is cancelled")
        if sale.locked:
            return self.env._("the sales order is locked")
        return ""

    @api.model
    def _get_obstacle(self, line, changed, quantity):
        """Return why a line cannot follow, or nothing.

        :param changed: names of the fields that differ
        :param quantity: the new quantity, in the unit of the line
        """
        obstacle = self._get_order_obstacle(line.order_id)
        if obstacle:
            return obstacle
        # The amount of tax goes with the quantity: the next invoice gets the rest.
        is_more = changed - {"extra_tax_data"} == {"product_uom_qty"}
        if line.qty_invoiced and (quantity < line.qty_invoiced or not is_more):
            return self.env._("%g are invoiced", line.qty_invoiced)
        taken = self._get_taken_quantity(line)
        if quantity < min(taken, line.product_uom_qty):
            return self.env._("%g are picked or delivered", taken)
        return ""

    @api.model
    def _get_taken_quantity(self, line):
        """Return how much of a line was picked or delivered, in its unit."""
        busy = line.move_ids.filtered(
            lambda move: (
                move.state != "cancel" and (move.picked or move.state == "done")
            )
        )
        if busy.product_id - line.product_id:
            return line.product_uom_qty
        moved = (
            sum(
                move.product_uom._compute_quantity(move.quantity, line.product_uom_id)
                for move in moves
            )
            for moves in busy.grouped("location_dest_id").values()
        )
        return max([line.qty_delivered, *moved])

    @api.model
    def _hold(self, sale, changes):
        rows = [
            f"{change.text} ({change.obstacle})" if change.obstacle else change.text
            for change in changes
        ]
        return OrderHold(
            "changed",
            self.env._(
                "Amazon changed the order, but sales order %(sale)s cannot follow. "
                "Adapt it by hand, then press Sales Order Is Adapted:\n%(changes)s",
                sale=sale.name,
                changes="\n".join(rows),
            ),
        )

    # === CHANGING === #

    @api.model
    def _apply(self, sale, change):
        line = change.line.with_context(**SILENT)
        if not change.line:
            values = {**change.values, "order_id": sale.id}
            line.create(values)
        elif change.values:
            line.write(change.values)
        elif sale.state in ("draft", "sent"):
            line.unlink()
        else:
            line.write({"product_uom_qty": 0.0, "price_unit": line.price_unit})

    @api.model
    def _prove(self, draft, sale, changes):
        """Return the values of the new proof; both totals must be the same again."""
        proofs = self.env["amazon.order.proof"]
        proof = proofs._prove(draft.proceeds, sale)
        if not proof["is_proved"]:
            difference = proofs._explain_difference(proof, draft.order.currency)
            hold = self._hold(sale, changes)
            raise OrderHold("changed", f"{hold.message}\n{difference}")
        return {
            "proof": proof,
            "odoo_total": float(proof["odoo_total"]),
            "difference": float(proof["difference"]),
            "sale_signature": sale_signature(draft.order),
        }

    @api.model
    def _prove_adapted(self, binding):
        """Return the proof of a sales order that a person adapted, whatever it says."""
        sale = binding.sale_order_id
        try:
            proceeds = read_proceeds(parse_order(binding.payload))
        except OrderHold:
            return {"proof": False}
        return {"proof": self.env["amazon.order.proof"]._prove(proceeds, sale)}

    # === TELLING === #

    @api.model
    def _announce(self, outcomes):
        """Note on sales orders, once, what could not be carried over to them."""
        for outcome in outcomes:
            binding = outcome.binding
            if outcome.reason == "changed" and outcome.message != binding.hold_message:
                sale = binding.sale_order_id
                sale.message_post(body=plaintext2html(outcome.message))
