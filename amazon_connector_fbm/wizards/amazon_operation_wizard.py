# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models
from odoo.exceptions import UserError

from ..lib.order_refs import read_order_refs

PREVIEWED = ("import_fbm_orders", "import_order_ids")
MAX_WORDS_SHOWN = 10


class AmazonOperationWizard(models.TransientModel):
    _inherit = "amazon.operation.wizard"

    operation = fields.Selection(
        selection_add=[
            ("import_fbm_orders", "Import FBM Orders"),
            ("import_order_ids", "Import Orders by Amazon ID"),
            ("audit_fbm_orders", "Audit FBM Orders"),
        ],
        default="import_fbm_orders",
        ondelete={
            "import_fbm_orders": "cascade",
            "import_order_ids": "cascade",
            "audit_fbm_orders": "cascade",
        },
    )
    date_field = fields.Selection(
        [("updated", "Changed"), ("created", "Bought")],
        string="Orders That Were",
        required=True,
        default="updated",
        help="Changed: created or changed at Amazon in the range. Bought: created in "
        "the range, whatever changed later.",
    )
    order_refs = fields.Text(
        "Amazon Order IDs",
        help="Paste the ids as they are: one on each line, or apart by blanks, commas "
        "or semicolons.",
    )

    def _get_dated_operations(self):
        return super()._get_dated_operations() | {
            "import_fbm_orders",
            "audit_fbm_orders",
        }

    def _execute_import_fbm_orders(self, seller):
        """Import orders of the range; without one, since the last run."""
        start, end, by_creation = self._get_range()
        return seller._start_order_import(
            "manual", start, end, by_creation=by_creation
        ).with_env(self.env)

    def _execute_import_order_ids(self, seller):
        """Import the orders whose ids were pasted."""
        self._get_only_seller()
        return seller._start_order_fetch(self._read_order_refs()).with_env(self.env)

    def _execute_audit_fbm_orders(self, seller):
        """Compare orders bought in the range; without one, the audited days."""
        start, end, _by_creation = self._get_range()
        return seller._start_order_audit("manual", start, end).with_env(self.env)

    def action_preview(self):
        """Show what the import would do, without doing it."""
        self.ensure_one()
        if self.operation not in PREVIEWED:
            raise UserError(self.env._("Only an import of orders has a preview."))
        seller = self._get_only_seller()
        previews = self.env["amazon.order.preview"]
        if self.operation == "import_order_ids":
            preview = previews._preview_refs(seller, self._read_order_refs())
        else:
            preview = previews._preview_window(seller, *self._get_range())
        return preview._get_open_action()

    def _get_range(self):
        """Return start and end (None: none given), and whether they are of purchase.

        :raises UserError: the range cannot be used
        """
        start, end = self.date_from or None, self.date_to or None
        by_creation = self.date_field == "created"
        if end and not start:
            raise UserError(self.env._("Enter From too, or leave both dates empty."))
        if start and start > fields.Datetime.now():
            raise UserError(self.env._("From lies in the future: no order is there."))
        if end and end <= start:
            raise UserError(self.env._("To has to lie after From."))
        if by_creation and not start and self.operation == "import_fbm_orders":
            raise UserError(
                self.env._(
                    "Enter From: only an import of changed orders goes on where the "
                    "last one ended."
                )
            )
        return start, end, by_creation

    def _get_only_seller(self):
        """Return the seller of an operation that takes one."""
        if len(self.seller_ids) != 1:
            raise UserError(
                self.env._("Choose one seller: this is done for one at a time.")
            )
        return self.seller_ids

    def _read_order_refs(self):
        """Return the ids that were pasted.

        :raises UserError: something in the text is no order id
        """
        refs, unusable = read_order_refs(self.order_refs)
        if unusable:
            raise UserError(
                self.env._(
                    "These are no Amazon order IDs: %(words)s. An Amazon order ID "
                    "looks like 302-1234567-1234567.",
                    words=", ".join(unusable[:MAX_WORDS_SHOWN]),
                )
            )
        self.env["amazon.seller"]._check_order_refs(refs)
        return refs
