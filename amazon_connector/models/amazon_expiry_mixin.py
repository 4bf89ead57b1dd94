# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..exceptions import RETRIED_ERRORS

SECRET_LIFETIME = timedelta(days=180)
AUTHORIZATION_LIFETIME = timedelta(days=365)
WARNING_PERIOD = timedelta(days=30)
EXPIRY_ACTIVITIES = {
    "secret_expiry_date": "amazon_connector.mail_activity_type_renew_secret",
    "authorization_expiry_date": (
        "amazon_connector.mail_activity_type_renew_authorization"
    ),
}

_logger = logging.getLogger(__name__)


class AmazonExpiryMixin(models.AbstractModel):
    """Warns before Amazon stops accepting a client secret or an authorisation."""

    _name = "amazon.expiry.mixin"
    _description = "Amazon Expiry"

    secret_expiry_date = fields.Date(
        string="Client Secret Expires",
        compute="_compute_expiry_dates",
        store=True,
        help="Amazon accepts a client secret for 180 days. Thirty days before, the "
        "responsible person gets an activity and an e-mail.",
    )
    authorization_expiry_date = fields.Date(
        string="Authorisation Expires",
        compute="_compute_expiry_dates",
        store=True,
        help="Amazon accepts an authorisation for 365 days. Thirty days before, the "
        "responsible person gets an activity and an e-mail.",
    )
    expiry_warning = fields.Text(
        compute="_compute_expiry_warning",
        help="What expires soon, or has expired, and what to do.",
    )
    warned_expiries = fields.Json(
        readonly=True,
        copy=False,
        exportable=False,
        help="The dates of which the responsible person was warned.",
    )

    @api.depends("client_secret_date", "authorization_date")
    def _compute_expiry_dates(self):
        for seller in self:
            stored, authorized = seller.client_secret_date, seller.authorization_date
            seller.secret_expiry_date = stored and stored + SECRET_LIFETIME
            seller.authorization_expiry_date = (
                authorized and authorized + AUTHORIZATION_LIFETIME
            )

    @api.depends("secret_expiry_date", "authorization_expiry_date")
    @api.depends_context("lang")
    def _compute_expiry_warning(self):
        for seller in self:
            names = seller._get_near_expiries()
            seller.expiry_warning = "\n".join(map(seller._explain_expiry, names))

    def _get_near_expiries(self):
        """Return the names of the dates that are near or past."""
        self.ensure_one()
        limit = fields.Date.today() + WARNING_PERIOD
        return [
            name for name in EXPIRY_ACTIVITIES if self[name] and self[name] <= limit
        ]

    def _explain_expiry(self, name):
        """Return what expires when, and what to do about it."""
        date = format_date(self.env, self[name])
        if name == "secret_expiry_date":
            return self.env._(
                "The LWA client secret expires on %s; Amazon refuses every call after "
                "it. Create a new one for the application in Amazon's Solution "
                "Provider Portal and paste it here.",
                date,
            )
        return self.env._(
            "The authorisation expires on %(date)s; Amazon refuses every call after "
            "it. %(what_to_do)s",
            date=date,
            what_to_do=self._explain_authorizing_again(),
        )

    # ------------------------------------------------------------------
    # The watch
    # ------------------------------------------------------------------

    @api.model
    def _cron_watch_expiry(self):
        """Warn once about each date that comes near; called every day."""
        # What never had credentials has none that expire.
        for seller in self.search([("credential_version", ">", 0)]):
            if not seller._is_expiry_watched():
                continue
            try:
                with self.env.cr.savepoint():
                    seller._watch_expiry()
            except RETRIED_ERRORS:
                raise
            except Exception:
                _logger.exception("Expiry dates of seller %s not watched", seller.id)

    def _is_expiry_watched(self):
        """Tell whether the dates matter: not in a copied database, nor before use."""
        self.ensure_one()
        is_in_use = self.state != "draft" or self.has_credentials
        return is_in_use and not self.is_foreign_database

    def _watch_expiry(self):
        near = self._get_near_expiries()
        warned = dict(self.warned_expiries or {})
        for name, activity_type in EXPIRY_ACTIVITIES.items():
            date = fields.Date.to_string(self[name])
            if name not in near:
                self.activity_unlink([activity_type])
            elif warned.get(name) != date:
                warned[name] = date
                self._warn_of_expiry(name, activity_type)
        if warned != (self.warned_expiries or {}):
            self.warned_expiries = warned

    def _warn_of_expiry(self, name, activity_type):
        """Give the responsible person one activity and one e-mail."""
        responsible = self._get_responsible()
        seller = self.with_context(lang=responsible.lang)
        text = seller._explain_expiry(name)
        seller.activity_unlink([activity_type])
        # Without the e-mail that Odoo sends about activities: ours says more.
        seller.with_context(mail_activity_quick_update=True).activity_schedule(
            activity_type,
            date_deadline=self[name],
            note=text,
            user_id=responsible.id,
        )
        if responsible.email:
            mails = self.env["mail.mail"]
            mails.create(seller._prepare_expiry_mail_vals(responsible, text))

    def _prepare_expiry_mail_vals(self, responsible, text):
        """Return the values of the e-mail to the responsible person."""
        return {
            "subject": self.env._("Amazon seller %s: renew in time", self.name),
            "body_html": self.env["ir.qweb"]._render(
                "amazon_connector.expiry_mail", {"seller": self, "text": text}
            ),
            "email_to": responsible.email_formatted,
            "email_from": self.company_id.email_formatted,
            "auto_delete": True,
        }
