# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class AmazonOrderIssue(models.Model):
    """A cause for which orders are held, with the orders that wait for it.

    The rows are computed from the orders, so an issue is gone as soon as no order
    waits for it. An order that waits for two SKUs is in two issues.
    """

    _name = "amazon.order.issue"
    _description = "Amazon Held Orders"
    _auto = False
    _order = "ship_by_date, order_count desc, id"
    _rec_name = "key"

    seller_id = fields.Many2one("amazon.seller", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    endpoint = fields.Selection(related="seller_id.endpoint")
    marketplace_id = fields.Many2one("amazon.marketplace", readonly=True)
    marketplace_ref = fields.Char("Marketplace Identifier", readonly=True)
    reason = fields.Selection(selection="_selection_reason", readonly=True)
    key = fields.Char(
        readonly=True, help="What the cause is about: the SKU, the currency..."
    )
    order_count = fields.Integer("Orders", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_total = fields.Monetary(
        "Amazon Total",
        readonly=True,
        aggregator=None,
        help="What the buyers of the waiting orders paid.",
    )
    difference = fields.Monetary(
        readonly=True,
        aggregator=None,
        help="By how much Odoo's totals of these orders differ.",
    )
    oldest_date = fields.Datetime("Oldest Order", readonly=True)
    ship_by_date = fields.Datetime(
        "Ship By", readonly=True, help="When the first of these orders must be shipped."
    )
    attempt_count = fields.Integer(
        "Tries", readonly=True, help="How often the import was tried, at most."
    )
    next_retry = fields.Datetime(
        "Next Try",
        readonly=True,
        help="When the first of these orders is tried again by itself.",
    )
    sample_order_id = fields.Many2one("amazon.order", "Newest Order", readonly=True)
    message = fields.Text("Explanation", related="sample_order_id.hold_message")
    title = fields.Char("Waiting For", compute="_compute_title")
    fix = fields.Char(
        compute="_compute_fix", help="Which button mends the cause of these orders."
    )

    # The fields of the orders that have to be in the database before it is asked.
    _depends = {
        "amazon.order": [
            "attempt_count",
            "amount_total",
            "company_id",
            "currency_id",
            "difference",
            "hold_issues",
            "hold_reason",
            "marketplace_id",
            "marketplace_ref",
            "next_retry",
            "purchase_date",
            "resolved",
            "seller_id",
            "ship_by_date",
            "state",
            "tax_rule_id",
        ]
    }

    @api.model
    def _selection_reason(self):
        return self.env["amazon.order"]._selection_hold_reason()

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT %(identity)s AS id, seller_id, company_id, marketplace_ref,
                currency_id, reason, key,
                MAX(marketplace_id) AS marketplace_id,
                COUNT(*) AS order_count,
                SUM(amount_total) AS amount_total,
                SUM(difference) AS difference,
                MIN(purchase_date) AS oldest_date,
                MIN(ship_by_date) AS ship_by_date,
                MAX(attempt_count) AS attempt_count,
                MIN(next_retry) AS next_retry,
                MAX(order_id) AS sample_order_id
            FROM (%(waiting)s) AS waiting
            GROUP BY seller_id, company_id, marketplace_ref, currency_id, reason, key
            """,
            identity=self._get_identity_sql(),
            waiting=self._get_waiting_sql(),
        )

    @api.model
    def _get_identity_sql(self):
        """Return a number that stays the same while the issue exists.

        It has 52 bits, which is what JavaScript can count to.
        """
        return SQL(
            """('x' || LEFT(MD5(CONCAT_WS(
                '|', seller_id, marketplace_ref, currency_id, reason, key
            )), 13))::bit(52)::bigint"""
        )

    @api.model
    def _get_waiting_sql(self):
        """Return a query for each order and cause that it waits for."""
        return SQL(
            """
            SELECT DISTINCT id AS order_id, seller_id, company_id, marketplace_id,
                marketplace_ref, currency_id, amount_total, difference, purchase_date,
                ship_by_date, attempt_count, next_retry, issue ->> 0 AS reason,
                CASE issue ->> 0
                    WHEN 'tax' THEN COALESCE(tax_rule_id::text, '')
                    ELSE COALESCE(issue ->> 1, '')
                END AS key
            FROM amazon_order
            CROSS JOIN LATERAL JSONB_ARRAY_ELEMENTS(COALESCE(
                hold_issues,
                JSONB_BUILD_ARRAY(JSONB_BUILD_ARRAY(hold_reason, ''))
            )) AS issue
            WHERE state IN ('held', 'failed') AND resolved IS NOT TRUE
            """
        )

    # === WORDS === #

    @api.depends("reason", "key", "marketplace_id")
    def _compute_title(self):
        labels = dict(self._fields["reason"]._description_selection(self.env))
        for issue in self:
            words = issue._get_titles().get(issue.reason)
            issue.title = (
                issue.key
                and words
                or " ".join(filter(None, [labels.get(issue.reason), issue.key]))
            )

    @api.depends("title")
    def _compute_display_name(self):
        for issue in self:
            issue.display_name = issue.title

    def _get_titles(self):
        """Return for each reason what the orders wait for, in a few words."""
        self.ensure_one()
        name = self.marketplace_id.display_name or self.marketplace_ref
        return {
            "unknown_sku": self.env._("Product for SKU %s", self.key),
            "ambiguous_sku": self.env._("Which product SKU %s means", self.key),
            "archived_product": self.env._("Archived product of SKU %s", self.key),
            "marketplace": self.env._("Marketplace %s", name),
            "currency": self.env._(
                "Price list of %(name)s in %(currency)s", name=name, currency=self.key
            ),
            "settings": self.env._("Setting of %s", self._get_setting().display_name),
            "tax": self.env._(
                "Tax rule for %s",
                self._get_tax_rule().country_id.name or name,
            ),
        }

    def _get_setting(self):
        """Return the record whose setting is missing, or an empty one."""
        model, _comma, record_id = (self.key or "").partition(",")
        if self.reason != "settings" or model not in self.env:
            return self.env["amazon.seller"]
        # Only its name is shown; opening it takes the rights of the user.
        return self.env[model].sudo().browse(int(record_id)).exists()

    def _get_tax_rule(self):
        """Return the tax rule that the orders wait for."""
        is_rule = self.reason == "tax" and (self.key or "").isdecimal()
        return self.env["amazon.tax.rule"].browse(int(self.key) if is_rule else [])

    # === ORDERS === #

    def _get_order_ids(self):
        self.env["amazon.order"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                SELECT order_id FROM (%s) AS waiting
                WHERE %s IN %s ORDER BY purchase_date, order_id
                """,
                self._get_waiting_sql(),
                self._get_identity_sql(),
                tuple(self.ids) or (0,),
            )
        )
        return [order_id for (order_id,) in self.env.cr.fetchall()]

    def _get_orders(self):
        """Return the orders that wait for these issues, the oldest first."""
        self.check_access("read")
        return self.env["amazon.order"].browse(self._get_order_ids())

    def action_open_orders(self):
        """Open the orders that wait for these issues."""
        orders = self._get_orders()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_fbm.amazon_order_action_held"
        )
        # With its identity, reloading the page would bring the action as it is stored.
        action = {
            key: value
            for key, value in action.items()
            if key not in ("id", "path", "xml_id")
        }
        name = self.title if len(self) == 1 else action["name"]
        return action | {
            "name": name,
            "domain": [("id", "in", orders.ids)],
            "context": {},
        }

    def _get_waiting_orders(self):
        """Return the orders that wait for these issues; there has to be one."""
        orders = self._get_orders()
        if not orders:
            raise UserError(self.env._("No order waits for it any more."))
        return orders

    def action_retry(self):
        """Import the orders of these issues again, without a call to Amazon."""
        return self._get_waiting_orders().action_retry()

    def action_retry_all(self):
        """Import every held order again that the user may see, chosen or not."""
        self.check_access("read")
        return self.search([("order_count", ">", 0)]).action_retry()

    def action_resolve(self):
        """Take the orders of these issues off the list of work, with a note."""
        return self._get_orders().action_resolve()
