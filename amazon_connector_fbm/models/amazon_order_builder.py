# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal

from odoo import Command, api, models

from ..lib.errors import OrderHold

# Buyers of Amazon are no followers and get no mail of Odoo.
SILENT = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_vat_validation": True,
    "sale_no_log_for_new_lines": True,
}


class AmazonOrderBuilder(models.AbstractModel):
    """Turns order drafts into the values of contacts and sales orders."""

    _name = "amazon.order.builder"
    _description = "Amazon Order Builder"

    # === PRODUCTS === #

    @api.model
    def _match_products(self, drafts):
        """Find the product of every item.

        :return: drafts that are complete, and (draft, OrderHold) for the others
        """
        listings = self.env["amazon.listing"]
        found = {}
        for marketplace in {draft.marketplace for draft in drafts}:
            skus = {
                item.sku
                for draft in drafts
                if draft.marketplace == marketplace
                for item in draft.order.items
            }
            for sku, products in listings._find_products(marketplace, skus).items():
                found[marketplace, sku] = products
        complete, held = [], []
        for draft in drafts:
            try:
                self._match_items(draft, found)
                complete.append(draft)
            except OrderHold as hold:
                held.append((draft, hold))
        return complete, held

    @api.model
    def _match_items(self, draft, found):
        listings = self.env["amazon.listing"]
        unknown, holds = [], {}
        for item in draft.order.items:
            products = found[draft.marketplace, item.sku]
            if not products and item.sku and draft.seller.create_products:
                unknown.append(item)
                continue
            try:
                product = listings._choose_product(item.sku, products)
                draft.products[item.ref] = product
            except OrderHold as hold:
                holds[item.sku] = hold
        if holds:
            first, *_others = holds.values()
            messages = "\n".join(hold.message for hold in holds.values())
            issues = [issue for hold in holds.values() for issue in hold.issues]
            raise OrderHold(first.reason, messages, first.sku, issues=issues)
        self._create_products(draft, unknown, found)

    @api.model
    def _create_products(self, draft, items, found):
        listings = self.env["amazon.listing"]
        for item in items:
            product = found[draft.marketplace, item.sku]
            if not product:
                product = listings._create_product_for(draft.marketplace, item)
                found[draft.marketplace, item.sku] = product
            draft.products[item.ref] = product

    # === SALES ORDER === #

    @api.model
    def _prepare_sale_order_vals(self, draft):
        """Values of the sales order of one Amazon order, lines included.

        Prices are in the order's currency and are those that Amazon charged.
        """
        order, marketplace, seller = draft.order, draft.marketplace, draft.seller
        draft.fiscal_position = self._get_fiscal_position(draft)
        values = {
            "partner_id": draft.contact.id,
            "partner_invoice_id": (marketplace.default_customer_id or draft.contact).id,
            "partner_shipping_id": draft.delivery.id,
            "company_id": draft.company.id,
            "currency_id": draft.currency.id,
            "pricelist_id": marketplace.pricelist_id.id,
            "warehouse_id": marketplace.warehouse_id.id,
            "team_id": marketplace.team_id.id,
            "user_id": False,
            "fiscal_position_id": draft.fiscal_position.id,
            "payment_term_id": seller.payment_term_id.id,
            "workflow_process_id": draft.workflow.id,
            "client_order_ref": order.buyer.purchase_order or order.ref,
            "origin": order.ref,
            "date_order": order.created,
            "commitment_date": order.ship_by,
            "require_signature": False,
            "require_payment": False,
            "amazon_order_ref": order.ref,
            "amazon_seller_id": seller.id,
            "amazon_marketplace_id": marketplace.id,
            "order_line": [
                Command.create(values) for values in self._prepare_lines(draft)
            ],
        }
        values |= self._prepare_workflow_vals(draft.workflow)
        if not seller.use_odoo_sequence:
            prefix = seller._get_order_prefix(marketplace, order.programs)
            values["name"] = f"{prefix}{order.ref}"
        return values

    @api.model
    def _prepare_workflow_vals(self, workflow):
        """Values that the automatic workflow has for orders from Amazon."""
        values = {
            "picking_policy": workflow.picking_policy,
            "invoice_policy": workflow.invoice_policy,
        }
        return {name: value for name, value in values.items() if value}

    @api.model
    def _get_fiscal_position(self, draft):
        """The marketplace's fiscal position, else the one of the destination."""
        if draft.marketplace.fiscal_position_id:
            return draft.marketplace.fiscal_position_id
        positions = self.env["account.fiscal.position"].with_company(draft.company)
        return positions._get_fiscal_position(draft.contact, delivery=draft.delivery)

    @api.model
    def _prepare_lines(self, draft):
        """Values of all lines: products first, then the charges on them, then tax."""
        plan = self.env["amazon.order.tax"]._plan(draft)
        goods = {}
        lines = []
        for taxed in plan.charges:
            item = taxed.charge.item
            if taxed.charge.kind == "ITEM" and item and item.quantity:
                goods.setdefault(item.ref, []).append(taxed)
            else:
                lines.append(self._prepare_charge_line_vals(draft, taxed))
        products = [
            self._prepare_product_line_vals(draft, item, goods.get(item.ref, []))
            for item in draft.order.items
            if item.quantity
        ]
        lines = [*products, *lines, *self._prepare_tax_lines(draft, plan)]
        analytic = self._prepare_analytic_vals(draft)
        return [{**line, **analytic} for line in lines]

    @api.model
    def _prepare_analytic_vals(self, draft):
        """Values of every line that say to which analytic account it belongs."""
        holder, field_name = draft.seller._get_analytic_setting(draft.marketplace)
        account = holder[field_name]
        if not account:
            return {}
        return {"analytic_distribution": {str(account.id): 100}}

    @api.model
    def _prepare_product_line_vals(self, draft, item, taxed):
        """Values of a product line; the price is Amazon's amount over the quantity."""
        product = draft.products[item.ref]
        amount = sum((line.price for line in taxed), Decimal(0))
        taxes = taxed[0].taxes if taxed else self.env["account.tax"]
        return {
            "product_id": product.id,
            "name": item.title or product.display_name,
            "product_uom_qty": item.quantity,
            "price_unit": float(amount / item.quantity),
            "tax_ids": [Command.set(taxes.ids)],
            "discount": 0.0,
            "amazon_order_item_ref": item.ref,
            "amazon_component": "ITEM",
        }

    @api.model
    def _prepare_charge_line_vals(self, draft, taxed):
        """Values of a line for shipping, gift wrap, a discount or another charge."""
        charge = taxed.charge
        product = self._get_charge_product(draft.seller, charge)
        return {
            "product_id": product.id,
            "name": product.display_name,
            "product_uom_qty": 1.0,
            "price_unit": float(taxed.price),
            "tax_ids": [Command.set(taxed.taxes.ids)],
            "discount": 0.0,
            "amazon_order_item_ref": charge.item.ref if charge.item else False,
            "amazon_component": charge.kind,
        }

    @api.model
    def _get_charge_product(self, seller, charge):
        """The service that stands for a kind of charge, by the seller's settings."""
        if charge.kind == "DISCOUNT" and charge.target == "SHIPPING":
            return self._get_service(seller, "shipping_discount_product_id")
        field_name = {
            "SHIPPING": "shipping_product_id",
            "GIFT_WRAP": "gift_wrap_product_id",
            "DISCOUNT": "promotion_product_id",
        }.get(charge.kind, "other_charge_product_id")
        return self._get_service(seller, field_name)

    @api.model
    def _prepare_tax_lines(self, draft, plan):
        """Values of the lines for tax that no Odoo tax stands for."""
        taxes = {
            "collected": (
                self.env._("Tax collected and remitted by Amazon"),
                plan.collected_tax,
            ),
            "other": (self.env._("Tax charged on Amazon"), plan.other_tax),
        }
        return [
            {
                "product_id": self._get_service(draft.seller, "tax_product_id").id,
                "name": label,
                "product_uom_qty": 1.0,
                "price_unit": float(amount),
                "tax_ids": [Command.clear()],
                "discount": 0.0,
                "amazon_component": "TAX",
                "amazon_tax_kind": kind,
            }
            for kind, (label, amount) in taxes.items()
            if amount
        ]
