# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..lib.errors import ConfigurationError
from .amazon_queue_mixin import QUEUE_FIELDS

ADDRESS_FIELDS = {"endpoint", "simulator_url"}
PLACE_FIELDS = ADDRESS_FIELDS | {"region"}
CONNECTION_FIELDS = PLACE_FIELDS | {"lwa_client_id"}


# condition_type in Amazon's own words (Listings Items API 2021-08-01).
LISTING_CONDITIONS = [
    ("new_new", "New"),
    ("new_open_box", "New - Open Box"),
    ("new_oem", "New - OEM"),
    ("refurbished_refurbished", "Refurbished"),
    ("used_like_new", "Used - Like New"),
    ("used_very_good", "Used - Very Good"),
    ("used_good", "Used - Good"),
    ("used_acceptable", "Used - Acceptable"),
    ("collectible_like_new", "Collectible - Like New"),
    ("collectible_very_good", "Collectible - Very Good"),
    ("collectible_good", "Collectible - Good"),
    ("collectible_acceptable", "Collectible - Acceptable"),
    ("club_club", "Club"),
]
MAX_DEADLINE_DAYS = 365


class AmazonSeller(models.Model):
    """One Selling Partner account in one region."""

    _name = "amazon.seller"
    _description = "Amazon Seller"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "amazon.mismatch.mixin",
        "amazon.setting.mixin",
        "amazon.seller.schedule.mixin",
        "amazon.secret.store.mixin",
        "amazon.credential.mixin",
        "amazon.database.mixin",
        "amazon.connection.mixin",
        "amazon.connection.test.mixin",
        "amazon.role.mixin",
        "amazon.authorization.mixin",
        "amazon.expiry.mixin",
        "amazon.api.mixin",
        "amazon.queue.mixin",
        "amazon.subscription.mixin",
        "amazon.secret.rotation.mixin",
    ]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        tracking=True,
        help="How you call this selling account in Odoo; it can be anything.",
    )
    active = fields.Boolean(
        default=True,
        tracking=True,
        help="An archived seller is not shown and exchanges nothing with Amazon.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        tracking=True,
        help="The orders, invoices and settlements of the seller belong to this "
        "company. It stays as soon as there are marketplaces or orders.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        copy=False,
        tracking=True,
        help="Gets an activity when the seller needs attention.",
    )
    short_code = fields.Char(
        required=True,
        size=5,
        default=lambda self: self._default_short_code(),
        copy=False,
        help="2 to 5 capital letters or digits; the codes of the settlement "
        "journals begin with it.",
    )
    listing_condition = fields.Selection(
        LISTING_CONDITIONS,
        string="Condition of Products",
        required=True,
        default="new_new",
        help="Used when products are sent to Amazon: in which condition it offers "
        "them.",
    )
    activity_deadline_days = fields.Integer(
        string="Activities Due After (Days)",
        help="How many days the responsible person has for an activity that the "
        "connector schedules on this seller. 0: it is due on the same day.",
    )
    region = fields.Selection(
        [("na", "North America"), ("eu", "Europe"), ("fe", "Far East")],
        required=True,
        default="eu",
        tracking=True,
        help="The region in which the selling account is registered.",
    )
    endpoint = fields.Selection(
        [
            ("production", "Production"),
            ("sandbox", "Sandbox"),
            ("simulator", "Simulator"),
        ],
        required=True,
        default="production",
        tracking=True,
        help="Production: real orders. Sandbox: Amazon's own test system. "
        "Simulator: the local program that comes with this connector and "
        "behaves like Amazon. A change deletes the stored secrets: enter them again.",
    )
    simulator_url = fields.Char(
        string="Simulator Address",
        default="http://127.0.0.1:9555",
        help="A change deletes the stored secrets, except the simulator's own.",
    )
    merchant_token = fields.Char(
        copy=False,
        trim=False,
        help="Amazon's identifier of the selling account, e.g. A2EXAMPLE1234; "
        "Seller Central shows it under Account Info.",
    )
    marketplace_ids = fields.One2many("amazon.marketplace", "seller_id")
    marketplace_count = fields.Integer(compute="_compute_marketplace_count")
    sync_log_count = fields.Integer(compute="_compute_sync_log_count")
    mismatch_count = fields.Integer(compute="_compute_mismatch_count")

    _short_code_uniq = models.Constraint(
        "UNIQUE(company_id, short_code)",
        "Another seller of the company has this short code.",
    )
    _merchant_token_uniq = models.UniqueIndex(
        "(merchant_token, region, endpoint) WHERE merchant_token IS NOT NULL",
        "Another seller has this merchant token in the same region and endpoint: it is "
        "the same Amazon account. Use that seller, or unarchive it, and discard this "
        "one.",
    )

    @api.model
    def _default_short_code(self):
        """Return AMZ, or AMZ2, AMZ3... if the company uses it already."""
        # A short code that another user's rights hide is taken all the same.
        sellers = self.sudo().with_context(active_test=False)
        company = self.env.company
        taken = sellers.search([("company_id", "=", company.id)]).mapped("short_code")
        candidates = ["AMZ", *(f"AMZ{number}" for number in range(2, 100))]
        return next((code for code in candidates if code not in taken), False)

    def _compute_marketplace_count(self):
        counts = self._count_by_seller("amazon.marketplace", [])
        for seller in self:
            seller.marketplace_count = counts.get(seller, 0)

    def _compute_sync_log_count(self):
        counts = self._count_by_seller("amazon.sync.log", [])
        for seller in self:
            seller.sync_log_count = counts.get(seller, 0)

    def _compute_mismatch_count(self):
        domain = [("is_mismatch", "=", True), ("resolved", "=", False)]
        counts = self._count_by_seller("amazon.sync.log.line", domain)
        for seller in self:
            seller.mismatch_count = counts.get(seller, 0)

    def _count_by_seller(self, model, domain):
        """Return the number of records of the model for each seller."""
        domain = [("seller_id", "in", self.ids), *domain]
        groups = self.env[model]._read_group(domain, ["seller_id"], ["__count"])
        return dict(groups)

    @api.constrains("short_code")
    def _check_short_code(self):
        for code in self.mapped("short_code"):
            plain = code.isascii() and code.isalnum() and code == code.upper()
            if not (plain and code[0].isalpha() and 2 <= len(code) <= 5):
                raise ValidationError(
                    self.env._(
                        "The short code has 2 to 5 capital letters or digits and "
                        "begins with a letter: %s does not.",
                        code,
                    )
                )

    @api.constrains("endpoint", "simulator_url")
    def _check_simulator_url(self):
        for seller in self.filtered(lambda s: s.endpoint == "simulator"):
            try:
                seller._get_endpoint()
            except ConfigurationError as error:
                raise ValidationError(
                    self.env._(
                        "Enter the address of the simulator, such as "
                        "http://127.0.0.1:9555."
                    )
                ) from error

    @api.constrains("activity_deadline_days")
    def _check_activity_deadline_days(self):
        self._check_between("activity_deadline_days", 0, MAX_DEADLINE_DAYS)

    @api.constrains("merchant_token")
    def _check_merchant_token(self):
        for seller in self:
            token = seller.merchant_token
            seller._check_not_padded("merchant_token", token)
            if token and not (token.isascii() and token.isalnum()):
                raise ValidationError(
                    self.env._(
                        "%s is no merchant token: it has letters and digits only. Copy "
                        "it from Seller Central, Account Info.",
                        token,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalise(vals) for vals in vals_list])

    def write(self, vals):
        self._check_company_change(vals)
        changed = self._filter_changed(CONNECTION_FIELDS, vals)
        renamed = self._filter_changed({"lwa_client_id"}, vals)
        readdressed = self._filter_changed(ADDRESS_FIELDS, vals)
        # Before the write, which stores the secrets that come with the address.
        readdressed._forget_secrets(vals)
        moved = self._filter_moved(vals)
        audited = {seller: seller._get_changed_labels(vals) for seller in self}
        result = super().write(self._normalise(vals))
        renamed._drop_previous_secret()
        changed._reset_connection()
        moved._on_account_changed()
        for seller, labels in audited.items():
            seller._audit_configuration(labels)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_integrated(self):
        for seller in self.filtered("marketplace_ids"):
            raise UserError(
                self.env._(
                    "%s has integrated marketplaces. Archive the seller instead of "
                    "deleting it.",
                    seller.display_name,
                )
            )

    @api.model
    def _normalise(self, vals):
        """Return the values to store: with the dates of the secrets among them.

        An empty text would count as a merchant token in the unique index.
        """
        vals = self._add_secret_dates(vals)
        if "merchant_token" in vals:
            return vals | {"merchant_token": vals["merchant_token"] or False}
        return vals

    def _get_audited_fields(self):
        """Return the names of the fields whose changes the audit log records."""
        return (
            CONNECTION_FIELDS
            | QUEUE_FIELDS
            | {"merchant_token", "company_id", "active"}
        )

    def _get_changed_labels(self, vals):
        """Return the labels of the audited fields that the write changes."""
        self.ensure_one()
        changed = [
            name
            for name in sorted(self._get_audited_fields())
            if self._filter_changed({name}, vals)
        ]
        return [self._fields[name]._description_string(self.env) for name in changed]

    def _audit_configuration(self, labels):
        if labels:
            self.env["amazon.audit.log"]._record(
                "configuration_changed", self, ", ".join(labels)
            )

    def _filter_changed(self, names, vals):
        """Return the sellers in which the write changes one of these fields."""
        names = names & set(vals)
        return self.filtered(
            lambda s: any(
                (s._get_plain(name) or "") != (vals[name] or "") for name in names
            )
        )

    def _filter_moved(self, vals):
        """Return the sellers that the write leads to another account or place."""
        named = self.filtered("merchant_token")
        return self._filter_changed(PLACE_FIELDS, vals) | named._filter_changed(
            {"merchant_token"}, vals
        )

    def _get_plain(self, name):
        """Return the present value of a field in the form that write() takes."""
        # The LWA client ID is not readable for everybody who may write here.
        seller = self.sudo()
        return self._fields[name].convert_to_write(seller[name], seller)

    def _check_company_change(self, vals):
        """Records that exist already stay with the company they belong to."""
        company_id = vals.get("company_id")
        moved = self.filtered(lambda s: company_id and s.company_id.id != company_id)
        for seller in moved.filtered(lambda s: s._has_company_documents()):
            raise ValidationError(
                self.env._(
                    "%(seller)s has marketplaces or orders in %(company)s. Create "
                    "another seller for the other company.",
                    seller=seller.display_name,
                    company=seller.company_id.display_name,
                )
            )

    def _has_company_documents(self):
        """Tell whether records depend on the company; other addons add theirs."""
        self.ensure_one()
        # Archived and unreadable records depend on the company as well.
        return bool(self.sudo().with_context(active_test=False).marketplace_ids)

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """Schedule activities; without a deadline the setting of the seller counts."""
        scheduled = [
            super(AmazonSeller, seller).activity_schedule(
                act_type_xmlid,
                date_deadline or seller._get_activity_deadline(),
                summary,
                note,
                **act_values,
            )
            for seller in self
        ]
        return self.env["mail.activity"].concat(*filter(None, scheduled))

    def _get_activity_deadline(self):
        today = fields.Date.context_today(self)
        return today + timedelta(days=self.activity_deadline_days)

    def _get_region_label(self):
        self.ensure_one()
        labels = dict(self._fields["region"]._description_selection(self.env))
        return labels[self.region]

    def action_view_marketplaces(self):
        """Open the marketplaces of the seller, integrated or not."""
        return self._view("amazon_marketplace_action", active_test=False)

    def action_view_sync_logs(self):
        """Open the sync logs of the seller."""
        return self._view("amazon_sync_log_action")

    def action_view_mismatches(self):
        """Open the mismatches of the seller that wait for somebody."""
        return self._view(
            "amazon_sync_log_line_action_mismatch", search_default_unresolved=1
        )

    def action_check_configuration(self):
        """List what is missing or contradictory in the settings of the seller."""
        self.ensure_one()
        return self.env["amazon.configuration.check"]._open(self.id)

    def _view(self, action_name, **context):
        """Return the window action with a filter on this seller."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"amazon_connector.{action_name}"
        )
        return action | {"context": {"search_default_seller_id": self.id, **context}}
