# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "amazon.workflow.mixin"]

    amazon_order_ref = fields.Char(
        "Amazon Order Reference",
        copy=False,
        readonly=True,
        index="btree_not_null",
    )
    amazon_seller_id = fields.Many2one(
        "amazon.seller", copy=False, readonly=True, index="btree_not_null"
    )
    amazon_endpoint = fields.Selection(
        related="amazon_seller_id.endpoint", string="Amazon Endpoint"
    )
    amazon_marketplace_id = fields.Many2one(
        "amazon.marketplace", copy=False, readonly=True, index="btree_not_null"
    )
    amazon_order_ids = fields.One2many(
        "amazon.order", "sale_order_id", "Amazon Orders", copy=False
    )
    amazon_order_id = fields.Many2one("amazon.order", compute="_compute_amazon_order")
    amazon_status = fields.Char(compute="_compute_amazon_order")
    amazon_address_incomplete = fields.Boolean(compute="_compute_amazon_order")
    amazon_ioss_number = fields.Char(
        related="amazon_order_ids.ioss_number",
        help="Give it to the carrier: Amazon collected the import VAT of the order.",
    )
    amazon_proof_html = fields.Html(
        "Amazon Total Proof", compute="_compute_amazon_order"
    )

    @api.depends(
        "amazon_order_ids.fulfillment_status",
        "amazon_order_ids.address_incomplete",
        "amazon_order_ids.proof",
    )
    def _compute_amazon_order(self):
        bindings = self.env["amazon.order"]
        field = bindings._fields["fulfillment_status"]
        labels = dict(field._description_selection(self.env))
        # People in sales see the state of an order without rights on the connector.
        for order in self.sudo():
            binding = order.amazon_order_ids[:1]
            order.amazon_order_id = binding
            order.amazon_status = labels.get(binding.fulfillment_status)
            order.amazon_address_incomplete = binding.address_incomplete
            order.amazon_proof_html = binding.proof_html

    @api.ondelete(at_uninstall=False)
    def _unlink_except_amazon(self):
        # Whoever deletes sales orders need not have rights on the connector.
        for order in self.sudo().filtered("amazon_order_ids"):
            raise UserError(
                self.env._(
                    "%(sale)s stands for Amazon order %(order)s: cancel it instead of "
                    "deleting it, or the order would be imported again.",
                    sale=order.name,
                    order=order.amazon_order_ref,
                )
            )

    def action_confirm(self):
        """Confirm orders from Amazon apart: they keep the date of the purchase."""
        from_amazon = self.filtered("amazon_order_ref")
        if not from_amazon or from_amazon == self:
            return super().action_confirm()
        others = super(SaleOrder, self - from_amazon).action_confirm()
        return super(SaleOrder, from_amazon).action_confirm() and others

    def _prepare_confirmation_values(self):
        """Keep the date of the purchase at Amazon as the order date."""
        values = super()._prepare_confirmation_values()
        if all(order.amazon_order_ref for order in self):
            values.pop("date_order", None)
        return values

    def _create_invoices(self, grouped=False, final=False, date=None):
        """Invoice Amazon's charges together with the first goods.

        An order that is held, or whose total is not Amazon's, is not invoiced.
        """
        self._check_amazon_invoice()
        for order in self.filtered("amazon_order_ref"):
            order.order_line._deliver_amazon_charges()
        return super()._create_invoices(grouped=grouped, final=final, date=date)

    def _check_amazon_invoice(self):
        """Raise UserError if an order from Amazon must not be invoiced now."""
        for order in self:
            block = order._get_amazon_invoice_block()
            if block:
                raise UserError(block)

    def _get_amazon_invoice_block(self):
        """Return why the order must not be invoiced now, or False.

        Failed steps of the workflow are no reason: they are retried.
        """
        self.ensure_one()
        # Who invoices need not have rights on the connector.
        binding = self.sudo().amazon_order_ids[:1]
        if binding.state in ("held", "failed") and binding.hold_reason != "workflow":
            return self.env._(
                "Amazon order %(order)s is held, so %(sale)s cannot be invoiced yet. "
                "%(reason)s",
                order=binding.name,
                sale=self.name,
                reason=binding.hold_message or "",
            )
        if binding and self.currency_id.compare_amounts(
            self.amount_total, binding.amount_total
        ):
            return self.env._(
                "The total of %(sale)s is %(odoo)s, but Amazon charged %(amazon)s for "
                "order %(order)s. Set its lines to what Amazon charged before you "
                "invoice it.",
                sale=self.name,
                odoo=self.currency_id.format(self.amount_total),
                amazon=self.currency_id.format(binding.amount_total),
                order=binding.name,
            )
        return False

    def _prepare_invoice(self):
        """Date the invoice by the day of the order at its marketplace, if wanted."""
        values = super()._prepare_invoice()
        zone = self.amazon_marketplace_id.timezone
        if zone and self.workflow_process_id.invoice_date_is_order_date:
            order = self.with_context(tz=zone)
            values["invoice_date"] = fields.Date.context_today(order, self.date_order)
        return values

    @api.model
    def _get_amazon_order_path(self):
        return "amazon_order_ids"

    def action_open_amazon_order(self):
        """Open the Amazon order with its document, state and total proof."""
        self.ensure_one()
        return self.amazon_order_id.get_formview_action()
