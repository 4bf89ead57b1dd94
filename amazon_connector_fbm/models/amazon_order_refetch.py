# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.order import OPEN_STATUSES
from .amazon_order_contact import ADDRESS_BACKOFF

PERSONAL_SECTIONS = ("BUYER", "RECIPIENT")


class AmazonOrder(models.Model):
    """Asks Amazon again for orders that came without a complete address."""

    # Apart from the order itself, whose file is full.
    _inherit = "amazon.order"  # pylint: disable=consider-merging-classes-inherited

    address_fetch_date = fields.Datetime(
        "Next Fetch of the Address",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When Amazon is asked again for the address.",
    )
    address_fetch_count = fields.Integer(
        "Fetches of the Address",
        readonly=True,
        copy=False,
        help="How often Amazon was asked again. The pause doubles each time, up to a "
        "day.",
    )

    def action_fetch_again(self):
        """Ask Amazon for these orders now, and process what it sends."""
        self.check_access("read")
        logs = self.env["amazon.sync.log"]
        for seller, orders in self.grouped("seller_id").items():
            # Who works with orders need not have rights on sales and contacts.
            orders = orders.sudo().with_company(seller.company_id)
            logs |= orders._start_fetch("manual")
        return logs.with_env(self.env)._get_open_action()

    def action_confirm_address(self):
        """Say that the address was completed in Odoo: the delivery may go."""
        self.check_access("read")
        # Who works with orders need not have rights on sales and contacts.
        for order in self.sudo().filtered("address_incomplete"):
            order._check_completed_address()
            order.write({"address_incomplete": False, "address_fetch_date": False})
            order.sale_order_id.message_post(
                body=self.env._("The delivery address was completed by hand."),
                author_id=self.env.user.partner_id.id,
            )

    def _check_completed_address(self):
        partner = self.sale_order_id.partner_shipping_id
        labels = {
            "street": self.env._("the street"),
            "country_id": self.env._("the country"),
        }
        missing = [label for name, label in labels.items() if not partner[name]]
        if not (partner.city or partner.zip):
            missing.append(self.env._("the city or the postal code"))
        if partner.name == self._get_anonymous_name():
            missing.append(self.env._("the name"))
        if missing:
            raise UserError(
                self.env._(
                    "The delivery address of %(order)s still lacks %(missing)s. "
                    "Complete the contact %(contact)s first.",
                    order=self.name,
                    missing=", ".join(missing),
                    contact=partner.display_name,
                )
            )

    def _get_anonymous_name(self):
        return self.env["amazon.order.builder"]._get_anonymous_name(self.name)

    # === FETCHING === #

    @api.model
    def _fetch_due_addresses(self):
        """Start a run for each connected seller with addresses that are due."""
        due = self.search(
            [
                ("address_fetch_date", "<=", fields.Datetime.now()),
                ("seller_id.active", "=", True),
                ("seller_id.state", "=", "connected"),
            ],
            order="address_fetch_date, id",
        )
        for order in due.filtered(lambda order: not order._wants_address()):
            order.address_fetch_date = False
        logs = self.env["amazon.sync.log"]
        for seller, orders in (
            due.filtered("address_fetch_date").grouped("seller_id").items()
        ):
            if not (
                seller.is_foreign_database
                or logs._get_running(seller, "fetch_fbm_orders")
            ):
                orders.with_company(seller.company_id)._start_fetch("automatic")

    def _wants_address(self):
        """Whether the goods still have to leave, and may."""
        self.ensure_one()
        return (
            self.address_incomplete
            and not self.personal_data_deleted
            and self.fulfillment_status in OPEN_STATUSES
            and self.sale_order_id.state != "cancel"
        )

    def _start_fetch(self, sync_type):
        """Open a run that asks Amazon for these orders of one seller.

        :raises SyncAlreadyRunningError: a run of this kind is at work
        """
        seller = self.seller_id
        seller._check_connected()
        log = self.env["amazon.sync.log"]._start(seller, "fetch_fbm_orders", sync_type)
        # Also what was refused so far: the role for it may have come.
        sections = [*seller._get_included_data(), *PERSONAL_SECTIONS]
        log._want_orders(self.mapped("name"), list(dict.fromkeys(sections)))
        return log

    def _plan_next_fetch(self):
        """Ask again later, after pauses that double, while it makes sense."""
        now = fields.Datetime.now()
        for order in self:
            if order._wants_address():
                count = order.address_fetch_count + 1
                order.address_fetch_count = count
                order.address_fetch_date = now + ADDRESS_BACKOFF.pause(count)
            else:
                order.address_fetch_date = False
