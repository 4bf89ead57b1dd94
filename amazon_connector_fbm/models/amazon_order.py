# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..lib.order import (
    FULFILLERS,
    KNOWN_STATUSES,
    parse_order,
    read_header,
    sale_signature,
)
from ..lib.order_details import is_advance

FULFILLMENT_STATUSES = [
    ("PENDING_AVAILABILITY", "Pending Availability"),
    ("PENDING", "Pending"),
    ("UNSHIPPED", "Unshipped"),
    ("PARTIALLY_SHIPPED", "Partially Shipped"),
    ("SHIPPED", "Shipped"),
    ("CANCELLED", "Cancelled"),
    ("UNFULFILLABLE", "Unfulfillable"),
    ("UNKNOWN", "Unknown"),
]
MAX_AT_ONCE = 50
STATES = [
    ("new", "New"),
    ("pending", "Pending at Amazon"),
    ("held", "Held"),
    ("failed", "Failed"),
    ("imported", "Imported"),
    ("cancelled", "Cancelled"),
    ("skipped", "Skipped"),
]


class AmazonOrder(models.Model):
    """The binding between an order at Amazon and a sales order.

    It keeps Amazon's document (Orders API v2026-01-01) as it came, what became of it,
    and the proof that both totals are the same.
    """

    _name = "amazon.order"
    _description = "Amazon Order"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "purchase_date desc, id desc"

    name = fields.Char(
        string="Amazon Order Reference", required=True, readonly=True, index=True
    )
    seller_id = fields.Many2one(
        "amazon.seller", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="seller_id.company_id", store=True, index=True)
    endpoint = fields.Selection(related="seller_id.endpoint")
    marketplace_id = fields.Many2one(
        "amazon.marketplace", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    marketplace_ref = fields.Char("Marketplace Identifier", readonly=True)
    fulfillment_status = fields.Selection(
        FULFILLMENT_STATUSES, "Amazon Status", readonly=True, index=True
    )
    fulfilled_by = fields.Selection(
        [("MERCHANT", "Merchant"), ("AMAZON", "Amazon")], readonly=True
    )
    is_prime = fields.Boolean("Prime", readonly=True)
    is_business = fields.Boolean("Business", readonly=True)
    purchase_date = fields.Datetime(readonly=True, index=True)
    last_update_date = fields.Datetime("Last Update at Amazon", readonly=True)
    ship_by_date = fields.Datetime("Ship By", readonly=True)
    deliver_by_date = fields.Datetime("Deliver By", readonly=True)
    payload = fields.Json(
        "Document from Amazon",
        readonly=True,
        copy=False,
        prefetch=False,
        groups="amazon_connector.group_amazon_pii",
    )
    payload_text = fields.Text(
        "Readable Document",
        compute="_compute_payload_text",
        groups="amazon_connector.group_amazon_pii",
    )
    payload_hash = fields.Char(readonly=True, copy=False)
    sale_signature = fields.Char(readonly=True, copy=False)
    to_process = fields.Boolean(readonly=True, copy=False, index="btree_not_null")
    state = fields.Selection(STATES, default="new", readonly=True, index=True)
    hold_reason = fields.Selection(
        selection="_selection_hold_reason", readonly=True, index="btree_not_null"
    )
    hold_message = fields.Text("Explanation", readonly=True)
    address_incomplete = fields.Boolean(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary("Amazon Total", readonly=True, aggregator=None)
    odoo_total = fields.Monetary(readonly=True, aggregator=None)
    difference = fields.Monetary(readonly=True, aggregator=None)
    proof = fields.Json(readonly=True, copy=False)
    proof_html = fields.Html("Total Proof", compute="_compute_proof_html")
    sale_order_id = fields.Many2one(
        "sale.order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    sync_log_id = fields.Many2one(
        "amazon.sync.log",
        "Last Run",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    request_id = fields.Char("Amazon Request ID", readonly=True)

    _name_uniq = models.Constraint(
        "UNIQUE(seller_id, name)", "This Amazon order exists already for this seller."
    )

    @api.model
    def _selection_hold_reason(self):
        return (
            self.env["amazon.sync.log.line"]
            ._fields["cause"]
            ._description_selection(self.env)
        )

    @api.depends("payload")
    def _compute_payload_text(self):
        for order in self:
            order.payload_text = order.payload and json.dumps(
                order.payload, indent=2, ensure_ascii=False
            )

    @api.depends("proof")
    def _compute_proof_html(self):
        for order in self:
            order.proof_html = order.proof and self.env["ir.qweb"]._render(
                "amazon_connector_fbm.total_proof",
                {"proof": order.proof, "currency": order.currency_id},
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_imported(self):
        if self.filtered("sale_order_id"):
            raise UserError(
                self.env._(
                    "An Amazon order that has a sales order cannot be deleted: "
                    "it keeps the order from being imported a second time."
                )
            )

    def action_open_sale_order(self):
        """Open the sales order that this Amazon order became."""
        self.ensure_one()
        return self.sale_order_id.get_formview_action()

    def action_retry(self):
        """Import again from the stored documents, without a call to Amazon."""
        self.check_access("read")
        logs = self.env["amazon.sync.log"]
        for seller, orders in self.grouped("seller_id").items():
            # A user who may work with orders need not have rights on sales or products.
            logs |= orders.sudo().with_company(seller.company_id)._process_now()
        return logs.with_env(self.env)._get_result_notification()

    def action_accept_change(self):
        """Say that the sales order was adapted to what Amazon changed."""
        self.check_access("read")
        # Users work with orders but do not rewrite them: this button does.
        orders = self.sudo().filtered(
            lambda order: order.hold_reason == "changed" and not order.to_process
        )
        # The lines record who resolved them; nobody else writes that.
        self.env["amazon.sync.log.line"].sudo()._supersede(orders)
        for order in orders:
            order.write(
                {
                    **order._compare_totals(),
                    **self.env["amazon.order.change"]._prove_adapted(order),
                    "sale_signature": sale_signature(parse_order(order.payload)),
                    "state": "imported",
                    "hold_reason": False,
                    "hold_message": False,
                }
            )
            order.message_post(
                body=self.env._("The sales order was adapted to Amazon's change."),
                author_id=self.env.user.partner_id.id,
            )

    def _compare_totals(self):
        """Values that say how far the sales order is from Amazon's total now."""
        total = self.sale_order_id.amount_total
        return {"odoo_total": total, "difference": total - self.amount_total}

    def _process_now(self):
        """Process stored orders of one seller in a run of its own; return its log."""
        log = self.env["amazon.sync.log"]._start(
            self.seller_id, "process_fbm_orders", "manual"
        )
        with log._recorded():
            if self.try_lock_for_update(allow_referencing=True) != self:
                raise UserError(
                    self.env._("Some of these orders are being imported right now.")
                )
            self.write({"sync_log_id": log.id, "to_process": True})
            if len(self) > MAX_AT_ONCE:
                log.all_pages_stored = True
                log._enqueue_processing(self)
            else:
                self.env["amazon.order.processor"]._process(self, log)
                log.write(log._prepare_counts())
                log._finish()
        return log

    # === STORING WHAT AMAZON SENT === #

    @api.model
    def _store_page(self, log, documents):
        """Keep the orders of one page of searchOrders; newest version wins.

        An older version than the stored one is ignored, an identical one too.

        :return: orders to process, orders that did not change
        """
        seller = log.seller_id
        versions = self._newest_versions(documents)
        currency_ids = self._get_currency_ids(versions)
        stored = self.search(
            [("seller_id", "=", seller.id), ("name", "in", list(versions))]
        )
        changed = self.browse()
        for order in stored:
            version = versions.pop(order.name)
            values = self._prepare_order_vals(log, *version, currency_ids)
            if order._is_superseded_by(values):
                order._report_earlier_date(log, values["last_update_date"])
                order.write(values)
                changed |= order
        created = self.create(
            [
                self._prepare_order_vals(log, *version, currency_ids)
                for version in versions.values()
            ]
        )
        return changed | created, stored - changed

    @api.model
    def _newest_versions(self, documents):
        """The last version of each order in a page that may hold one twice."""
        versions = {}
        for document in documents:
            header = read_header(document)
            known = versions.get(header.ref)
            if not known or self._is_newer(header.updated, known[0].updated):
                versions[header.ref] = (header, document)
        return versions

    @api.model
    def _is_newer(self, incoming, stored):
        return not stored or not incoming or incoming >= stored

    @api.model
    def _get_currency_ids(self, versions):
        codes = {header.currency for header, _document in versions.values()}
        currencies = self.env["res.currency"].with_context(active_test=False)
        return {
            currency.name: currency.id
            for currency in currencies.search([("name", "in", list(codes))])
        }

    def _is_superseded_by(self, values):
        self.ensure_one()
        if self.payload_hash == values["payload_hash"]:
            return False
        if is_advance(values["fulfillment_status"], self.fulfillment_status):
            # Whatever Amazon's clock says: no order goes back to an earlier status.
            return True
        return self._is_newer(values["last_update_date"], self.last_update_date)

    def _report_earlier_date(self, log, updated):
        """Say in the run that Amazon dates this version before the one it replaces."""
        if self._is_newer(updated, self.last_update_date):
            return
        log._add_line(
            self.name,
            "updated",
            self,
            message=self.env._(
                "Amazon dates this version of the order (%(new)s UTC) before the one "
                "it sent earlier (%(old)s UTC). Its status is a later one, so it "
                "counts. There is nothing to do.",
                new=updated,
                old=self.last_update_date,
            ),
            request_id=log.request_id,
        )

    @api.model
    def _prepare_order_vals(self, log, header, document, currency_ids):
        """Values of the binding for one document; money is not yet proved."""
        seller = log.seller_id
        text = json.dumps(document, sort_keys=True, ensure_ascii=False)
        return {
            "name": header.ref,
            "seller_id": seller.id,
            "marketplace_id": seller._get_marketplace(header.marketplace_ref).id,
            "marketplace_ref": header.marketplace_ref,
            "fulfillment_status": header.status
            if header.status in KNOWN_STATUSES
            else "UNKNOWN",
            "fulfilled_by": header.fulfilled_by
            if header.fulfilled_by in FULFILLERS
            else False,
            "is_prime": "PRIME" in header.programs,
            "is_business": "AMAZON_BUSINESS" in header.programs,
            "purchase_date": header.created,
            "last_update_date": header.updated,
            "ship_by_date": header.ship_by,
            "deliver_by_date": header.deliver_by,
            "currency_id": currency_ids.get(header.currency),
            "amount_total": float(header.grand_total or 0),
            "payload": document,
            "payload_hash": hashlib.sha256(text.encode()).hexdigest(),
            "sync_log_id": log.id,
            "request_id": log.request_id,
            "to_process": True,
        }
