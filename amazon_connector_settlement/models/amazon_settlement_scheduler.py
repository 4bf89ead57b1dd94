# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

IMPORT = "import_settlements"


class AmazonScheduler(models.Model):
    # Apart from settlements that wait to be booked.
    _inherit = "amazon.scheduler"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_flow_methods(self):
        return super()._get_flow_methods() | {IMPORT: "_start_settlement_import"}

    @api.model
    def _get_flow_roles(self):
        return super()._get_flow_roles() | {IMPORT: "finance_and_accounting"}

    @api.model
    def _get_default_flows(self):
        return super()._get_default_flows() | {IMPORT}

    @api.model
    def _recover_runs(self):
        result = super()._recover_runs()
        self.env["amazon.sync.log"]._resume_stalled_settlements()
        self.env["amazon.settlement"]._resume_storing()
        return result
