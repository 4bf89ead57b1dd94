# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, models

IMPORT = "import_fbm_orders"
AUDIT = "audit_fbm_orders"
NIGHT = 2
ONE_DAY = timedelta(days=1)


class AmazonScheduler(models.Model):
    _inherit = "amazon.scheduler"

    @api.model
    def _get_flow_methods(self):
        return super()._get_flow_methods() | {
            IMPORT: "_start_order_import",
            AUDIT: "_start_order_audit",
        }

    @api.model
    def _get_flow_roles(self):
        return super()._get_flow_roles() | dict.fromkeys(
            (IMPORT, AUDIT), "inventory_and_order_tracking"
        )

    @api.model
    def _get_default_flows(self):
        return super()._get_default_flows() | {IMPORT, AUDIT}

    @api.model
    def _prepare_vals(self, seller, flow, position):
        vals = super()._prepare_vals(seller, flow, position)
        if flow == AUDIT:
            # At night nobody waits for the calls that it uses up.
            vals["next_call"] = vals["next_call"].replace(hour=NIGHT) + ONE_DAY
        return vals

    @api.model
    def _recover_runs(self):
        result = super()._recover_runs()
        self.env["amazon.sync.log"]._resume_stalled_orders()
        self.env["amazon.order"]._fetch_due_addresses()
        self.env["amazon.order.mark"]._fetch_waiting()
        return result
