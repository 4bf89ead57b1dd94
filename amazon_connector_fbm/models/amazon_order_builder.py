# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from decimal import Decimal
from functools import partial

from odoo import Command, api, models, tools

from ..lib.buyer_key import contact_key, delivery_key
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

    # === CONTACTS === #

    @api.model
    def _match_contacts(self, drafts):
        """Find or create the contact and the delivery address of every order."""
        partners = self.env["res.partner"].with_context(**SILENT)
        contacts, deliveries = {}, {}
        for draft in drafts:
            key = contact_key(draft.order, draft.company.id)
            contacts[key] = partial(self._prepare_contact_vals, draft, key)
        contacts = partners._get_or_create_by_key("amazon_buyer_key", contacts)
        for draft in drafts:
            draft.contact = contacts[contact_key(draft.order, draft.company.id)]
            if draft.order.address.street or draft.order.address.zip:
                key = delivery_key(draft.order, draft.company.id)
                deliveries[key] = partial(self._prepare_delivery_vals, draft, key)
        deliveries = partners._get_or_create_by_key("amazon_address_key", deliveries)
        for draft in drafts:
            key = delivery_key(draft.order, draft.company.id)
            draft.delivery = deliveries.get(key, draft.contact)

    @api.model
    def _prepare_contact_vals(self, draft, key):
        """Values of the buyer's contact; without a name it is named by the order."""
        order = draft.order
        name = order.buyer.company or order.buyer.name or order.address.name
        is_own_address = not order.address.name or name in (
            order.address.name,
            order.address.company,
        )
        return {
            "name": name or self.env._("Amazon customer %s", order.ref),
            "is_company": bool(order.buyer.company),
            "email": order.buyer.email,
            "vat": order.buyer.vat,
            "lang": draft.marketplace.lang_id.code or False,
            "company_id": draft.company.id,
            "amazon_buyer_key": key,
            "amazon_address_key": delivery_key(order, draft.company.id)
            if is_own_address
            else False,
            **(
                self._prepare_address_vals(order.address, name)
                if is_own_address
                else {}
            ),
        }

    @api.model
    def _prepare_delivery_vals(self, draft, key):
        """Values of a delivery address that is not the contact's own."""
        address = draft.order.address
        return {
            "name": address.name or draft.contact.name,
            "type": "delivery",
            "parent_id": draft.contact.id,
            "company_id": draft.company.id,
            "lang": draft.marketplace.lang_id.code or False,
            "amazon_address_key": key,
            **self._prepare_address_vals(address, draft.contact.name),
        }

    @api.model
    def _prepare_address_vals(self, address, contact_name):
        """Values of a postal address; a region Odoo does not know stays readable."""
        country_id = self._get_country_id(address.country_code)
        state_id = self._get_state_id(country_id, address.state)
        unknown_state = "" if state_id else address.state
        known_names = (address.name, contact_name)
        company = "" if address.company in known_names else address.company
        return {
            "street": address.street,
            "street2": ", ".join(
                filter(None, [company, address.street2, unknown_state])
            ),
            "city": address.city,
            "zip": address.zip,
            "country_id": country_id,
            "state_id": state_id,
            "phone": address.phone,
        }

    @api.model
    @tools.ormcache("code")
    def _get_country_id(self, code):
        iso_code = {"UK": "GB"}.get(code, code)
        return self.env["res.country"].search([("code", "=", iso_code)]).id

    @api.model
    def _get_state_id(self, country_id, name):
        """The state by code or name; an unknown one is False."""
        states = self.env["res.country"].browse(country_id).state_ids
        wanted = name.casefold()
        return states.filtered(
            lambda state: wanted in (state.code.casefold(), state.name.casefold())
        )[:1].id

    @api.model
    def _complete_contact(self, draft, contact):
        """Fill in what Amazon left out about a buyer when the order was imported."""
        order = draft.order
        name = order.address.name or order.buyer.name
        values = {
            **self._prepare_address_vals(order.address, name),
            "amazon_address_key": delivery_key(order, draft.company.id),
        }
        if name and order.ref in contact.name:
            values["name"] = order.buyer.company or name
        if not contact.email:
            values["email"] = order.buyer.email
        contact.with_context(**SILENT).write(values)

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
        account = (
            draft.marketplace.analytic_account_id or draft.seller.analytic_account_id
        )
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
        labels = {
            self.env._("Tax collected and remitted by Amazon"): plan.collected_tax,
            self.env._("Tax charged on Amazon"): plan.other_tax,
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
            }
            for label, amount in labels.items()
            if amount
        ]
