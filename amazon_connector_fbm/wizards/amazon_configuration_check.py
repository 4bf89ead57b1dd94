# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models

from ..models.amazon_seller_settings import CHARGE_PRODUCTS

RECENT = timedelta(days=90)


class AmazonConfigurationCheck(models.TransientModel):
    """Adds the checks of what orders that the seller ships need."""

    _name = "amazon.configuration.check"
    _inherit = [
        "amazon.configuration.check",
        "amazon.check.tax.mixin",
        "amazon.check.completeness.mixin",
    ]

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "_check_taxes": self.env._("Taxes"),
            "_check_workflows": self.env._("Automatic workflow"),
            "_check_delivery_methods": self.env._("Delivery methods"),
            "_check_completeness": self.env._("Completeness of the orders"),
        }

    @api.model
    def _get_required_settings(self):
        required = super()._get_required_settings()
        required["amazon.seller"] |= dict.fromkeys(CHARGE_PRODUCTS, "error")
        return required

    # ------------------------------------------------------------------
    # Automatic workflow
    # ------------------------------------------------------------------

    def _check_workflows(self):
        """Yield sellers whose orders nobody confirms, or whose money counts twice."""
        for seller in self._get_sellers():
            workflow = seller.workflow_process_id.with_company(seller.company_id)
            if not workflow.validate_order:
                yield self._warning(
                    self.env._(
                        "No workflow confirms the orders, so they stay quotations "
                        "until somebody does. Choose a workflow on the tab Workflow, "
                        "or tick its step that confirms."
                    ),
                    seller,
                    target=workflow,
                )
            if workflow.register_payment and self._has_settlements(seller):
                yield self._warning(
                    self.env._(
                        "The workflow %s registers payments, and the settlements bring "
                        "the same money again. Switch its payment step off: the "
                        "settlement pays the invoices.",
                        workflow.display_name,
                    ),
                    seller,
                    target=workflow,
                )
            yield from self._check_sales_journal(seller, workflow)

    def _check_sales_journal(self, seller, workflow):
        """Yield what is wrong with the journal of the invoices."""
        journal = workflow.property_journal_id
        if not journal:
            return
        yield from self._check_value(
            seller, self.env._("The sales journal of the workflow"), journal, workflow
        )
        currencies = seller.marketplace_ids.currency_id
        if journal.currency_id and currencies - journal.currency_id:
            yield self._error(
                self.env._(
                    "The sales journal %(journal)s takes %(currency)s only, but there "
                    "are orders in %(others)s. Choose a journal without a currency in "
                    "the workflow.",
                    journal=journal.display_name,
                    currency=journal.currency_id.name,
                    others=", ".join((currencies - journal.currency_id).mapped("name")),
                ),
                seller,
                target=workflow,
            )

    # ------------------------------------------------------------------
    # Delivery methods
    # ------------------------------------------------------------------

    def _check_delivery_methods(self):
        """Yield delivery methods of Amazon orders that Amazon would not know."""
        # A manager of Amazon need not work in the warehouse.
        pickings = self.env["stock.picking"].sudo()
        groups = pickings._read_group(self._get_shipment_domain(), ["carrier_id"])
        for (carrier,) in groups:
            if not carrier.amazon_carrier_code:
                yield self._warning(
                    self.env._(
                        "Orders from Amazon are shipped with this delivery method, but "
                        "it has no Amazon carrier code: enter it on the tab Amazon."
                    ),
                    carrier,
                )

    def _get_shipment_domain(self):
        return [
            ("sale_id.amazon_seller_id", "in", self._get_sellers().ids),
            ("carrier_id", "!=", False),
            ("state", "!=", "cancel"),
            ("create_date", ">=", fields.Datetime.now() - RECENT),
        ]
