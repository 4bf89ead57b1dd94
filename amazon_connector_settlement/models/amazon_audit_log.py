# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models


class AmazonAuditLog(models.Model):
    _inherit = "amazon.audit.log"

    event = fields.Selection(
        selection_add=[("settlement_deleted", "Settlement Deleted")],
        ondelete={"settlement_deleted": "cascade"},
    )


class AmazonSettlement(models.Model):
    """A settlement goes with its file, so that the audit log has to tell."""

    # Apart from what a settlement is.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def unlink(self):
        gone = [(each.seller_id, each._describe_deletion()) for each in self]
        result = super().unlink()
        for seller, detail in gone:
            self.env["amazon.audit.log"]._record("settlement_deleted", seller, detail)
        return result

    def _describe_deletion(self):
        # Who deletes a settlement need not see its file.
        file = self.sudo().file_id
        return self.env._(
            "Settlement %(name)s with %(amount)s, file %(file)s",
            name=self.name,
            amount=self.currency_id.format(self.total_amount),
            file=file.name or "-",
        )
