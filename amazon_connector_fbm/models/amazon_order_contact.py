# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from functools import partial

from odoo import api, fields, models, tools

from odoo.addons.amazon_connector.lib.backoff import Backoff

from ..lib.buyer_key import contact_key, delivery_key
from .amazon_order_builder import SILENT
from .order_draft import OrderDraft

# How long Amazon is given before it is asked for the address again.
ADDRESS_BACKOFF = Backoff(timedelta(hours=1))


class AmazonOrderContact(models.AbstractModel):
    """Turns buyers and recipients into contacts: strangers are never merged.

    What a contact says is never overwritten, neither by an emptier version of the
    order nor after somebody corrected it. A fuller version fills what is blank.
    """

    _inherit = "amazon.order.builder"

    # === IDENTITY === #

    @api.model
    def _get_contact_key(self, draft):
        """Who the buyer is, as the seller's settings see it."""
        per_order = draft.seller.contact_policy == "order"
        return contact_key(draft.order, draft.company.id, per_order)

    @api.model
    def _get_delivery_key(self, draft):
        """Where the parcel of this buyer goes."""
        per_order = draft.seller.contact_policy == "order"
        return delivery_key(draft.order, draft.company.id, per_order)

    @api.model
    def _match_contacts(self, drafts):
        """Find or create the contact and the delivery address of every order."""
        partners = self.env["res.partner"].with_context(**SILENT)
        contacts, deliveries = {}, {}
        for draft in drafts:
            key = self._get_contact_key(draft)
            contacts[key] = partial(self._prepare_contact_vals, draft, key)
        contacts = partners._get_or_create_by_key("amazon_buyer_key", contacts)
        for draft in drafts:
            draft.contact = contacts[self._get_contact_key(draft)]
            if draft.order.address.street or draft.order.address.zip:
                key = self._get_delivery_key(draft)
                deliveries[key] = partial(self._prepare_delivery_vals, draft, key)
        deliveries = partners._get_or_create_by_key("amazon_address_key", deliveries)
        for draft in drafts:
            key = self._get_delivery_key(draft)
            draft.delivery = deliveries.get(key, draft.contact)

    # === VALUES === #

    @api.model
    def _prepare_contact_vals(self, draft, key):
        """Values of the buyer's contact; without a name it is named by the order."""
        order = draft.order
        values = {
            "name": self._get_buyer_name(order) or self._get_anonymous_name(order.ref),
            "is_company": bool(order.buyer.company),
            "email": order.buyer.email,
            "vat": order.buyer.vat,
            "lang": draft.marketplace.lang_id.code or False,
            "company_id": draft.company.id,
            "is_amazon_buyer": True,
            "amazon_buyer_key": key,
        }
        if self._is_own_address(order):
            values |= self._prepare_address_vals(order.address, values["name"])
            values["amazon_address_key"] = self._get_delivery_key(draft)
        return values

    @api.model
    def _get_buyer_name(self, order):
        return order.buyer.company or order.buyer.name or order.address.name

    @api.model
    def _get_anonymous_name(self, ref):
        """The name of a contact of whom nothing is known but the order."""
        return self.env._("Amazon customer %s", ref)

    @api.model
    def _is_own_address(self, order):
        """Whether the parcel goes to the buyer and not to somebody else."""
        address = order.address
        known_names = (address.name, address.company)
        return not address.name or self._get_buyer_name(order) in known_names

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
            "is_amazon_buyer": True,
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

    # === INCOMPLETE ADDRESSES === #

    @api.model
    def _is_deliverable(self, address):
        """Whether a carrier could deliver to it, and Odoo knows the country."""
        return address.is_complete and bool(self._get_country_id(address.country_code))

    @api.model
    def _prepare_address_state(self, order):
        """Values of the Amazon order: whether its address is asked for again."""
        if self._is_deliverable(order.address):
            return {"address_incomplete": False, "address_fetch_date": False}
        return {
            "address_incomplete": True,
            "address_fetch_count": 0,
            "address_fetch_date": fields.Datetime.now() + ADDRESS_BACKOFF.pause(1),
        }

    # === LATER VERSIONS === #

    @api.model
    def _complete_contacts(self, binding, order):
        """Carry a later version's buyer and address to an imported order.

        :return: values of the Amazon order
        """
        if binding.personal_data_deleted:
            return {}
        draft = OrderDraft(binding, order, None, binding.marketplace_id)
        draft.contact = binding.sale_order_id.partner_id
        if draft.contact.is_amazon_buyer:
            self._complete_buyer(draft)
        if not self._is_deliverable(order.address):
            return {}
        self._complete_delivery(draft)
        return self._prepare_address_state(order)

    @api.model
    def _complete_buyer(self, draft):
        """Fill in what the contact does not say yet."""
        order, contact = draft.order, draft.contact
        name = self._get_buyer_name(order)
        values = {"email": order.buyer.email, "vat": order.buyer.vat}
        values = {
            field: value
            for field, value in values.items()
            if value and not contact[field]
        }
        if name and contact.name == self._get_anonymous_name(order.ref):
            values |= {"name": name, "is_company": bool(order.buyer.company)}
            values |= self._claim_key(
                contact, "amazon_buyer_key", self._get_contact_key(draft)
            )
        if values:
            contact.with_context(**SILENT).write(values)

    @api.model
    def _claim_key(self, contact, field, key):
        """Values that let later orders find the contact, unless another has the key.

        Contacts are never merged by themselves.
        """
        partners = self.env["res.partner"].with_context(active_test=False)
        taken = partners.search_count([(field, "=", key)], limit=1)
        return {} if taken else {field: key}

    @api.model
    def _complete_delivery(self, draft):
        """Send the open deliveries of the order to the address that Amazon has now.

        An address that somebody chose in Odoo instead of Amazon's stays.
        """
        sale = draft.binding.sale_order_id
        current = sale.partner_shipping_id
        if current.amazon_address_key == self._get_delivery_key(draft):
            if not current.phone and draft.order.address.phone:
                current.with_context(**SILENT).phone = draft.order.address.phone
            return
        if not draft.binding.address_incomplete and not (
            current.amazon_address_key and self._is_untouched(sale)
        ):
            return
        delivery = self._get_later_delivery(draft)
        if delivery != current:
            sale.with_context(
                **SILENT, update_delivery_shipping_partner=True
            ).partner_shipping_id = delivery
        sale.message_post(
            body=self.env._(
                "Amazon sent another delivery address: the delivery goes there."
            )
        )

    @api.model
    def _is_untouched(self, sale):
        """Whether the order is alive and nothing was picked for it yet."""
        moves = sale.picking_ids.move_ids.filtered(lambda move: move.state != "cancel")
        is_touched = any(move.picked or move.state == "done" for move in moves)
        return sale.state != "cancel" and not is_touched

    @api.model
    def _get_later_delivery(self, draft):
        """The contact if it has no address yet, else a delivery address of its own."""
        contact, order = draft.contact, draft.order
        key = self._get_delivery_key(draft)
        partners = self.env["res.partner"].with_context(**SILENT)
        if contact.is_amazon_buyer and self._is_own_address(order):
            if not contact.street:
                values = self._prepare_address_vals(order.address, contact.name)
                values |= self._claim_key(contact, "amazon_address_key", key)
                contact.with_context(**SILENT).write(values)
                return contact
        prepare = {key: partial(self._prepare_delivery_vals, draft, key)}
        return partners._get_or_create_by_key("amazon_address_key", prepare)[key]
