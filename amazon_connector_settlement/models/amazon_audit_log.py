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
        gone = [
            (
                settlement.seller_id,
                self.env._(
                    "Settlement %(name)s with %(amount)s, file %(file)s",
                    name=settlement.name,
                    amount=settlement.currency_id.format(settlement.total_amount),
                    # Who deletes it need not see the file itself.
                    file=settlement.sudo().file_id.name or "-",
                ),
            )
            for settlement in self
        ]
        result = super().unlink()
        for seller, detail in gone:
            self.env["amazon.audit.log"]._record("settlement_deleted", seller, detail)
        return result
