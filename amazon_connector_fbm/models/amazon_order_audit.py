# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from odoo.addons.amazon_connector.models.amazon_sync_log import RETENTION_DAYS

from ..lib.order import read_header


class AmazonOrderAudit(models.Model):
    """The proof that Odoo has every order of a time, apart from the import.

    The import asks what changed. The audit asks what was created, and compares the ids
    that Amazon lists with those in Odoo, so that neither hides a fault of the other.
    """

    _name = "amazon.order.audit"
    _description = "Amazon Order Audit"
    _order = "date desc, id desc"

    seller_id = fields.Many2one(
        "amazon.seller", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    sync_log_id = fields.Many2one(
        "amazon.sync.log",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Datetime(
        "Audited On", required=True, readonly=True, default=fields.Datetime.now
    )
    window_start = fields.Datetime(
        "Bought From",
        required=True,
        readonly=True,
        help="The audit compares orders that were created at Amazon from this time on.",
    )
    window_end = fields.Datetime(
        "Bought Until",
        required=True,
        readonly=True,
        help="It ends where the imports are complete: what came later, they still have "
        "to bring.",
    )
    marketplace_refs = fields.Json(readonly=True)
    listed_refs = fields.Json(
        readonly=True,
        help="While it runs: the order ids that Amazon listed, with their last change.",
    )
    missing_refs = fields.Json(
        readonly=True, help="While it runs: the order ids that Odoo lacks."
    )
    state = fields.Selection(
        [
            ("listing", "Listing"),
            ("fetching", "Fetching"),
            ("complete", "Complete"),
            ("incomplete", "Incomplete"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="listing",
        index=True,
        help="Complete: Odoo has every order that Amazon listed.",
    )
    amazon_count = fields.Integer(
        "At Amazon", readonly=True, help="Orders that Amazon listed for this time."
    )
    odoo_count = fields.Integer(
        "In Odoo", readonly=True, help="So many of them Odoo has after the audit."
    )
    late_count = fields.Integer(
        "Found Late",
        readonly=True,
        help="The imports had missed so many; the audit fetched them.",
    )
    outdated_count = fields.Integer(
        "Outdated",
        readonly=True,
        help="Odoo had so many in an older version although a newer one was due; the "
        "audit fetched them again.",
    )
    unlisted_count = fields.Integer(
        "Not Listed",
        readonly=True,
        help="Odoo has so many more of this time, which Amazon's list left out.",
    )
    result = fields.Char(compute="_compute_result", help="Both numbers must be equal.")
    late_order_ids = fields.Many2many(
        "amazon.order", string="Orders Found Late", readonly=True
    )

    @api.depends("seller_id.name", "date")
    def _compute_display_name(self):
        for audit in self:
            audit.display_name = self.env._(
                "Audit of %(seller)s on %(day)s",
                seller=audit.seller_id.name,
                day=format_date(self.env, audit.date),
            )

    @api.depends("amazon_count", "odoo_count", "state")
    def _compute_result(self):
        for audit in self:
            if audit.state in ("complete", "incomplete"):
                sign = "=" if audit.state == "complete" else "≠"
                counts = f"{sign} Odoo {audit.odoo_count}"
                audit.result = f"Amazon {audit.amazon_count} {counts}"
            else:
                audit.result = False

    # === THE RUN === #

    def _add_listed(self, documents):
        """Keep the ids of one page; tell whether any of them is new."""
        self.ensure_one()
        listed = dict(self.listed_refs or {})
        before = len(listed)
        for document in documents:
            header = read_header(document)
            if header.ref:
                updated = fields.Datetime.to_string(header.updated)
                listed[header.ref] = updated or ""
        self.listed_refs = listed
        return len(listed) > before

    def _compare(self):
        """Count what Amazon listed; return the ids that have to be fetched."""
        self.ensure_one()
        stored = self._get_stored()
        updates = {order.name: order.last_update_date for order in stored}
        missing = [ref for ref in self.listed_refs or {} if ref not in updates]
        outdated = [ref for ref in updates if self._is_outdated(ref, updates[ref])]
        self.write(
            {
                "state": "fetching",
                "amazon_count": len(self.listed_refs or {}),
                "odoo_count": len(updates),
                "missing_refs": missing,
                "outdated_count": len(outdated),
                "unlisted_count": self._count_unlisted(),
            }
        )
        return sorted([*missing, *outdated])

    def _get_stored(self):
        """Return those of the listed orders that Odoo has."""
        return self.env["amazon.order"].search(
            [
                ("seller_id", "=", self.seller_id.id),
                ("name", "in", list(self.listed_refs or {})),
            ]
        )

    def _is_outdated(self, ref, stored):
        """Tell whether the imports should have brought a newer version already."""
        updated = fields.Datetime.to_datetime(self.listed_refs[ref])
        cursor = self.seller_id.order_cursor
        is_due = updated and cursor and updated <= cursor
        return bool(is_due and (not stored or stored < updated))

    def _count_unlisted(self):
        return self.env["amazon.order"].search_count(
            [
                ("seller_id", "=", self.seller_id.id),
                ("marketplace_ref", "in", self.marketplace_refs or []),
                ("purchase_date", ">=", self.window_start),
                ("purchase_date", "<=", self.window_end),
                ("name", "not in", list(self.listed_refs or {})),
            ]
        )

    def _close(self):
        """Say what came out at the end of the run, and what was found late."""
        for audit in self.filtered(lambda a: a.state in ("listing", "fetching")):
            stored = audit._get_stored()
            missing = set(audit.missing_refs or ())
            late = stored.filtered(lambda order, refs=missing: order.name in refs)
            audit.write(
                {
                    "state": audit._get_end_state(len(stored)),
                    "odoo_count": len(stored),
                    "late_count": len(late),
                    "late_order_ids": late.ids,
                    "listed_refs": False,
                    "missing_refs": False,
                }
            )
            audit.sync_log_id._add_notice(audit._describe())

    def _get_end_state(self, odoo_count):
        if self.state == "listing":
            return "failed"
        return "complete" if odoo_count == self.amazon_count else "incomplete"

    def _describe(self):
        """Return the result in a sentence."""
        if self.state == "failed":
            return self.env._("The audit ended before Amazon had listed all orders.")
        text = self.env._(
            "Orders bought from %(start)s until %(end)s: %(result)s.",
            start=format_datetime(self.env, self.window_start),
            end=format_datetime(self.env, self.window_end),
            result=self.result,
        )
        if self.late_count:
            late = self.env._("The imports had missed %s of them.", self.late_count)
            return f"{text} {late}"
        return text

    def action_view_late_orders(self):
        """Open the orders that the imports had missed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_fbm.amazon_order_action"
        )
        return action | {"domain": [("id", "in", self.late_order_ids.ids)]}

    def action_view_sync_log(self):
        """Open the sync log of the run."""
        self.ensure_one()
        return self.sync_log_id._get_open_action()

    @api.autovacuum
    def _gc_old_audits(self):
        """Delete audits that are older than the sync logs that are kept."""
        limit = fields.Datetime.now() - timedelta(days=RETENTION_DAYS)
        self.search([("date", "<", limit)]).unlink()
