# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    amazon_order_item_ref = fields.Char(
        "Amazon Order Item", copy=False, readonly=True, help="Amazon's orderItemId."
    )
    amazon_component = fields.Char(
        copy=False,
        readonly=True,
        help="The kind of Amazon's charge that this line stands for, e.g. SHIPPING.",
    )
    amazon_tax_kind = fields.Selection(
        [("collected", "Collected and Remitted by Amazon"), ("other", "Other")],
        copy=False,
        readonly=True,
        help="Which tax of Amazon a line of tax stands for.",
    )
    amazon_gift_wrap = fields.Char(
        copy=False,
        readonly=True,
        help="How the buyer wants the item to be wrapped.",
    )
    amazon_gift_message = fields.Char(
        copy=False,
        readonly=True,
        groups="amazon_connector.group_amazon_pii",
        help="What the buyer wants to say on the card of the gift.",
    )

    def _prepare_invoice_line(self, **optional_values):
        """Give the line its share of Amazon's tax, and its account to a line of tax."""
        values = super()._prepare_invoice_line(**optional_values)
        if self.amazon_component and values.get("extra_tax_data"):
            values["extra_tax_data"] = self.env["amazon.order.exact.tax"]._share(
                values["extra_tax_data"], self.qty_invoiced, values["quantity"]
            )
        # Who invoices need not have rights on the connector.
        marketplace = self.order_id.amazon_marketplace_id.sudo()
        if self.amazon_component == "TAX" and marketplace.tax_account_id:
            values["account_id"] = marketplace.tax_account_id.id
        return values

    def _deliver_amazon_charges(self):
        """Shipping, discounts and tax count as delivered with the first goods.

        Goods that are invoiced before they leave take the charges with them.
        """
        goods = self.filtered(lambda line: line.amazon_component == "ITEM")
        if not any(line.qty_delivered or line.qty_to_invoice for line in goods):
            return
        for line in self - goods:
            if line.amazon_component and not line.qty_delivered:
                line.qty_delivered = line.product_uom_qty
