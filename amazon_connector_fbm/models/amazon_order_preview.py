# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonOrder(models.Model):
    """Processes stored documents once more, after showing what that would do."""

    # Apart from the binding, which fills a file of its own.
    _inherit = "amazon.order"  # pylint: disable=consider-merging-classes-inherited

    def action_preview_again(self):
        """Show what the stored documents would do now; nothing is asked of Amazon."""
        self.check_access("read")
        return self.env["amazon.order.preview"]._preview_stored(self)._get_open_action()

    def _is_redacted(self):
        """Tell whether the stored document lacks what a sales order is made of.

        An addon or setting that deletes personal data says so here.
        """
        self.ensure_one()
        # Personal data are in it: only whether there is a document matters.
        return not self.sudo().payload

    @api.model
    def _search_names(self, seller, names):
        """Return the orders of a seller with these Amazon order ids."""
        return self.search([("seller_id", "=", seller.id), ("name", "in", list(names))])

    # === VALUES OF PREVIEW LINES === #

    def _prepare_preview_vals(self):
        """Return what a line of a preview shows of this order."""
        self.ensure_one()
        return {
            "name": self.name,
            "marketplace_id": self.marketplace_id.id,
            "currency_id": self.currency_id.id,
            "amount_total": self.amount_total,
            "payload": self.payload,
            "payload_hash": self.payload_hash,
        }

    def _prepare_unchanged_preview_vals(self):
        """Return the values of lines for orders that stay as they are."""
        return [
            order._prepare_preview_vals()
            | {
                "kind": "unchanged",
                "foreseen_state": order.state,
                "odoo_total": order.odoo_total,
                "message": self.env._("Odoo has it as Amazon does."),
            }
            for order in self
        ]

    def _prepare_redacted_preview_vals(self):
        """Return the values of lines for orders whose document was deleted."""
        return [
            order._prepare_preview_vals()
            | {
                "kind": "unchanged",
                "foreseen_state": order.state,
                "odoo_total": order.odoo_total,
                "message": self.env._(
                    "Cannot be processed again: the personal data of this order were "
                    "deleted, and its document with them."
                ),
            }
            for order in self
        ]
