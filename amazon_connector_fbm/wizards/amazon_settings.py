# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonSettings(models.TransientModel):
    _inherit = "amazon.settings"

    order_first_days = fields.Integer(
        related="seller_id.order_first_days", readonly=False
    )
    order_overlap_minutes = fields.Integer(
        related="seller_id.order_overlap_minutes", readonly=False
    )
    order_lookback_days = fields.Integer(
        related="seller_id.order_lookback_days", readonly=False
    )
    order_audit_days = fields.Integer(
        related="seller_id.order_audit_days", readonly=False
    )
    import_shipped_orders = fields.Boolean(
        related="seller_id.import_shipped_orders", readonly=False
    )
    shipped_orders_since = fields.Datetime(
        related="seller_id.shipped_orders_since", readonly=False
    )
    hold_pending_stock = fields.Boolean(
        related="seller_id.hold_pending_stock", readonly=False
    )
    pending_hold_days = fields.Integer(
        related="seller_id.pending_hold_days", readonly=False
    )
    create_products = fields.Boolean(
        related="seller_id.create_products", readonly=False
    )
    use_odoo_sequence = fields.Boolean(
        related="seller_id.use_odoo_sequence", readonly=False
    )
    order_prefix = fields.Char(related="seller_id.order_prefix", readonly=False)
    payment_term_id = fields.Many2one(
        related="seller_id.payment_term_id", readonly=False, check_company=True
    )
    analytic_account_id = fields.Many2one(
        related="seller_id.analytic_account_id",
        string="Analytic Account of the Seller",
        readonly=False,
        check_company=True,
    )
    analytic_account_fbm_id = fields.Many2one(
        related="seller_id.analytic_account_fbm_id",
        readonly=False,
        check_company=True,
    )
    tax_account_id = fields.Many2one(
        related="marketplace_id.tax_account_id", readonly=False, check_company=True
    )
    use_tax_percent = fields.Boolean(
        related="marketplace_id.use_tax_percent", readonly=False
    )
    workflow_process_id = fields.Many2one(
        related="seller_id.workflow_process_id", readonly=False
    )
    auto_create_refund = fields.Boolean(
        related="seller_id.auto_create_refund", readonly=False
    )
    auto_create_return_picking = fields.Boolean(
        related="seller_id.auto_create_return_picking", readonly=False
    )
    shipping_product_id = fields.Many2one(
        related="seller_id.shipping_product_id", readonly=False, check_company=True
    )
    shipping_discount_product_id = fields.Many2one(
        related="seller_id.shipping_discount_product_id",
        readonly=False,
        check_company=True,
    )
    gift_wrap_product_id = fields.Many2one(
        related="seller_id.gift_wrap_product_id", readonly=False, check_company=True
    )
    promotion_product_id = fields.Many2one(
        related="seller_id.promotion_product_id", readonly=False, check_company=True
    )
    other_charge_product_id = fields.Many2one(
        related="seller_id.other_charge_product_id", readonly=False, check_company=True
    )
    tax_product_id = fields.Many2one(
        related="seller_id.tax_product_id", readonly=False, check_company=True
    )
    contact_policy = fields.Selection(
        related="seller_id.contact_policy", readonly=False
    )
    privacy_days = fields.Integer(related="seller_id.privacy_days", readonly=False)
    is_privacy_longer = fields.Boolean(
        related="seller_id.is_privacy_longer", readonly=False
    )

    def action_view_vcs_taxes(self):
        """Open the taxes for the invoices that Amazon makes for the seller."""
        self.ensure_one()
        return self.seller_id.action_view_vcs_taxes()
