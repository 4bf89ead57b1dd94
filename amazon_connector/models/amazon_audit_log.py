# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from functools import partial

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

RETENTION_MONTHS = 13
# More denials than somebody who tries to find out needs to see.
MAX_DENIALS = 20
DENIAL_WINDOW = timedelta(hours=1)


class AmazonAuditLog(models.Model):
    """Who did what to the security of a seller: added to, never changed.

    It holds no secrets and no personal data of buyers.
    """

    _name = "amazon.audit.log"
    _description = "Amazon Audit Log"
    _order = "id desc"
    _rec_name = "event"

    date = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=True, index=True
    )
    user_id = fields.Many2one("res.users", ondelete="set null", readonly=True)
    seller_id = fields.Many2one("amazon.seller", ondelete="set null", readonly=True)
    seller_name = fields.Char(
        readonly=True,
        help="The name that the seller had; it stays when the seller is deleted.",
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    company_id = fields.Many2one("res.company", ondelete="set null", readonly=True)
    event = fields.Selection(
        [
            ("credentials_changed", "Secret Stored"),
            ("credentials_deleted", "Secrets Deleted"),
            ("connected", "Connected"),
            ("disconnected", "Disconnected"),
            ("authorization_started", "Authorisation Started"),
            ("authorization_completed", "Authorisation Completed"),
            ("authorization_refused", "Authorisation Refused"),
            ("database_confirmed", "Database Confirmed"),
            ("secrets_reencrypted", "Secrets Encrypted Anew"),
            ("secret_rotation_started", "Client Secret Rotation Started"),
            ("permission_denied", "Permission Denied"),
            ("configuration_changed", "Configuration Changed"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(readonly=True)

    @api.model
    def _record(self, event, seller=None, detail="", survive=False):
        """Add an event of the present user; never put a secret into ``detail``.

        :param survive: keep the event also if this transaction is rolled back
        """
        vals = self._prepare_vals(event, seller, detail)
        if survive:
            record = partial(self._record_apart, self.env.registry, vals)
            self.env.cr.postcommit.add(record)
            self.env.cr.postrollback.add(record)
        else:
            # Nobody may create events by hand.
            self.sudo().create(vals)

    @api.model
    def _record_denial(self, seller=None, detail="", survive=False):
        """Add that the present user was denied something.

        Nobody fills the log with it: twenty lines an hour for each user are enough.
        """
        # Who is denied something may not read the log.
        recent = self.sudo().search_count(
            [
                ("event", "=", "permission_denied"),
                ("user_id", "=", self.env.uid),
                ("date", ">", fields.Datetime.now() - DENIAL_WINDOW),
            ],
            limit=MAX_DENIALS,
        )
        if recent < MAX_DENIALS:
            self._record("permission_denied", seller, detail, survive=survive)

    @api.model
    def _prepare_vals(self, event, seller, detail):
        """Return the values of an event."""
        # Who is denied something may not be able to read the seller.
        seller = (seller or self.env["amazon.seller"]).sudo()
        return {
            "event": event,
            "detail": detail,
            "date": fields.Datetime.now(),
            "user_id": self.env.uid,
            "seller_id": seller.id,
            "seller_name": seller.name,
            "company_id": (seller.company_id or self.env.company).id,
        }

    @staticmethod
    def _record_apart(registry, vals):
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            seller = env["amazon.seller"].browse(vals["seller_id"]).exists()
            env["amazon.audit.log"].create(vals | {"seller_id": seller.id})

    def write(self, vals):
        """Refuse every change, also by the superuser."""
        if vals:
            raise AccessError(self.env._("The audit log cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise AccessError(
            self.env._(
                "The audit log cannot be deleted: its lines go by themselves after "
                "thirteen months."
            )
        )

    @api.autovacuum
    def _gc_old_events(self):
        """Delete events older than 13 months, by SQL because the ORM refuses."""
        limit = fields.Datetime.now() - relativedelta(months=RETENTION_MONTHS)
        self.env.cr.execute("DELETE FROM amazon_audit_log WHERE date < %s", [limit])
        self.env.invalidate_all()
