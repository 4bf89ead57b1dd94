# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..lib.order_tax import NO_SCHEME
from .amazon_order import MAX_AT_ONCE
from .amazon_order_tax import TaxChoice

REPORTING_SCHEMES = [
    ("NONE", "None"),
    ("UOSS", "Union One-Stop Shop (OSS)"),
    ("IOSS", "Import One-Stop Shop (IOSS)"),
    ("OTHER", "Another or Several"),
]
KEY_FIELDS = ("marketplace_id", "country_id", "reporting_scheme", "is_collected")
DECISION_FIELDS = {*KEY_FIELDS, "treatment", "fiscal_position_id", "tax_id"}


class AmazonTaxRule(models.Model):
    """What a person decided about tax that the products' taxes do not reproduce.

    It counts for the orders of a marketplace that go to a country under a reporting
    scheme. The connector proposes rules from orders that it holds; only an approved
    rule is used, and only where it leads to Amazon's amounts to the cent.
    """

    _name = "amazon.tax.rule"
    _description = "Amazon Tax Rule"
    _inherit = ["mail.thread"]
    _order = "marketplace_id, country_id, id"
    _check_company_auto = True

    marketplace_id = fields.Many2one(
        "amazon.marketplace",
        required=True,
        index=True,
        ondelete="cascade",
        help="The rule counts for orders of this marketplace only.",
    )
    seller_id = fields.Many2one(related="marketplace_id.seller_id", store=True)
    endpoint = fields.Selection(related="seller_id.endpoint")
    company_id = fields.Many2one(
        related="marketplace_id.company_id", store=True, index=True
    )
    country_id = fields.Many2one(
        "res.country",
        "Ship-To Country",
        help="The rule counts for orders that go to this country. Empty: for orders "
        "of which Amazon does not tell the destination.",
    )
    reporting_scheme = fields.Selection(
        REPORTING_SCHEMES,
        default=NO_SCHEME,
        required=True,
        help="The rule counts for orders whose tax Amazon reports under this scheme.",
    )
    is_collected = fields.Boolean(
        "Collected by Amazon",
        help="Tick it for a rule about items whose tax Amazon collects and remits "
        "itself. They need no rule; with one, their lines get the taxes of 0 % that "
        "your tax report wants. The collected tax stays on a line of its own.",
    )
    treatment = fields.Selection(
        [
            ("fiscal_position", "Use a Fiscal Position"),
            ("tax", "Use One Tax"),
            ("line", "Tax on a Line of Its Own"),
            ("unreported", "Amazon Computes No Tax: Prices Contain Mine"),
        ],
        required=True,
        default="fiscal_position",
        tracking=True,
        help="Use a Fiscal Position: the products' taxes, mapped by it. Use One Tax: "
        "the same tax on every line. Tax on a Line of Its Own: no Odoo tax, Amazon's "
        "tax becomes a line that no tax report knows of. Amazon Computes No Tax: where "
        "Amazon reports a tax of zero only because it computes none, the products' "
        "taxes are taken out of the prices.",
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        tracking=True,
        check_company=True,
        ondelete="restrict",
        help="Maps the products' taxes to those of the destination; sales orders get "
        "it too.",
    )
    tax_id = fields.Many2one(
        "account.tax",
        tracking=True,
        check_company=True,
        ondelete="restrict",
        domain=[("type_tax_use", "=", "sale"), ("amazon_origin_tax_id", "=", False)],
        help="The tax of every line. In prices that contain the tax, its twin for such "
        "prices is used.",
    )
    state = fields.Selection(
        [("proposed", "Proposed"), ("approved", "Approved"), ("refused", "Refused")],
        "Status",
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Only approved rules are used.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    evidence_order_id = fields.Many2one(
        "amazon.order",
        "Proposed by Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    evidence = fields.Json("Figures of the Evidence", readonly=True, copy=False)
    evidence_html = fields.Html("Evidence", compute="_compute_evidence_html")
    alternatives = fields.Char(
        "Fit as Well",
        compute="_compute_alternatives",
        help="Fiscal positions and taxes that give Amazon's amounts too. Only you know "
        "which one is right.",
    )
    order_ids = fields.One2many("amazon.order", "tax_rule_id", readonly=True)
    waiting_count = fields.Integer("Waiting Orders", compute="_compute_order_counts")
    used_count = fields.Integer("Orders", compute="_compute_order_counts")

    _rule_uniq = models.UniqueIndex(
        "(marketplace_id, COALESCE(country_id, 0), reporting_scheme, is_collected, "
        "treatment, COALESCE(fiscal_position_id, 0), COALESCE(tax_id, 0))",
        "There is a tax rule that says the same already.",
    )

    @api.depends("marketplace_id", "country_id", "reporting_scheme", "treatment")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = self.env._(
                "%(marketplace)s to %(country)s: %(treatment)s",
                marketplace=rule.marketplace_id.display_name,
                country=rule.country_id.name or self.env._("unknown destination"),
                treatment=rule._get_treatment_label(),
            )

    def _get_treatment_label(self):
        """Say in words what becomes of the tax."""
        record = {
            "fiscal_position": self.fiscal_position_id,
            "tax": self.tax_id,
        }.get(self.treatment)
        if record:
            return record.display_name
        labels = dict(self._fields["treatment"]._description_selection(self.env))
        return labels.get(self.treatment, "")

    @api.depends("evidence")
    def _compute_evidence_html(self):
        for rule in self:
            rule.evidence_html = rule.evidence and self.env["ir.qweb"]._render(
                "amazon_connector_fbm.tax_evidence", {"evidence": rule.evidence}
            )

    @api.depends("evidence")
    def _compute_alternatives(self):
        for rule in self:
            rule.alternatives = ", ".join((rule.evidence or {}).get("alternatives", []))

    @api.depends("order_ids.state")
    def _compute_order_counts(self):
        groups = self.env["amazon.order"]._read_group(
            [("tax_rule_id", "in", self.ids)], ["tax_rule_id", "state"], ["__count"]
        )
        counts = {(rule.id, state): count for rule, state, count in groups}
        for rule in self:
            rule.waiting_count = counts.get((rule.id, "held"), 0)
            rule.used_count = counts.get((rule.id, "imported"), 0)

    @api.constrains("state", "treatment", "fiscal_position_id", "tax_id")
    def _check_complete(self):
        for rule in self.filtered(lambda rule: rule.state == "approved"):
            if rule.treatment in ("fiscal_position", "tax") and not rule._is_usable():
                raise ValidationError(
                    self.env._(
                        "Choose an active fiscal position or tax in the rule "
                        "'%(rule)s' before you approve it.",
                        rule=rule.display_name,
                    )
                )

    @api.constrains("is_collected", "treatment")
    def _check_collected(self):
        for rule in self.filtered("is_collected"):
            if rule.treatment not in ("fiscal_position", "tax"):
                raise ValidationError(
                    self.env._(
                        "Tax that Amazon collects is always on a line of its own. A "
                        "rule for it can only choose a fiscal position or a tax of "
                        "0 % for the other lines."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Note who decides, even for a rule that is approved from the start."""
        return super().create([self._sign_decision(vals) for vals in vals_list])

    def write(self, vals):
        """Keep what was approved as it is, and note who decides and when."""
        if DECISION_FIELDS & set(vals) and "approved" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "An approved tax rule cannot be changed. Press 'Reconsider' first; "
                    "sales orders that used it stay as they are."
                )
            )
        return super().write(self._sign_decision(vals))

    @api.model
    def _sign_decision(self, vals):
        if not self.env.su and {"decided_by_id", "decided_on"} & set(vals):
            raise UserError(
                self.env._("Odoo notes by itself who decides about a rule, and when.")
            )
        if "state" not in vals:
            return vals
        decided = vals["state"] != "proposed"
        return vals | {
            "decided_by_id": decided and self.env.uid,
            "decided_on": decided and fields.Datetime.now(),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if "approved" in self.mapped("state"):
            raise UserError(
                self.env._(
                    "An approved tax rule cannot be deleted: it explains the taxes of "
                    "sales orders. Press 'Refuse' to use it no more."
                )
            )

    # === BUTTONS === #

    def action_approve(self):
        """Approve the rules and import at once the orders that wait for them."""
        self.check_access("write")
        self.write({"state": "approved"})
        return self._release()

    def action_refuse(self):
        """Use the rules no more; the orders that wait go on waiting."""
        self.check_access("write")
        self.write({"state": "refused"})

    def action_reconsider(self):
        """Make approved or refused rules proposals again, so that they can change."""
        self.check_access("write")
        self.write({"state": "proposed"})

    def action_open_orders(self):
        """Open the orders that wait for the rule or have used it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "amazon.order",
            "view_mode": "list,form",
            "domain": [("tax_rule_id", "=", self.id)],
        }

    def _release(self):
        """Import the orders that wait for these rules; return a notification."""
        orders = self._get_waiting_orders()
        action = orders._retry_or_wait() if orders else self._prepare_notification()
        if len(orders) > MAX_AT_ONCE and any(orders.mapped("to_process")):
            action["params"]["message"] = self.env._(
                "%s orders are imported in the background. See the sync log.",
                len(orders),
            )
        action["params"]["next"] = {"type": "ir.actions.client", "tag": "soft_reload"}
        return action

    @api.model
    def _prepare_notification(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Approved. No order was waiting."),
            },
        }

    def _get_waiting_orders(self):
        """Return the held orders that one of these rules may release."""
        rules = self.browse().union(*(self._find(rule._get_key()) for rule in self))
        return self.env["amazon.order"].search(
            [
                ("tax_rule_id", "in", rules.ids),
                ("state", "=", "held"),
                ("hold_reason", "=", "tax"),
            ],
            order="purchase_date, id",
        )

    # === USE === #

    @api.model
    def _find(self, key, states=("approved", "proposed", "refused")):
        """Return the rules of a key; those that keep tax on a line come last."""
        domain = [(name, "=", value) for name, value in key.items()]
        rules = self.search([*domain, ("state", "in", states)], order="id")
        return rules.sorted(lambda rule: rule.treatment in ("line", "unreported"))

    def _get_key(self):
        """Return the values that say for which orders the rule is."""
        self.ensure_one()
        return self._convert_to_write({name: self[name] for name in KEY_FIELDS})

    def _is_usable(self):
        """Whether what the rule uses exists and is active."""
        self.ensure_one()
        record = {
            "fiscal_position": self.fiscal_position_id,
            "tax": self.tax_id,
        }
        return bool(
            self.treatment not in record
            or record[self.treatment]
            and record[self.treatment].active
        )

    def _get_choice(self, draft):
        """Return the :class:`TaxChoice` that the rule makes for an order."""
        self.ensure_one()
        if self.treatment == "tax":
            return TaxChoice(draft.fiscal_position, self.tax_id)
        return TaxChoice(self.fiscal_position_id, self.env["account.tax"])
