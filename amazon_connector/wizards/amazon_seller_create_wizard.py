# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..lib.credentials import SIMULATOR_CREDENTIALS


class AmazonSellerCreateWizard(models.TransientModel):
    """Everything a new seller needs on one page, tested at once."""

    _name = "amazon.seller.create.wizard"
    _description = "Create Amazon Seller"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    short_code = fields.Char(
        required=True,
        size=5,
        default=lambda self: self.env["amazon.seller"]._default_short_code(),
        help="2 to 5 capital letters or digits; the codes of the settlement "
        "journals begin with it.",
    )
    region = fields.Selection(
        selection=lambda self: (
            self.env["amazon.seller"]._fields["region"]._description_selection(self.env)
        ),
        required=True,
        default="eu",
    )
    endpoint = fields.Selection(
        selection=lambda self: (
            self.env["amazon.seller"]
            ._fields["endpoint"]
            ._description_selection(self.env)
        ),
        required=True,
        default="production",
    )
    simulator_url = fields.Char(
        string="Simulator Address", default="http://127.0.0.1:9555"
    )
    merchant_token = fields.Char(
        trim=False, help="Optional; Seller Central shows it under Account Info."
    )
    lwa_client_id = fields.Char(string="LWA Client ID", trim=False)
    lwa_client_secret = fields.Char(
        string="LWA Client Secret",
        compute="_compute_secrets",
        inverse="_inverse_lwa_client_secret",
        trim=False,
        exportable=False,
    )
    refresh_token = fields.Char(
        compute="_compute_secrets",
        inverse="_inverse_refresh_token",
        trim=False,
        exportable=False,
    )
    # Between saving the page and pressing the button the secrets wait here,
    # encrypted, where no user can read them; the button deletes the whole record.
    kept_client_secret = fields.Char(groups=fields.NO_ACCESS, exportable=False)
    kept_refresh_token = fields.Char(groups=fields.NO_ACCESS, exportable=False)

    def _compute_secrets(self):
        for wizard in self:
            wizard.lwa_client_secret = False
            wizard.refresh_token = False

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

    @api.onchange("endpoint")
    def _onchange_endpoint(self):
        for name, value in SIMULATOR_CREDENTIALS.items():
            if self.endpoint == "simulator":
                self[name] = value
            elif self[name] == value:
                self[name] = False

    def action_create_and_test(self):
        """Create the seller, test its connection and open it."""
        self.ensure_one()
        seller = self.env["amazon.seller"].create(self._prepare_seller_vals())
        self.unlink()
        notification = seller.action_test_connection()
        notification["params"]["next"] = seller.get_formview_action()
        return notification

    def _prepare_seller_vals(self):
        """Return the values of the new seller; refuse missing credentials."""
        self.ensure_one()
        credentials = self._get_credential_vals()
        for name, value in credentials.items():
            if not (value or "").strip():
                raise ValidationError(
                    self.env._(
                        "%s is missing.",
                        self._fields[name]._description_string(self.env),
                    )
                )
        return {
            "name": self.name,
            "company_id": self.company_id.id,
            "short_code": self.short_code,
            "region": self.region,
            "endpoint": self.endpoint,
            "simulator_url": self.simulator_url,
            "merchant_token": self.merchant_token,
            **credentials,
        }

    def _get_credential_vals(self):
        """Return what was typed; the simulator needs nothing typed."""
        # The kept secrets are closed to every user: only this button reads them.
        wizard = self.sudo()
        reveal = wizard.env["amazon.seller.credential"]._reveal_text
        typed = {
            "lwa_client_id": wizard.lwa_client_id,
            "lwa_client_secret": reveal(wizard.kept_client_secret),
            "refresh_token": reveal(wizard.kept_refresh_token),
        }
        if self.endpoint != "simulator":
            return typed
        return {
            name: typed[name] or default
            for name, default in SIMULATOR_CREDENTIALS.items()
        }
