# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.credentials import SIMULATOR_CREDENTIALS
from ..lib.seller_central import SELLER_CENTRALS, region_of

SIMULATOR_APPLICATION = "amzn1.sp.solution.simulator"
# What Amazon's values begin with.
PREFIXES = {
    "lwa_client_id": "amzn1.application-oa2-client.",
    "lwa_client_secret": "amzn1.oa2-cs.",
    "refresh_token": "Atzr|",
    "application_ref": "amzn1.sp.solution.",
}
# Client secrets from before 2023 begin with anything.
FIXED_PREFIXES = PREFIXES.keys() - {"lwa_client_secret"}


def _seller_selection(name):
    return lambda self: (
        self.env["amazon.seller"]._fields[name]._description_selection(self.env)
    )


class AmazonSellerCreateWizard(models.TransientModel):
    """Everything a new seller needs on one page, tested at once."""

    _name = "amazon.seller.create.wizard"
    _description = "Create Amazon Seller"

    name = fields.Char(required=True, help="How the people in Odoo call the seller.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="The company to which the orders of the seller belong.",
    )
    short_code = fields.Char(
        required=True,
        size=5,
        default=lambda self: self.env["amazon.seller"]._default_short_code(),
        help="2 to 5 capital letters or digits; the codes of the settlement "
        "journals begin with it.",
    )
    country_id = fields.Many2one(
        "res.country",
        domain=lambda self: [("code", "in", list(SELLER_CENTRALS))],
        help="The country in which the selling account is registered. It decides the "
        "region and where you log in to authorise the application.",
    )
    region = fields.Selection(
        selection=_seller_selection("region"),
        required=True,
        default="eu",
        help="The region in which the selling account is registered.",
    )
    endpoint = fields.Selection(
        selection=_seller_selection("endpoint"),
        required=True,
        default="production",
        help="Production: real orders. Sandbox: Amazon's own test system. Simulator: "
        "the local program that comes with this connector.",
    )
    simulator_url = fields.Char(
        string="Simulator Address",
        default=lambda self: self._default_simulator_url(),
        help="Where the simulator listens: python -m simulator says it when it starts. "
        "The address of the seller that was last connected to one is proposed.",
    )
    authorization_method = fields.Selection(
        selection=_seller_selection("authorization_method"),
        string="Way of Connecting",
        required=True,
        default="self",
        help="Own application: you copy its refresh token. Public application: a "
        "button leads to Amazon, where you agree.",
    )
    application_ref = fields.Char(
        string="Application ID",
        trim=False,
        help="Begins with amzn1.sp.solution.; the Solution Provider Portal lists it "
        "next to your application.",
    )
    application_is_draft = fields.Boolean(
        string="Draft Application",
        help="Tick it until Amazon has published the application.",
    )
    redirect_uri = fields.Char(
        string="OAuth Redirect URI",
        compute="_compute_redirect_uri",
        help="Amazon sends people back to this address. It has to be registered in "
        "your application.",
    )
    merchant_token = fields.Char(
        trim=False,
        help="Amazon's identifier of the selling account, e.g. A2EXAMPLE1234. Seller "
        "Central shows it under Settings > Account Info > Merchant Token.",
    )
    lwa_client_id = fields.Char(
        string="LWA Client ID",
        trim=False,
        help="Client identifier of the application's LWA credentials. Begins with "
        "amzn1.application-oa2-client.",
    )
    lwa_client_secret = fields.Char(
        string="LWA Client Secret",
        compute="_compute_secrets",
        inverse="_inverse_lwa_client_secret",
        trim=False,
        exportable=False,
        help="Client secret of the application's LWA credentials. Nobody can read it "
        "back.",
    )
    refresh_token = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_refresh_token",
        trim=False,
        exportable=False,
        help="Amazon shows it once, when you authorise the application for your "
        "account. Begins with Atzr|. Nobody can read it back.",
    )
    check_message = fields.Text(
        compute="_compute_check_message",
        help="What looks wrong among the values that were pasted.",
    )
    # Between saving the page and pressing the button the secrets wait here,
    # encrypted, where no user can read them; the button deletes the whole record.
    kept_client_secret = fields.Char(groups=fields.NO_ACCESS, exportable=False)
    kept_refresh_token = fields.Char(groups=fields.NO_ACCESS, exportable=False)
    has_client_secret = fields.Boolean(
        compute="_compute_has_secrets",
        compute_sudo=True,
        help="The client secret was pasted and is kept until the seller is created.",
    )
    has_refresh_token = fields.Boolean(
        compute="_compute_has_secrets",
        compute_sudo=True,
        help="The refresh token was pasted and is kept until the seller is created.",
    )

    @api.model
    def _default_simulator_url(self):
        """Return the address of a simulator that is in use, else that of a new one."""
        sellers = self.env["amazon.seller"]
        known = sellers.search(
            [("endpoint", "=", "simulator")],
            order="last_connected desc nulls last",
            limit=1,
        )
        return known.simulator_url or sellers.default_get(["simulator_url"]).get(
            "simulator_url"
        )

    def _compute_secrets(self):
        for wizard in self:
            wizard.lwa_client_secret = False
            wizard.refresh_token = False

    @api.depends("kept_client_secret", "kept_refresh_token")
    def _compute_has_secrets(self):
        for wizard in self:
            wizard.has_client_secret = bool(wizard.kept_client_secret)
            wizard.has_refresh_token = bool(wizard.kept_refresh_token)

    def _inverse_lwa_client_secret(self):
        self._keep("lwa_client_secret", "kept_client_secret")

    def _inverse_refresh_token(self):
        self._keep("refresh_token", "kept_refresh_token")

    def _keep(self, name, kept_name):
        encrypt = self.env["amazon.seller.credential"]._encrypt
        for wizard in self.filtered(name):
            # Nobody has rights on the fields that keep the secrets.
            wizard.sudo()[kept_name] = encrypt(wizard[name])
        self.invalidate_recordset([name], flush=False)

    def _compute_redirect_uri(self):
        self.redirect_uri = self.env["amazon.seller"]._get_redirect_uri()

    # ------------------------------------------------------------------
    # While typing
    # ------------------------------------------------------------------

    @api.onchange("endpoint", "authorization_method")
    def _onchange_endpoint(self):
        public = SIMULATOR_CREDENTIALS | {"application_ref": SIMULATOR_APPLICATION}
        for name, value in public.items():
            is_used = self.endpoint == "simulator" and name in self._get_used_names()
            if is_used:
                self[name] = value
            elif self[name] == value:
                self[name] = False

    @api.onchange("country_id")
    def _onchange_country(self):
        self.region = region_of(self.country_id.code) or self.region

    @api.depends("endpoint", "authorization_method", *PREFIXES)
    def _compute_check_message(self):
        for wizard in self:
            problems = []
            if wizard.endpoint != "simulator":
                problems = map(wizard._find_problem, wizard._get_used_names())
            wizard.check_message = "\n".join(filter(None, problems))

    def _find_problem(self, name):
        """Return what looks wrong with a pasted value, without showing the value."""
        value = self[name] or ""
        label = self._fields[name]._description_string(self.env)
        if value != value.strip():
            return self.env._("%s begins or ends with a blank.", label)
        if not value or value.startswith(PREFIXES[name]):
            return ""
        for other, prefix in PREFIXES.items():
            if value.startswith(prefix):
                other_label = self._fields[other]._description_string(self.env)
                return self.env._(
                    "%(field)s holds what looks like the %(other)s.",
                    field=label,
                    other=other_label,
                )
        if name not in FIXED_PREFIXES:
            return ""
        return self.env._(
            "%(field)s should begin with %(prefix)s",
            field=label,
            prefix=PREFIXES[name],
        )

    def _get_used_names(self):
        """Return the names of the credentials that the way of connecting needs."""
        if self.authorization_method == "website":
            return ["application_ref", "lwa_client_id", "lwa_client_secret"]
        return ["lwa_client_id", "lwa_client_secret", "refresh_token"]

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_create_and_test(self):
        """Create the seller, test its connection and open it."""
        seller = self._create_seller()
        notification = seller.action_test_connection()
        notification["params"]["next"] = seller.get_formview_action()
        return notification

    def action_create_and_authorize(self):
        """Create the seller and go to Amazon, where the person agrees."""
        return self._create_seller().action_authorize()

    def _create_seller(self):
        self.ensure_one()
        seller = self.env["amazon.seller"].create(self._prepare_seller_vals())
        self.unlink()
        return seller

    def _prepare_seller_vals(self):
        """Return the values of the new seller; refuse missing ones."""
        self.ensure_one()
        credentials = self._get_credential_vals()
        self._check_complete(credentials | self._get_account_vals())
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "short_code": self.short_code,
            "country_id": self.country_id.id,
            "region": self.region,
            "endpoint": self.endpoint,
            "simulator_url": self.simulator_url,
            "merchant_token": self.merchant_token,
            "authorization_method": self.authorization_method,
            "application_is_draft": self.application_is_draft,
            **credentials,
        }

    def _get_account_vals(self):
        """Return what is required besides the credentials."""
        if self.endpoint == "simulator":
            return {}
        if self.authorization_method == "website":
            return {"country_id": self.country_id.code}
        if self.endpoint == "production":
            return {"merchant_token": self.merchant_token}
        return {}

    def _check_complete(self, vals):
        for name, value in vals.items():
            if not (value or "").strip():
                raise ValidationError(
                    self.env._(
                        "%s is missing.",
                        self._fields[name]._description_string(self.env),
                    )
                )

    def _get_credential_vals(self):
        """Return what was typed; the simulator needs nothing typed."""
        # The kept secrets are closed to every user: only the buttons read them.
        wizard = self.sudo()
        reveal = wizard.env["amazon.seller.credential"]._reveal_text
        typed = {
            "application_ref": wizard.application_ref,
            "lwa_client_id": wizard.lwa_client_id,
            "lwa_client_secret": reveal(wizard.kept_client_secret),
            "refresh_token": reveal(wizard.kept_refresh_token),
        }
        public = {}
        if self.endpoint == "simulator":
            public = {**SIMULATOR_CREDENTIALS, "application_ref": SIMULATOR_APPLICATION}
        return {
            name: typed[name] or public.get(name, False)
            for name in self._get_used_names()
        }
