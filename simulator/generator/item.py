# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Writes the items of an order, and their money."""

from decimal import Decimal

from .money import money
from .proceeds import LineMoney

_WITHOUT_MONEY = {"pending", "cancelled"}
_SHIPPED = {"shipped", "amazon_fulfilled"}
_GIFT_MESSAGES = [
    "Happy birthday, and many happy returns!",
    "Alles Gute zum Geburtstag! 🎁\nDeine Käthe",
    "Joyeux Noël à toute la famille",
    "お誕生日おめでとうございます",
]
_COD_FEE = Decimal("330")
# Discounts are whole tenths: see the note on prices in the catalogue.
_DISCOUNT_STEPS = {"JPY": Decimal("10")}
_TENTH = Decimal("0.1")


class ItemWriter:
    """Writes order items."""

    def __init__(self, rng):
        self._rng = rng
        self._item_ids = set()

    def write_all(self, plan, country, buyer, products):
        """Return pairs of an order item document and its money."""
        return [
            self._write(plan, country, buyer, product, first=number == 0)
            for number, product in enumerate(products)
        ]

    def _write(self, plan, country, buyer, product, first):
        quantity = self._quantity(plan, first)
        line = self._line_money(plan, country, buyer, product, quantity, first)
        item = {
            "orderItemId": self._item_id(),
            "quantityOrdered": quantity,
            "product": _product(product),
            "fulfillment": self._fulfillment(plan, quantity, first),
            "cancellation": _cancellation(plan),
        }
        if plan.kind not in _WITHOUT_MONEY:
            unit_price = product.price_in(country.currency)
            price = {"unitPrice": money(unit_price, country.currency)}
            if plan.has("business"):
                price["priceDesignation"] = "BUSINESS_PRICE"
            item["product"]["price"] = price
            item.update(self._money_sections(line, country))
        return {key: value for key, value in item.items() if value}, line

    def _quantity(self, plan, first):
        least = 2 if first and plan.kind == "partially_shipped" else 1
        return max(least, self._rng.choices([1, 2, 3, 4, 12], [70, 17, 8, 4, 1])[0])

    def _item_id(self):
        while True:
            item_id = f"{self._rng.randrange(10**13, 10**14)}"
            if item_id not in self._item_ids:
                self._item_ids.add(item_id)
                return item_id

    def _line_money(self, plan, country, buyer, product, quantity, first):
        line = LineMoney(country.currency)
        components = line.components
        components["ITEM"] = product.price_in(country.currency) * quantity
        if first and (plan.has("shipping") or plan.has("shipping_discount")):
            components["SHIPPING"] = self._rng.choice(country.shipping)
        if first and plan.has("gift"):
            components["GIFT_WRAP"] = country.gift_wrap
        if first and plan.has("cash_on_delivery"):
            components["COD_FEE"] = _COD_FEE
        if first:
            self._add_discount(plan, line)
        if country.tax_on_top:
            line.add_tax(buyer.place.tax_rate, on_top=True)
        elif plan.has("tax_breakdown"):
            line.add_tax(country.tax_rate, on_top=False)
        return line

    def _add_discount(self, plan, line):
        if plan.has("shipping_discount"):
            line.discount_subtype = "SHIPPING"
            line.components["DISCOUNT"] = -line.components["SHIPPING"]
        elif plan.has("item_promotion"):
            line.discount_subtype = "ITEM"
            share = self._rng.choice([Decimal("0.1"), Decimal("0.15"), Decimal("0.2")])
            step = _DISCOUNT_STEPS.get(line.currency, _TENTH)
            discount = (line.components["ITEM"] * share / step).quantize(Decimal(1))
            line.components["DISCOUNT"] = -discount * step

    def _money_sections(self, line, country):
        sections = {"proceeds": line.document()}
        if "DISCOUNT" in line.components:
            promotion = f"PAWS-V2-{self._rng.randrange(10**9)}"
            sections["promotion"] = {"breakdowns": [{"promotionId": promotion}]}
        if country.code == "JP":
            points = int(line.components["ITEM"] / 100)
            granted = {
                "pointsNumber": points,
                "pointsMonetaryValue": money(Decimal(points), line.currency),
            }
            sections["expense"] = {"pointsCost": {"pointsGranted": granted}}
        if line.tax_on_top:
            collection = {
                "model": "MARKETPLACE_FACILITATOR",
                "responsibleParty": "Amazon Services, Inc.",
            }
            sections["tax"] = {"taxCollections": [collection]}
        return sections

    def _fulfillment(self, plan, quantity, first):
        shipped = 0
        if plan.kind in _SHIPPED:
            shipped = quantity
        elif plan.kind == "partially_shipped" and first:
            shipped = self._rng.randint(1, quantity - 1)
        open_quantity = 0 if plan.kind == "cancelled" else quantity - shipped
        fulfillment = {
            "quantityFulfilled": shipped,
            "quantityUnfulfilled": open_quantity,
        }
        if first and plan.has("gift"):
            option = {
                "giftMessage": self._rng.choice(_GIFT_MESSAGES),
                "giftWrapLevel": "Classic",
            }
            fulfillment["packing"] = {"giftOption": option}
        return fulfillment


def _product(product):
    return {
        "asin": product.asin,
        "title": product.name,
        "sellerSku": product.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
    }


def _cancellation(plan):
    if plan.kind == "cancelled":
        execution = {"cancelledBy": "BUYER", "cancelReason": "BUYER_CANCELED"}
        return {"cancellationExecution": execution}
    if plan.has("cancellation_requested"):
        request = {"requester": "BUYER", "cancelReason": "Ordered by mistake"}
        return {"cancellationRequest": request}
    return {}
