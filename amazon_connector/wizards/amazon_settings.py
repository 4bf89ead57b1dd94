# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError

from ..lib.seller_central import SELLER_CENTRALS, region_of

# Each with the field that tells which record the page holds at the moment.
HOLDERS = {"seller_id": "shown_seller_id", "marketplace_id": "shown_marketplace_id"}


class AmazonSettings(models.TransientModel):
    """The settings of a seller and of one of its marketplaces on one page.

    A setting is a field that is related through ``seller_id`` or ``marketplace_id`` and
    not read-only; addons add theirs. What the page shows stays in the seller and the
    marketplace: only what was changed is written to them, all of it at once.
    """

    _name = "amazon.settings"
    _inherit = ["amazon.page.mixin"]
    _description = "Amazon Settings"

    seller_id = fields.Many2one(
        "amazon.seller",
        default=lambda self: self._default_seller_id(),
        help="Whose settings this page shows. Save before you choose another one.",
    )
    marketplace_id = fields.Many2one(
        "amazon.marketplace",
        compute="_compute_marketplace_id",
        store=True,
        readonly=False,
        domain="[('seller_id', '=', seller_id)]",
        help="Which integrated marketplace of the seller this page shows.",
    )
    company_id = fields.Many2one(related="seller_id.company_id")
    shown_seller_id = fields.Many2one(
        "amazon.seller",
        compute="_compute_shown",
        help="Whose settings the page holds at the moment.",
    )
    shown_marketplace_id = fields.Many2one(
        "amazon.marketplace",
        compute="_compute_shown",
        help="The marketplace whose settings the page holds at the moment.",
    )
    state = fields.Selection(related="seller_id.state")
    attention_reason = fields.Text(related="seller_id.attention_reason")
    endpoint = fields.Selection(related="seller_id.endpoint")
    currency_id = fields.Many2one(related="marketplace_id.currency_id")

    seller_name = fields.Char(related="seller_id.name", readonly=False)
    short_code = fields.Char(related="seller_id.short_code", readonly=False)
    user_id = fields.Many2one(
        related="seller_id.user_id",
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    activity_deadline_days = fields.Integer(
        related="seller_id.activity_deadline_days", readonly=False
    )
    mismatch_user_ids = fields.Many2many(
        related="seller_id.mismatch_user_ids",
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    mismatch_activity_type_id = fields.Many2one(
        related="seller_id.mismatch_activity_type_id", readonly=False
    )
    listing_condition = fields.Selection(
        related="seller_id.listing_condition", readonly=False
    )
    stop_archived_products = fields.Boolean(
        related="seller_id.stop_archived_products", readonly=False
    )
    authorization_method = fields.Selection(
        related="seller_id.authorization_method", readonly=False
    )
    country_id = fields.Many2one(
        related="seller_id.country_id",
        readonly=False,
        domain=lambda self: [("code", "in", list(SELLER_CENTRALS))],
    )
    region = fields.Selection(related="seller_id.region", readonly=False)
    merchant_token = fields.Char(
        related="seller_id.merchant_token", readonly=False, trim=False
    )
    scheduler_ids = fields.One2many(related="seller_id.scheduler_ids", readonly=False)

    marketplace_name = fields.Char(related="marketplace_id.name", readonly=False)
    stock_field = fields.Selection(related="marketplace_id.stock_field", readonly=False)
    warehouse_id = fields.Many2one(
        related="marketplace_id.warehouse_id", readonly=False, check_company=True
    )
    pricelist_id = fields.Many2one(
        related="marketplace_id.pricelist_id",
        readonly=False,
        check_company=True,
        domain="[('currency_id', '=', currency_id)]",
    )
    price_includes_tax = fields.Boolean(
        related="marketplace_id.price_includes_tax", readonly=False
    )
    fiscal_position_id = fields.Many2one(
        related="marketplace_id.fiscal_position_id", readonly=False, check_company=True
    )
    team_id = fields.Many2one(
        related="marketplace_id.team_id", readonly=False, check_company=True
    )
    lang_id = fields.Many2one(
        related="marketplace_id.lang_id",
        readonly=False,
        domain="[('active', '=', True)]",
    )
    timezone = fields.Selection(related="marketplace_id.timezone", readonly=False)
    default_customer_id = fields.Many2one(
        related="marketplace_id.default_customer_id", readonly=False, check_company=True
    )
    marketplace_analytic_account_id = fields.Many2one(
        related="marketplace_id.analytic_account_id",
        readonly=False,
        check_company=True,
    )

    @api.model
    def _default_seller_id(self):
        """Return the seller that is used most likely, by preference.

        One of the current company, connected, with integrated marketplaces.
        """
        companies = self.env.companies.ids
        sellers = self.env["amazon.seller"].search([("company_id", "in", companies)])
        return max(sellers, key=self._rate_seller, default=sellers)

    @api.model
    def _rate_seller(self, seller):
        return (
            seller.company_id == self.env.company,
            seller.state == "connected",
            bool(seller.marketplace_ids),
        )

    @api.depends("seller_id", "marketplace_id")
    def _compute_shown(self):
        for settings in self:
            settings.shown_seller_id = settings.seller_id
            settings.shown_marketplace_id = settings.marketplace_id

    @api.depends("seller_id")
    def _compute_marketplace_id(self):
        for settings in self:
            if settings.marketplace_id.seller_id != settings.seller_id:
                settings.marketplace_id = settings._get_first_marketplace()

    @api.model
    def _show_integrated(self, seller):
        """Let the open pages of a seller show a marketplace, now that it has one."""
        own = [("create_uid", "=", self.env.uid), ("seller_id", "=", seller.id)]
        self.search([*own, ("marketplace_id", "=", False)])._compute_marketplace_id()

    def _get_first_marketplace(self):
        """Return the marketplace that this person saw last, else the seller's own.

        Its own is that of the country in which the seller, or else its company, is.
        """
        marketplaces = self.seller_id.marketplace_ids
        last = self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("marketplace_id", "in", marketplaces.ids),
            ],
            order="write_date desc, id desc",
            limit=1,
        )
        countries = (self.seller_id.country_id, self.seller_id.company_id.country_id)
        own = (
            marketplaces.filtered(lambda m, country=country: m.country_id == country)
            for country in countries
            if country
        )
        return last.marketplace_id or next(filter(None, own), marketplaces)[:1]

    @api.onchange("country_id")
    def _onchange_country(self):
        self.region = region_of(self.country_id.code) or self.region

    @api.depends("seller_id")
    def _compute_display_name(self):
        for settings in self:
            settings.display_name = self.env._("Amazon Settings")

    @api.constrains("seller_id", "marketplace_id")
    def _check_marketplace(self):
        for settings in self.filtered("marketplace_id"):
            if settings.marketplace_id.seller_id != settings.seller_id:
                raise ValidationError(
                    self.env._(
                        "%(marketplace)s is no marketplace of %(seller)s.",
                        marketplace=settings.marketplace_id.name,
                        seller=settings.seller_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        pages = super().create([self._filter_own(vals) for vals in vals_list])
        for page, vals in zip(pages, vals_list, strict=True):
            page._save_settings(vals)
        return pages

    def write(self, vals):
        result = super().write(self._filter_own(vals))
        for page in self:
            page._save_settings(vals)
        return result

    @api.model
    def _filter_own(self, vals):
        """Return the values that belong to the page itself."""
        return {
            name: value
            for name, value in vals.items()
            if not self._fields[name].related
        }

    def onchange(self, values, field_names, fields_spec):
        """Do not lose what was typed: save before another one is chosen."""
        self._check_readable(values)
        for holder, shown in HOLDERS.items():
            if holder in field_names:
                former = self._get_shown(holder, shown, values)
                if self._get_changed_settings(holder, former, values):
                    return self._keep_shown(holder, former)
        return super().onchange(values, field_names, fields_spec)

    def _get_shown(self, holder, shown, values):
        """Return the record whose settings are on the page before another comes."""
        if shown not in values:
            return self[holder]
        return self[holder].browse(values[shown] or ())

    def _keep_shown(self, holder, former):
        """Return the answer to the page: the choice is undone, the edits stay."""
        return {
            "value": {
                holder: {"id": former.id, "display_name": former.display_name},
            },
            "warning": {
                "title": self.env._("Save First"),
                "message": self.env._(
                    "You changed settings of %s that are not saved yet. Save or "
                    "discard them, then choose another one.",
                    former.display_name,
                ),
                "type": "dialog",
            },
        }

    def _save_settings(self, vals):
        """Write what differs to the seller and the marketplace that are shown."""
        for holder in HOLDERS:
            changed = self._get_changed_settings(holder, self[holder], vals)
            if changed:
                self[holder].write(changed)

    def _get_changed_settings(self, holder, record, vals):
        """Return what differs from the record of the field ``holder``, by its names."""
        changed = {}
        for name, value in vals.items():
            field = self._fields[name]
            owner, _dot, target = (field.related or "").partition(".")
            if not record or owner != holder or field.readonly:
                continue
            if field.type == "one2many":
                value = self._filter_updates(record[target], value)
                is_changed = bool(value)
            else:
                stored = record._fields[target]
                new = stored.convert_to_cache(value, record)
                is_changed = new != stored.convert_to_cache(record[target], record)
            if is_changed:
                changed[target] = value
        return changed

    @api.model
    def _filter_updates(self, records, commands):
        """Return the commands that change one of these records.

        After a switch of the seller the web client also unlinks what belongs to the
        former one, which would delete it.
        """
        return [
            command
            for command in commands or []
            if command[0] == Command.UPDATE and command[1] in records.ids
        ]

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    @api.model
    def _open(self, seller=None):
        """Return the action that opens the page, for this seller if one is given."""
        page = self.create({"seller_id": seller.id} if seller else {})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Amazon Settings"),
            "res_model": self._name,
            "res_id": page.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "main",
        }

    def action_test_connection(self):
        """Test the connection of the seller and say the verdict."""
        self.ensure_one()
        return self.seller_id.action_test_connection()

    def action_load_marketplaces(self):
        """Load the marketplaces of the seller and let the person choose."""
        self.ensure_one()
        return self.seller_id.action_load_marketplaces()

    def action_create_marketplace(self):
        """Open the pop-up that integrates one more marketplace of the seller."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector.amazon_marketplace_create_wizard_action"
        )
        return action | {"context": {"default_seller_id": self.seller_id.id}}

    def action_open_seller(self):
        """Open the form of the seller, with its connection and its runs."""
        self.ensure_one()
        return self.seller_id.get_formview_action()

    def action_open_marketplace(self):
        """Open the form of the marketplace, with what Amazon says about it."""
        self.ensure_one()
        return self.marketplace_id.get_formview_action()
