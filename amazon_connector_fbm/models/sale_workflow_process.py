# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SaleWorkflowProcess(models.Model):
    """The steps of a sale that happen by themselves; two policies are Amazon's own."""

    _inherit = "sale.workflow.process"

    picking_policy = fields.Selection(
        [
            ("direct", "As soon as possible"),
            ("one", "When all products are ready"),
        ],
        string="Shipping Policy",
        required=True,
        default="direct",
        help="Set on the sales orders that come from Amazon. As soon as possible: each "
        "product is shipped when it is there. When all products are ready: the order "
        "is shipped as a whole.",
    )
    invoice_policy = fields.Selection(
        [
            ("order", "Ordered quantities"),
            ("delivery", "Delivered quantities"),
        ],
        string="Invoicing Policy",
        help="Set on the sales orders that come from Amazon, where it counts more than "
        "the invoicing policy of the products. Ordered quantities: the invoice is made "
        "as soon as the order is confirmed. Delivered quantities: it is made when the "
        "goods have left. Blank: what your sales settings and the products say.",
    )
    validate_order = fields.Boolean(
        help="Quotations are confirmed by themselves, which makes their delivery."
    )
    create_invoice = fields.Boolean(
        help="A draft invoice is made as soon as there is something to invoice.",
    )
    validate_invoice = fields.Boolean(
        help="Draft invoices are posted by themselves.",
    )
    register_payment = fields.Boolean(
        help="Posted invoices are paid by themselves through the payment journal. "
        "Leave it off if you reconcile Amazon's settlements: they pay the invoices, "
        "which would be paid twice otherwise.",
    )
    sale_done = fields.Boolean(
        string="Lock Order",
        help="An order that is invoiced as a whole is locked: nobody changes it by "
        "mistake.",
    )
    send_order_confirmation_mail = fields.Boolean(
        help="After the confirmation the customer gets a mail. Buyers of Amazon never "
        "get one: Amazon itself confirms their orders and forbids a second mail.",
    )
    invoice_date_is_order_date = fields.Boolean(
        help="Invoices are dated by the order, not by the day on which they are made. "
        "An order from Amazon has the day of its marketplace's time zone.",
    )
    invoice_service_delivery = fields.Boolean(
        help="Services on an order, such as shipping, count as delivered when its "
        "first invoice is made, so that this invoice holds them.",
    )
    property_journal_id = fields.Many2one(
        help="Invoices are made in this journal. Blank: in the first sales journal of "
        "the company.",
    )
    property_payment_journal_id = fields.Many2one(
        help="Payments are registered in this journal. Blank: in the first bank or "
        "cash journal of the company.",
    )
    team_id = fields.Many2one(
        help="Orders get this sales team, unless they bring one of their own, as "
        "those from an Amazon marketplace with a sales team do.",
    )
