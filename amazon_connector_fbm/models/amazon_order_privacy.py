# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_datetime

from ..lib.order import OPEN_STATUSES, PENDING_STATUSES
from ..lib.privacy import (
    delivered_time,
    longest_first,
    personal_texts,
    redact,
    remove_texts,
)

# How long a parcel travels at most, where Amazon says no more than when it leaves.
TRANSIT = timedelta(days=14)
UNKNOWN_DELIVERY = timedelta(days=30)
# An order that nobody shipped for so long will not be delivered any more.
GIVEN_UP = timedelta(days=90)


class AmazonOrder(models.Model):
    """The clock of an order's personal data, and what is deleted when it is over."""

    # Apart from the import of orders.
    _inherit = "amazon.order"  # pylint: disable=consider-merging-classes-inherited

    delivered_date = fields.Datetime(
        "Delivered",
        readonly=True,
        help="When Amazon reported for the first time that all parcels have arrived.",
    )
    privacy_clock_date = fields.Datetime(
        "Personal Data Count From",
        compute="_compute_privacy_clock_date",
        store=True,
        index=True,
        help="From here the days of the seller's setting Delete Personal Data count: "
        "the delivery, else the day by which Amazon promised it.",
    )
    personal_data_deleted = fields.Datetime(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the buyer's data were deleted. Amazon's document keeps money, "
        "products and states; later versions of it lose the buyer's data as well.",
    )

    @api.depends(
        "fulfillment_status",
        "delivered_date",
        "deliver_by_date",
        "ship_by_date",
        "purchase_date",
        "last_update_date",
    )
    def _compute_privacy_clock_date(self):
        for order in self:
            order.privacy_clock_date = order._get_privacy_clock_date()

    def _get_privacy_clock_date(self):
        """Return the day of the delivery as well as it is known."""
        self.ensure_one()
        bought = self.purchase_date or self.create_date or fields.Datetime.now()
        if self.fulfillment_status == "CANCELLED":
            return self.last_update_date or bought
        promised = self.ship_by_date and self.ship_by_date + TRANSIT
        return (
            self.delivered_date
            or self.deliver_by_date
            or promised
            or bought + UNKNOWN_DELIVERY
        )

    @api.model
    def _prepare_order_vals(self, log, header, document, currency_ids):
        values = super()._prepare_order_vals(log, header, document, currency_ids)
        return values | {"delivered_date": delivered_time(document)}

    def write(self, vals):
        """A later document neither moves the delivery nor brings deleted data back."""
        if "payload" not in vals:
            return super().write(vals)
        for order in self:
            changes = dict(vals)
            if order.delivered_date:
                changes.pop("delivered_date", None)
            if order.personal_data_deleted and vals["payload"]:
                changes["payload"] = redact(vals["payload"])
                changes["cancel_reason"] = False
            super(AmazonOrder, order).write(changes)
        return True

    def _process_now(self):
        """Say in the run which orders are processed without the buyer's data."""
        log = super()._process_now()
        for order in self.filtered("personal_data_deleted"):
            log._add_notice(order._get_deleted_data_notice())
        return log

    def _get_deleted_data_notice(self):
        """Return a sentence that says what a stored document lacks, or nothing."""
        self.ensure_one()
        if not self.personal_data_deleted:
            return ""
        return self.env._(
            "The buyer's data of %(order)s were deleted on %(date)s: its document has "
            "no name and no address any more.",
            order=self.name,
            date=format_datetime(self.env, self.personal_data_deleted),
        )

    def _is_still_to_deliver(self):
        """Whether the buyer's data are needed to deliver the goods."""
        self.ensure_one()
        if self.fulfillment_status not in OPEN_STATUSES + PENDING_STATUSES:
            return False
        if self.privacy_clock_date < fields.Datetime.now() - GIVEN_UP:
            return False
        pickings = self.sale_order_id.picking_ids
        if not pickings:
            return self.sale_order_id.state != "cancel"
        return any(picking.state not in ("done", "cancel") for picking in pickings)

    # === DELETING === #

    def _delete_personal_data(self):
        """Delete what is known about the buyer of this order; return the contacts.

        Contacts that another order still needs stay until its time has come. Those on
        invoices keep what the law wants on an invoice.
        """
        self.ensure_one()
        contacts = self._get_unneeded_contacts()
        texts = contacts._get_personal_texts() + personal_texts(self.payload)
        self._scrub_documents(contacts, longest_first(texts))
        contacts._delete_amazon_data(self.name)
        # A business buyer's own number of the purchase may stand there.
        self.sale_order_id.client_order_ref = self.name
        self.personal_data_deleted = fields.Datetime.now()
        # Written as a later document would be: without the buyer's data.
        self.payload = self.payload
        return contacts

    def _get_unneeded_contacts(self):
        """Return the buyer's contacts that no other document needs."""
        contacts = self._get_buyer_contacts()
        fields_of_contacts = ("partner_id", "partner_shipping_id", "partner_invoice_id")
        domain = Domain.OR(
            [[(name, "in", contacts.ids)] for name in fields_of_contacts]
        )
        others = self.env["sale.order"].search(
            domain & Domain("id", "not in", self.sale_order_id.ids)
        )
        for sale in others:
            bindings = sale.amazon_order_ids
            if not bindings or not all(bindings.mapped("personal_data_deleted")):
                for name in fields_of_contacts:
                    contacts -= sale[name]
        return contacts

    def _get_buyer_contacts(self):
        """Return the contacts of this order that stand for somebody at Amazon."""
        sale = self.sale_order_id
        partners = sale.partner_id | sale.partner_shipping_id | sale.partner_invoice_id
        return (partners | sale.picking_ids.partner_id).filtered("is_amazon_buyer")

    def _scrub_documents(self, contacts, texts):
        """Take the texts out of what was written about the order, and delete files.

        Files of invoices stay: they are legal documents.
        """
        sale = self.sale_order_id
        records = [self, sale, sale.picking_ids, contacts]
        for documents in records:
            self._find_about("ir.attachment", "res_model", documents).unlink()
        for documents in [*records, sale.invoice_ids]:
            messages = self._find_about("mail.message", "model", documents)
            messages._delete_amazon_texts(texts, contacts)
        for record in (*sale, *sale.picking_ids, *sale.order_line):
            for name in self._get_text_fields().get(record._name, ()):
                clean = remove_texts(record[name], texts, self._get_replacement())
                if clean != record[name]:
                    record[name] = clean

    @api.model
    def _find_about(self, model_name, model_field, documents):
        domain = [
            (model_field, "=", documents._name),
            ("res_id", "in", documents.ids),
        ]
        return self.env[model_name].search(domain)

    @api.model
    def _get_replacement(self):
        """Return what stands where a buyer's data stood."""
        return self.env._("(deleted)")

    @api.model
    def _get_text_fields(self):
        """Return, by model, the fields that may hold words about a buyer."""
        return {
            "sale.order": ["note"],
            "sale.order.line": ["name", "amazon_gift_message"],
            "stock.picking": ["note"],
        }
