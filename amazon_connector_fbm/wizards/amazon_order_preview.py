# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from contextlib import closing, contextmanager

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import Callbacks

from odoo.addons.amazon_connector.lib.errors import AmazonError
from odoo.addons.queue_job.exception import RetryableJobError

MAX_PAGES = 2
# Amazon gives so many single orders at once before it slows down.
MAX_REFS = 30
MAX_STORED = 200


class AmazonOrderPreview(models.TransientModel):
    """What documents would do to Odoo, and the button that does exactly that.

    The documents are evaluated for real, then all of it is undone. They wait on the
    lines, so that Execute asks Amazon nothing and does what was shown.
    """

    _name = "amazon.order.preview"
    _description = "Amazon Order Preview"

    seller_id = fields.Many2one("amazon.seller", required=True, readonly=True)
    company_id = fields.Many2one(related="seller_id.company_id")
    endpoint = fields.Selection(related="seller_id.endpoint")
    source = fields.Selection(
        [("amazon", "Amazon"), ("stored", "Stored Documents")],
        required=True,
        readonly=True,
        help="Whether Amazon was asked, or the stored documents are processed again.",
    )
    state = fields.Selection(
        [("shown", "Preview"), ("executed", "Executed")],
        required=True,
        readonly=True,
        default="shown",
    )
    notice = fields.Text(readonly=True)
    line_ids = fields.One2many("amazon.order.preview.line", "preview_id", readonly=True)
    preview_log_id = fields.Many2one("amazon.sync.log", readonly=True)
    sync_log_id = fields.Many2one("amazon.sync.log", readonly=True)
    summary = fields.Char(compute="_compute_summary")
    has_work = fields.Boolean(compute="_compute_summary")
    deviation_count = fields.Integer(compute="_compute_deviation_count")

    def _compute_display_name(self):
        for preview in self:
            preview.display_name = self.env._("Preview: %s", preview.seller_id.name)

    @api.depends("line_ids.kind")
    def _compute_summary(self):
        labels = dict(self.line_ids._fields["kind"]._description_selection(self.env))
        for preview in self:
            kinds = preview.line_ids.grouped("kind")
            counts = [f"{len(kinds[k])} {labels[k]}" for k in labels if k in kinds]
            preview.summary = ", ".join(counts) or self.env._("No order")
            preview.has_work = bool(set(kinds) - {"unchanged"})

    @api.depends("line_ids.deviation")
    def _compute_deviation_count(self):
        for preview in self:
            preview.deviation_count = len(preview.line_ids.filtered("deviation"))

    # === WHAT IS SHOWN === #

    @api.model
    def _preview_window(self, seller, start, end, by_creation):
        """Return the preview of an import of this range (searchOrders).

        :param start: naive UTC, or None to go on where the last import ended
        :raises UserError: Amazon cannot be asked now
        """
        marketplaces = seller._check_may_import()
        start = start or seller._get_order_window_start()
        end = seller._get_past_end(end)
        params = seller._prepare_search_params(marketplaces, start, end, by_creation)
        return self._preview_fetched(
            seller, lambda client: self._search_documents(client, params), start, end
        )

    @api.model
    def _preview_refs(self, seller, refs):
        """Return the preview of an import of these order ids (getOrder).

        :raises UserError: Amazon cannot be asked now, or does not know an id
        """
        seller._check_may_import()
        if len(refs) > MAX_REFS:
            raise UserError(
                self.env._(
                    "A preview shows at most %s single orders. Execute imports more.",
                    MAX_REFS,
                )
            )
        included = seller._get_included_data()
        return self._preview_fetched(
            seller,
            lambda client: ([client.get_order(ref, included) for ref in refs], False),
        )

    @api.model
    def _preview_stored(self, orders):
        """Return the preview of processing the documents of these orders again.

        :raises UserError: the orders cannot be shown together
        """
        if len(orders.seller_id) != 1:
            raise UserError(self.env._("Choose orders of one seller."))
        if len(orders) > MAX_STORED:
            raise UserError(
                self.env._("Choose at most %s orders for a preview.", MAX_STORED)
            )
        preview = self._create_preview(orders.seller_id, "stored")
        # Whoever works with orders need not have rights on sales or products.
        preview._show_stored(orders.sudo().with_company(preview.company_id))
        return preview.with_env(self.env)

    @api.model
    def _search_documents(self, client, params):
        """Return the documents of the first pages, and whether there are more."""
        documents, token = [], {}
        for _page in range(MAX_PAGES):
            page = client.search_orders(**params, **token)
            documents += page["orders"]
            token = {"paginationToken": (page.get("pagination") or {}).get("nextToken")}
            if not token["paginationToken"]:
                return documents, False
        return documents, True

    @api.model
    def _preview_fetched(self, seller, fetch, start=False, end=False):
        """Fetch documents and return their preview; the run has a sync log."""
        log = self.env["amazon.sync.log"]._start(
            seller, "preview_fbm_orders", "manual", start, end
        )
        with log._recorded():
            documents, is_cut = self._call_amazon(seller, fetch)
            preview = self._create_preview(seller, "amazon", preview_log_id=log.id)
            preview._show_fetched(documents)
            if is_cut:
                preview.notice = self.env._(
                    "Amazon has more orders than a preview shows. Execute imports "
                    "those below; choose a shorter range to see the others."
                )
            log.write({"fetched_count": len(documents)})
            log._add_notice(self.env._("A preview: nothing was changed in Odoo."))
            log._finish()
        return preview.with_env(self.env)

    @api.model
    def _call_amazon(self, seller, fetch):
        """Return what ``fetch(client)`` returns; explain what Amazon does."""
        try:
            # Whoever may start an import need not read the credentials.
            return seller.sudo()._amazon_call(fetch)
        except RetryableJobError as error:
            reason = seller._explain_amazon_error(error.__cause__)
            raise UserError(reason) from error
        except AmazonError as error:
            raise UserError(seller._explain_amazon_error(error)) from error

    @api.model
    def _create_preview(self, seller, source, **values):
        # Nobody writes a preview by hand: it shows what the program found.
        return (
            self.sudo()
            .with_company(seller.company_id)
            .create({"seller_id": seller.id, "source": source, **values})
        )

    def _show_fetched(self, documents):
        """Fill in what these documents of Amazon would do."""
        orders = self.env["amazon.order"]
        names = [row.get("orderId") for row in documents]
        known = orders._search_names(self.seller_id, names)
        lines = self.line_ids._prepare_known(known)
        with self._undone():
            log = self.preview_log_id
            changed, unchanged = orders._store_page(log, documents)
            again = unchanged.filtered(lambda order: order.state != "imported")
            values = self._evaluate(changed | again)
            values += (unchanged - again)._prepare_unchanged_preview_vals()
        self.line_ids = [
            Command.create(lines.get(row["name"], {}) | row) for row in values
        ]

    def _show_stored(self, orders):
        """Fill in what the stored documents of these orders would do now."""
        lines = self.line_ids._prepare_known(orders)
        ready = orders.filtered(lambda order: not order._is_redacted())
        with self._undone():
            values = self._evaluate(ready, idle_kind="unchanged")
            values += (orders - ready)._prepare_redacted_preview_vals()
        self.line_ids = [Command.create(row | lines[row["name"]]) for row in values]

    def _evaluate(self, orders, idle_kind="changed"):
        """Return values of lines; ``idle_kind`` is for orders that stay as they are."""
        values = []
        for outcome in self.env["amazon.order.processor"]._evaluate(orders):
            row = self.line_ids._prepare_outcome_vals(outcome)
            values.append(row | {"kind": idle_kind} if outcome.is_idle else row)
        return values

    @contextmanager
    def _undone(self):
        """Undo whatever the body does, also what it left for after the commit."""
        cr = self.env.cr
        hooks = cr.postcommit
        cr.postcommit = Callbacks()
        try:
            with closing(cr.savepoint()):
                yield
        finally:
            cr.postcommit = hooks

    # === EXECUTE === #

    def action_execute(self):
        """Do what is shown, from the documents on the lines; ask Amazon nothing."""
        self.ensure_one()
        self.check_access("read")
        if self.state == "executed":
            raise UserError(self.env._("This preview was executed already."))
        # A user who may work with orders need not have rights on sales or products.
        preview = self.sudo().with_company(self.company_id)
        orders = preview._store_lines()
        # Nobody needs the buyers' data on the lines any more.
        preview.line_ids.payload = False
        preview.state = "executed"
        if orders:
            preview.sync_log_id = orders._process_now()

    def _store_lines(self):
        """Store the documents of the lines; return the orders to process."""
        orders = self.env["amazon.order"]
        lines = self.line_ids.filtered(lambda line: line.kind != "unchanged")
        stored = orders._search_names(self.seller_id, lines.mapped("name"))
        stored = stored.grouped("name")
        for line in lines:
            line.blocked_reason = line._get_change(stored.get(line.name, orders))
        lines = lines.filtered(lambda line: not line.blocked_reason)
        if self.source == "amazon":
            orders._store_page(self.preview_log_id, lines.mapped("payload"))
        names = lines.mapped("name")
        found = orders._search_names(self.seller_id, names).grouped("name")
        for line in lines:
            line.order_id = found[line.name]
        return lines.order_id

    def action_open_sync_log(self):
        """Open the sync log of the execution."""
        self.ensure_one()
        return self.sync_log_id._get_open_action()

    def _get_open_action(self):
        """Return the action that shows this preview."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }
