# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.res_partner import _tz_get

NET_PRICE_COUNTRIES = ("US", "CA")
COUNTRY_ALIASES = {"UK": "GB"}
# Where a country has several zones: the one of Amazon's business days.
COUNTRY_TIMEZONES = {
    "US": "America/Los_Angeles",
    "CA": "America/Toronto",
    "BR": "America/Sao_Paulo",
    "AU": "Australia/Sydney",
}


class AmazonMarketplace(models.Model):
    """A marketplace that a seller can sell on; active means integrated."""

    _name = "amazon.marketplace"
    _description = "Amazon Marketplace"
    _inherit = [
        "amazon.setting.mixin",
        "amazon.participation.mixin",
        "amazon.integration.mixin",
    ]
    _order = "seller_id, active desc, name, id"
    _check_company_auto = True

    seller_id = fields.Many2one(
        "amazon.seller",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="Whose account sells on this marketplace.",
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    amazon_ref = fields.Char(
        string="Amazon ID", required=True, readonly=True, help="E.g. A1PA6795UKMFR9."
    )
    name = fields.Char(
        string="Instance Name",
        required=True,
        help="How you call this marketplace in Odoo. Loading the marketplaces again "
        "does not change it.",
    )
    amazon_name = fields.Char(readonly=True, help="How Amazon calls this marketplace.")
    active = fields.Boolean(
        string="Integrated",
        default=False,
        help="Orders of this marketplace are imported.",
    )
    domain_name = fields.Char(
        readonly=True, help="The address of the marketplace in the internet."
    )
    country_id = fields.Many2one(
        "res.country", readonly=True, help="Where Amazon runs this marketplace."
    )
    currency_id = fields.Many2one(
        "res.currency",
        readonly=True,
        help="The currency of the prices, orders and settlements of this marketplace.",
    )
    language_code = fields.Char(
        string="Amazon Language",
        readonly=True,
        help="The language of the marketplace; the nearest one that is installed in "
        "Odoo becomes the customer language.",
    )
    store_name = fields.Char(
        readonly=True, help="The name of your store that the buyers see at Amazon."
    )
    participating = fields.Boolean(
        readonly=True, help="The seller may sell on this marketplace."
    )
    suspended = fields.Boolean(
        string="Suspended Listings",
        readonly=True,
        help="Amazon suspended listings of the seller on this marketplace.",
    )
    price_includes_tax = fields.Boolean(
        string="Prices Include Tax",
        default=True,
        help="Whether the prices that the buyers see include the tax.",
    )
    timezone = fields.Selection(
        _tz_get,
        string="Time Zone",
        compute="_compute_timezone",
        store=True,
        readonly=False,
        precompute=True,
        help="In which time zone an order of this marketplace has its day, for example "
        "when the automatic workflow dates an invoice by the order. It is that of the "
        "country until you choose another one.",
    )
    stock_field = fields.Selection(
        [
            ("free_to_use", "Free to Use"),
            ("on_hand", "Quantity On Hand"),
            ("forecast", "Forecast Quantity"),
        ],
        string="Stock to Export",
        required=True,
        default="free_to_use",
        help="Used when stock is sent to Amazon: which quantity of the warehouse it is "
        "told. Free to Use: on hand minus what is reserved, so that nothing is sold "
        "twice. Quantity On Hand: everything in the warehouse, reserved or not. "
        "Forecast Quantity: on hand plus what is coming in minus what is going out.",
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        check_company=True,
        help="Merchant-fulfilled orders are delivered from this warehouse. Used also "
        "when stock is sent to Amazon: it is the stock of this warehouse.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        domain="[('currency_id', '=', currency_id)]",
        help="Set on the orders of this marketplace, which keep Amazon's prices all "
        "the same. Used also when prices are sent to Amazon: they come from it. It has "
        "the currency of the marketplace.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        check_company=True,
        help="Set on the orders of this marketplace: they count for this team in the "
        "reports.",
    )
    lang_id = fields.Many2one(
        "res.lang",
        string="Customer Language",
        domain="[('active', '=', True)]",
        help="Set on the customers that come from this marketplace: their invoices and "
        "messages are in this language.",
    )
    fiscal_position_id = fields.Many2one(
        "account.fiscal.position",
        check_company=True,
        help="Maps the taxes of every order of this marketplace: one that maps nothing "
        "leaves no tax. Blank: Odoo chooses by the delivery address.",
    )
    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        check_company=True,
        help="Set on all lines of the orders of this marketplace, in place of the "
        "analytic account of the seller. Blank: that of the seller.",
    )
    default_customer_id = fields.Many2one(
        "res.partner",
        string="Invoice Orders To",
        check_company=True,
        help="The orders of this marketplace are invoiced to this contact instead of "
        "the buyer; they are delivered to the buyer all the same. Blank: each buyer "
        "gets an invoice.",
    )

    _seller_amazon_ref_uniq = models.Constraint(
        "UNIQUE(seller_id, amazon_ref)", "A seller has each marketplace once."
    )

    @api.depends("country_id")
    def _compute_timezone(self):
        for marketplace in self:
            marketplace.timezone = (
                marketplace.timezone or marketplace._get_default_timezone()
            )

    def _get_default_timezone(self):
        code = self.country_id.code or ""
        zones = pytz.country_timezones.get(code) or [False]
        return COUNTRY_TIMEZONES.get(code, zones[0])

    @api.constrains("timezone")
    def _check_timezone(self):
        for marketplace in self.filtered("timezone"):
            if marketplace.timezone not in pytz.all_timezones_set:
                raise ValidationError(
                    self.env._(
                        "%(zone)s is no time zone. Choose one for %(marketplace)s such "
                        "as Europe/Berlin.",
                        zone=marketplace.timezone,
                        marketplace=marketplace.name,
                    )
                )

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {
            "warehouse_id",
            "pricelist_id",
            "team_id",
            "lang_id",
            "fiscal_position_id",
            "analytic_account_id",
            "default_customer_id",
        }

    @api.constrains("pricelist_id")
    def _check_pricelist_currency(self):
        for marketplace in self.filtered("pricelist_id"):
            pricelist = marketplace.pricelist_id
            if pricelist.currency_id == marketplace.currency_id:
                continue
            raise ValidationError(
                self.env._(
                    "Price list %(pricelist)s is in %(other)s, but %(marketplace)s "
                    "sells in %(currency)s. Choose a price list in %(currency)s.",
                    pricelist=pricelist.name,
                    other=pricelist.currency_id.name,
                    marketplace=marketplace.name,
                    currency=marketplace.currency_id.name,
                )
            )

    @api.model
    def _check_unused(self, setting, records):
        """Refuse to take away what integrated marketplaces need.

        :param setting: the name of the field in which they are chosen
        :raises UserError: where another one has to be chosen first
        """
        # Whoever keeps warehouses or journals need not see marketplaces.
        users = self.sudo().search([(setting, "in", records.ids)])
        if not users:
            return
        raise UserError(
            self.env._(
                "%(records)s is the setting %(setting)s of %(marketplaces)s: choose "
                "another one there first (Amazon > Configuration > Amazon Settings).",
                records=", ".join(users[setting].mapped("display_name")),
                setting=self._fields[setting]._description_string(self.env),
                marketplaces=", ".join(
                    f"{user.name} ({user.seller_id.name})" for user in users
                ),
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_integrated(self):
        for marketplace in self.filtered("active"):
            raise UserError(
                self.env._(
                    "%s is integrated. Archive it before you delete it.",
                    marketplace.display_name,
                )
            )

    # ------------------------------------------------------------------
    # What Amazon says
    # ------------------------------------------------------------------

    @api.model
    def _filter_standard(self, participations):
        """Return the entries of Amazon's own shops in countries we know.

        Amazon lists technical ones as well ("Non-Amazon DE").
        """
        return [entry for entry in participations if self._is_standard(entry)]

    @api.model
    def _is_standard(self, entry):
        marketplace = entry.get("marketplace") or {}
        name = marketplace.get("name") or ""
        return bool(
            marketplace.get("id")
            and name
            and not name.startswith("Non-Amazon")
            and self._get_country(marketplace)
        )

    @api.model
    def _get_country(self, marketplace):
        code = marketplace.get("countryCode") or ""
        return self.env["res.country"].search(
            [("code", "=", COUNTRY_ALIASES.get(code, code))], limit=1
        )

    @api.model
    def _update_participations(self, seller, participations, log):
        """Create or update the seller's marketplaces; nothing is deleted."""
        known = self._get_all(seller)
        standard = self._filter_standard(participations)
        log.fetched_count = len(participations)
        log.skipped_count = len(participations) - len(standard)
        seen = self.browse()
        for entry in standard:
            seen |= self._update_participation(seller, known, entry, log)
        for marketplace in known - seen:
            marketplace._set_participating(False, log)
        return seen

    @api.model
    def _get_all(self, seller):
        """Return the marketplaces of the seller, integrated or not."""
        return self.with_context(active_test=False).search(
            [("seller_id", "=", seller.id)]
        )

    @api.model
    def _update_participation(self, seller, known, entry, log):
        vals = self._prepare_participation_vals(entry)
        marketplace = known.filtered(lambda m: m.amazon_ref == vals["amazon_ref"])
        result = "updated" if marketplace else "imported"
        if marketplace:
            marketplace._set_participating(vals["participating"], log)
            marketplace.write(marketplace._prepare_update_vals(vals))
        else:
            marketplace = self.create(
                vals
                | {
                    "seller_id": seller.id,
                    "price_includes_tax": self._get_price_includes_tax(entry),
                }
            )
        log._add_line(marketplace.name, result, record=marketplace)
        return marketplace

    def _prepare_update_vals(self, vals):
        """Return what a reload changes: the instance name belongs to the person."""
        return {name: value for name, value in vals.items() if name != "name"}

    @api.model
    def _prepare_participation_vals(self, entry):
        """Return what Amazon says about one marketplace as field values."""
        marketplace = entry["marketplace"]
        participation = entry.get("participation") or {}
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency_code = marketplace.get("defaultCurrencyCode")
        return {
            "amazon_ref": marketplace["id"],
            "name": marketplace["name"],
            "amazon_name": marketplace["name"],
            "domain_name": marketplace.get("domainName"),
            "country_id": self._get_country(marketplace).id,
            "currency_id": currencies.search([("name", "=", currency_code)]).id,
            "language_code": marketplace.get("defaultLanguageCode"),
            "store_name": entry.get("storeName"),
            "participating": participation.get("isParticipating", False),
            "suspended": participation.get("hasSuspendedListings", False),
        }

    @api.model
    def _get_price_includes_tax(self, entry):
        return self._has_prices_with_tax(entry["marketplace"].get("countryCode"))

    @api.model
    def _has_prices_with_tax(self, country_code):
        """Tell whether buyers in the country see prices that contain the tax."""
        return country_code not in NET_PRICE_COUNTRIES
