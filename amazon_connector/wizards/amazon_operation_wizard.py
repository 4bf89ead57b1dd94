# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class AmazonOperationWizard(models.TransientModel):
    """Starts an operation for some sellers by hand.

    An addon adds an operation with ``selection_add`` and a method
    ``_execute_<operation>(seller)`` that returns the sync log of the run.
    """

    _name = "amazon.operation.wizard"
    _inherit = ["amazon.page.mixin"]
    _description = "Amazon Operations"

    seller_ids = fields.Many2many(
        "amazon.seller",
        string="Sellers",
        required=True,
        default=lambda self: self._default_seller_ids(),
    )
    operation = fields.Selection(
        [
            ("test_connection", "Test Connection"),
            ("load_marketplaces", "Load Marketplaces"),
        ],
        required=True,
        default="test_connection",
    )
    date_from = fields.Datetime(string="From")
    date_to = fields.Datetime(string="To")
    has_dates = fields.Boolean(compute="_compute_has_dates")

    @api.model
    def _default_seller_ids(self):
        sellers = self.env["amazon.seller"].search(
            [("company_id", "in", self.env.companies.ids)], limit=2
        )
        return sellers if len(sellers) == 1 else sellers.browse()

    @api.depends("operation")
    def _compute_has_dates(self):
        for wizard in self:
            wizard.has_dates = wizard.operation in self._get_dated_operations()

    @api.model
    def _get_dated_operations(self):
        """Return the operations that take a range of dates; addons add theirs."""
        return set()

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Offer only the operations that the user may start."""
        result = super().fields_get(allfields, attributes)
        operation = result.get("operation", {})
        if "selection" in operation and not self._is_manager():
            closed = self._get_manager_operations()
            operation["selection"] = [
                option for option in operation["selection"] if option[0] not in closed
            ]
        return result

    @api.model
    def _is_manager(self):
        return self.env.user.has_group("amazon_connector.group_amazon_manager")

    @api.model
    def _get_manager_operations(self):
        """Return the operations that only a manager may start; addons add theirs."""
        return {"load_marketplaces"}

    def action_execute(self):
        """Run the operation for each seller and open what was recorded."""
        self.ensure_one()
        execute = getattr(self, f"_execute_{self.operation}")
        logs = self.env["amazon.sync.log"]
        for seller in self.seller_ids:
            logs |= execute(seller)
        return logs._get_open_action()

    def _execute_test_connection(self, seller):
        return seller._test_connection()

    def _execute_load_marketplaces(self, seller):
        return seller._load_marketplaces()
