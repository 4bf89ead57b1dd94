# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Amazon: no longer than 30 days after the delivery, unless the law requires it.
AMAZON_DAYS = 30


class AmazonSeller(models.Model):
    """How buyers become contacts, and how long their data are kept."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.seller"  # pylint: disable=consider-merging-classes-inherited

    contact_policy = fields.Selection(
        [
            ("buyer", "One contact for each buyer"),
            ("order", "One contact for each order"),
        ],
        "Contacts",
        required=True,
        default="buyer",
        help="One for each buyer: orders with the same e-mail address at Amazon and "
        "the same name, or else the same name and address, share a contact. One for "
        "each order: no contact is ever shared.",
    )
    privacy_days = fields.Integer(
        "Delete Personal Data After (Days)",
        default=AMAZON_DAYS,
        help="So many days after the delivery a nightly job deletes the buyer's name, "
        "address, phone number, e-mail address and gift messages. Contacts on invoices "
        "keep name and address. Amazon permits 30 days.",
    )
    is_privacy_longer = fields.Boolean(
        "The Law Requires Longer",
        help="Tick it to keep personal data for more than 30 days. Amazon permits that "
        "only where a law requires it, and only for that purpose.",
    )

    @api.constrains("privacy_days", "is_privacy_longer")
    def _check_privacy_days(self):
        for seller in self:
            if seller.privacy_days < 0:
                raise ValidationError(
                    self.env._(
                        "The days after which personal data are deleted cannot be "
                        "negative. Enter 0 to delete them on the day after the "
                        "delivery."
                    )
                )
            if seller.privacy_days > AMAZON_DAYS and not seller.is_privacy_longer:
                raise ValidationError(
                    self.env._(
                        "Amazon permits to keep personal data for %(days)s days after "
                        "the delivery. To keep them longer, tick The Law Requires "
                        "Longer.",
                        days=AMAZON_DAYS,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        sellers = super().create(vals_list)
        sellers.filtered("is_privacy_longer")._audit_privacy()
        return sellers

    def write(self, vals):
        changed = self._filter_changed({"privacy_days", "is_privacy_longer"}, vals)
        result = super().write(vals)
        changed._audit_privacy()
        return result

    def _audit_privacy(self):
        for seller in self:
            detail = self.env._("Personal data: %s days", seller.privacy_days)
            self.env["amazon.audit.log"]._record(
                "configuration_changed", seller, detail
            )

    def _get_privacy_limit(self):
        """Return the time before which an order's clock must have started."""
        self.ensure_one()
        return fields.Datetime.now() - timedelta(days=self.privacy_days)

    def action_delete_personal_data(self):
        """Start now what the nightly job does, and open its record."""
        self.check_access("write")
        # Nobody may write these records but the job itself.
        runs = self.env["amazon.privacy.run"].sudo()
        for seller in self:
            runs |= runs._start(seller, "manual")
        return runs._get_open_action()
