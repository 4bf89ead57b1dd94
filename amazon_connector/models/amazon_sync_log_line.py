# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MISMATCH_RESULTS = ("held", "failed")
RESOLUTION_FIELDS = {"resolved", "resolution_note"}


class AmazonSyncLogLine(models.Model):
    """What became of one order, SKU or other record in a run."""

    _name = "amazon.sync.log.line"
    _description = "Amazon Sync Log Line"
    _order = "id desc"
    _rec_name = "reference"
    _rec_names_search = ["reference", "sku", "request_id"]

    log_id = fields.Many2one(
        "amazon.sync.log", required=True, readonly=True, index=True, ondelete="cascade"
    )
    seller_id = fields.Many2one(
        related="log_id.seller_id", store=True, index=True, precompute=True
    )
    company_id = fields.Many2one(
        related="log_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    operation = fields.Selection(related="log_id.operation", store=True)
    reference = fields.Char(
        required=True, readonly=True, index=True, help="Amazon order ID, SKU..."
    )
    res_model = fields.Char(string="Record Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", readonly=True, index=True
    )
    result = fields.Selection(
        [
            ("imported", "Imported"),
            ("updated", "Updated"),
            ("held", "Held"),
            ("pending", "Pending"),
            ("cancelled", "Cancelled"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    cause = fields.Selection(
        [
            ("unknown_sku", "Unknown SKU"),
            ("ambiguous_sku", "Several Products for One SKU"),
            ("total_difference", "Total Differs"),
            ("currency", "Currency"),
            ("tax", "Tax"),
            ("marketplace", "Marketplace Not Integrated"),
            ("unknown_status", "Unknown Status"),
            ("invalid_data", "Unreadable Data"),
            ("unexpected", "Unexpected Error"),
        ],
        readonly=True,
        index=True,
    )
    sku = fields.Char(string="SKU", readonly=True)
    message = fields.Text(readonly=True, help="What happened and what to do.")
    request_id = fields.Char(string="Amazon Request ID", readonly=True)
    is_mismatch = fields.Boolean(compute="_compute_is_mismatch", store=True)
    can_retry = fields.Boolean(compute="_compute_can_retry")
    resolved = fields.Boolean(readonly=True, copy=False)
    resolved_by = fields.Many2one("res.users", readonly=True, copy=False)
    resolved_on = fields.Datetime(readonly=True, copy=False)
    resolution_note = fields.Text(copy=False)

    _open_mismatch_idx = models.Index(
        "(seller_id) WHERE is_mismatch AND resolved IS NOT TRUE"
    )

    @api.depends("result")
    def _compute_is_mismatch(self):
        for line in self:
            line.is_mismatch = line.result in MISMATCH_RESULTS

    @api.depends("is_mismatch", "resolved", "res_model", "res_id")
    def _compute_can_retry(self):
        self.can_retry = False
        models = self._get_retry_models()
        mismatches = self.filtered(
            lambda line: (
                line.is_mismatch and not line.resolved and line.res_model in models
            )
        )
        for lines in mismatches.grouped("res_model").values():
            existing = set(lines._get_records().exists().ids)
            for line in lines:
                line.can_retry = line.res_id in existing

    @api.model
    def _get_retry_models(self):
        """Return the names of the models whose records can be tried again.

        Such a model has a method ``action_retry()``. It takes several records, checks
        the rights of the user and returns an action that says what came out. Addons
        add the names of their models.
        """
        return set()

    def write(self, vals):
        if not self.env.su and set(vals) - RESOLUTION_FIELDS:
            raise AccessError(
                self.env._("Only the resolution of a sync log line can be changed.")
            )
        result = super().write(self._sign_resolution(vals))
        if self and vals.get("resolved"):
            self.seller_id._end_mismatch_activities()
        return result

    @api.model
    def _sign_resolution(self, vals):
        """Add who resolved the mismatch and when."""
        if "resolved" not in vals:
            return vals
        resolved = vals["resolved"]
        return vals | {
            "resolved_by": resolved and self.env.uid,
            "resolved_on": resolved and fields.Datetime.now(),
        }

    @api.model
    def _supersede(self, records):
        """Resolve the open mismatches of records that are processed again.

        :param records: records of one model, as in ``res_model`` and ``res_id``
        """
        lines = self.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("is_mismatch", "=", True),
                ("resolved", "!=", True),
            ]
        )
        lines.write(
            {"resolved": True, "resolution_note": self.env._("Processed again.")}
        )

    def action_resolve(self):
        """Mark the mismatches as resolved by this user."""
        self.write({"resolved": True})

    def action_reopen(self):
        """Put the mismatches back on the list of work."""
        self.write({"resolved": False})

    def action_retry(self):
        """Try the records of these mismatches again."""
        lines = self.filtered("can_retry")
        if not lines:
            raise UserError(self.env._("There is nothing to try again."))
        actions = [
            group._get_records().action_retry()
            for group in lines.grouped("res_model").values()
        ]
        return actions[-1]

    def action_open_record(self):
        """Open the record of Odoo that the line is about."""
        self.ensure_one()
        if self.res_model not in self.env or not self.res_id:
            raise UserError(self.env._("There is no record for this line."))
        record = self._get_records().exists()
        if not record:
            raise UserError(self.env._("The record was deleted."))
        record.check_access("read")
        return record.get_formview_action()

    def _get_records(self):
        """Return the records that these lines of one model are about."""
        return self.env[self[:1].res_model].browse(sorted(set(self.mapped("res_id"))))
