# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import AccessError


class AmazonConfigurationCheckLine(models.TransientModel):
    """One thing that a check found, and the button that mends it."""

    _name = "amazon.configuration.check.line"
    _description = "Amazon Configuration Check: Line"
    _order = "sequence, id"
    _rec_name = "message"

    check_id = fields.Many2one(
        "amazon.configuration.check", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    severity = fields.Selection(
        [
            ("error", "Error"),
            ("warning", "Warning"),
            ("info", "Information"),
            ("ok", "In Order"),
        ],
        required=True,
        help="Error: stops the exchange with Amazon or leads to held orders. Warning: "
        "likely to be a mistake. Information: worth knowing.",
    )
    area = fields.Char(required=True, help="What was checked.")
    subject = fields.Text(string="Where", help="The record that the line is about.")
    message = fields.Text(string="What to Do", required=True)
    res_model = fields.Char()
    res_id = fields.Many2oneReference(model_field="res_model")
    res_ids = fields.Json(string="Records", help="All records that the line is about.")
    method = fields.Char()
    action_ref = fields.Char()
    can_open = fields.Boolean(
        compute="_compute_can_open",
        help="There is something to open, and you have the right to.",
    )

    @api.depends("res_model", "res_id", "action_ref", "method")
    def _compute_can_open(self):
        for line in self:
            line.can_open = not line.method and (
                line._can_open_action() if line.action_ref else line._can_open_record()
            )

    def _can_open_record(self):
        record = self._get_record()
        return bool(record) and record.has_access("read")

    def _can_open_action(self):
        found = self.env.ref(self.action_ref, raise_if_not_found=False)
        if not found:
            return False
        # The actions are readable for nobody but the administrator.
        action = found.sudo()
        groups = action.group_ids
        allowed = not groups or bool(groups & self.env.user.all_group_ids)
        return allowed and self.env[action.res_model].has_access("read")

    def _get_record(self):
        if self.res_model not in self.env or not self.res_id:
            return self.env["amazon.seller"]
        return self.env[self.res_model].browse(self.res_id).exists()

    def action_open(self):
        """Open the record or the action that mends what the line says."""
        self.ensure_one()
        if not self.can_open:
            raise AccessError(
                self.env._(
                    "You have no right to open this. Ask a person who has it: %s",
                    self.message,
                )
            )
        if self.action_ref:
            return self.env["ir.actions.actions"]._for_xml_id(self.action_ref)
        record = self._get_record()
        others = record.browse(self.res_ids or ()).exists()
        if len(others) > 1:
            return others._get_records_action(name=self.area)
        return record.get_formview_action()

    def action_fix(self):
        """Press the button of the record that the line names, then check again."""
        self.ensure_one()
        if self.method not in self.check_id._get_fixes().get(self.res_model, ()):
            raise AccessError(self.env._("There is no button for this line."))
        record = self._get_record()
        record.check_access("read")
        return self._check_afterwards(getattr(record, self.method)())

    def _check_afterwards(self, action):
        """Run the checks again behind a message; another action comes first."""
        is_message = bool(action) and action.get("tag") == "display_notification"
        if action and not is_message:
            return action
        again = self.check_id.action_check_again()
        if is_message:
            return action | {"params": action["params"] | {"next": again}}
        return again
