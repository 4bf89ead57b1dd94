# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import hashlib
import logging
import re
import secrets
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import consteq
from odoo.tools.misc import hash_sign, verify_hash_signed

from ..exceptions import (
    AuthorizationRefusedError,
    SellerAttentionError,
    SyncAlreadyRunningError,
)
from ..lib.errors import AmazonError, AuthorizationError
from ..lib.oauth import consent_url, exchange_code
from ..lib.seller_central import SELLER_CENTRALS, region_of, seller_central_url

MANAGER = "amazon_connector.group_amazon_manager"
CALLBACK_PATH = "/amazon/authorize"
STATE_SCOPE = "amazon_connector-authorization"
STATE_LIFETIME = timedelta(minutes=30)
MAX_REFUSALS = 10
REFUSAL_WINDOW = timedelta(minutes=15)
_MERCHANT_TOKEN = re.compile(r"[A-Z0-9]{5,40}")

_logger = logging.getLogger(__name__)


class AmazonAuthorizationMixin(models.AbstractModel):
    """The seller agrees on Amazon's own page, which sends a code back to Odoo."""

    _name = "amazon.authorization.mixin"
    _description = "Amazon Authorisation"

    authorization_method = fields.Selection(
        [
            ("self", "Own application: paste the refresh token"),
            ("website", "Public application: authorise at Amazon"),
        ],
        string="Way of Connecting",
        required=True,
        default="self",
        tracking=True,
        help="Own application: you registered it for your own selling account and copy "
        "its refresh token. Public application: a button leads to Amazon, where you "
        "agree; Odoo gets the refresh token by itself.",
    )
    application_ref = fields.Char(
        string="Application ID",
        copy=False,
        help="Begins with amzn1.sp.solution. Amazon asks the seller to agree to this "
        "application.",
    )
    application_is_draft = fields.Boolean(
        string="Draft Application",
        help="Tick it until Amazon has published the application; otherwise Amazon "
        "does not find it.",
    )
    country_id = fields.Many2one(
        "res.country",
        domain=lambda self: [("code", "in", list(SELLER_CENTRALS))],
        help="The country in which the selling account is registered: its Seller "
        "Central is where you authorise the application.",
    )
    authorization_nonce = fields.Char(
        copy=False,
        groups=fields.NO_ACCESS,
        exportable=False,
        help="Tells the one answer of Amazon that Odoo waits for.",
    )

    @api.constrains("country_id", "region")
    def _check_country(self):
        for seller in self.filtered("country_id"):
            region = region_of(seller.country_id.code)
            if region != seller.region:
                raise ValidationError(
                    self.env._(
                        "Selling accounts of %(country)s do not belong to the region "
                        "%(region)s. Change the one or the other.",
                        country=seller.country_id.name,
                        region=seller._get_region_label(),
                    )
                )

    @api.constrains("application_ref")
    def _check_application_ref(self):
        for seller in self:
            seller._check_not_padded("application_ref", seller.application_ref)

    @api.onchange("country_id")
    def _onchange_country(self):
        self.region = region_of(self.country_id.code) or self.region

    # ------------------------------------------------------------------
    # To Amazon
    # ------------------------------------------------------------------

    def action_authorize(self):
        """Open Amazon's page on which the seller agrees to the application."""
        self.ensure_one()
        self._check_group(MANAGER)
        self.check_access("write")
        self._check_can_authorize()
        url = consent_url(
            self._get_seller_central_url(),
            self.application_ref,
            state=self._issue_state(),
            redirect_uri=self._get_redirect_uri(),
            is_draft=self.application_is_draft,
        )
        self.env["amazon.audit.log"]._record("authorization_started", self)
        return {"type": "ir.actions.act_url", "url": url, "target": "self"}

    def _check_can_authorize(self):
        """Refuse to go to Amazon before everything is there that is needed back."""
        self._check_database()
        names = ["application_ref", "lwa_client_id"]
        if self.endpoint != "simulator":
            names.append("country_id")
        missing = [name for name in names if not self[name]]
        if not self._get_stored_secrets("lwa_client_secret"):
            missing.append("lwa_client_secret")
        if missing:
            labels = [
                self._fields[name]._description_string(self.env) for name in missing
            ]
            raise UserError(
                self.env._(
                    "Before you authorise the application, enter and save: %s.",
                    ", ".join(labels),
                )
            )
        is_secure = self._get_redirect_uri().startswith("https://")
        if self.endpoint != "simulator" and not is_secure:
            raise UserError(
                self.env._(
                    "Amazon sends people back to addresses with https only, and the "
                    "address of this Odoo is %s. Set the system parameter "
                    "web.base.url to its https address.",
                    self._get_redirect_uri().removesuffix(CALLBACK_PATH),
                )
            )

    def _get_seller_central_url(self):
        """Return the address whose consent page the seller sees."""
        self.ensure_one()
        if self.endpoint == "simulator":
            return self.simulator_url
        return seller_central_url(self.country_id.code)

    @api.model
    def _get_redirect_uri(self):
        """Return where Amazon sends the person back: never what a request says."""
        # A system parameter; managers of Amazon need no right on those.
        parameters = self.env["ir.config_parameter"].sudo()
        return parameters.get_param("web.base.url", "").rstrip("/") + CALLBACK_PATH

    def _issue_state(self):
        """Return a signed text that Amazon brings back; the one before is void."""
        nonce = secrets.token_urlsafe(24)
        # Nobody has rights on the nonce; those on the seller were checked.
        self.sudo().authorization_nonce = self._hash_nonce(nonce)
        return hash_sign(
            # The key of the signature is a system parameter.
            self.sudo().env,
            STATE_SCOPE,
            [self.id, self.env.uid, nonce],
            expiration=STATE_LIFETIME,
        )

    @api.model
    def _hash_nonce(self, nonce):
        return hashlib.sha256(nonce.encode()).hexdigest()

    # ------------------------------------------------------------------
    # Back from Amazon
    # ------------------------------------------------------------------

    @api.model
    def _complete_authorization(self, state, code, selling_partner_id):
        """Store the refresh token that the code stands for.

        The code is spent then: commit before anything else that may fail, such as
        :meth:`_test_authorization`.

        :param state: what :meth:`_issue_state` gave to Amazon
        :param code: Amazon's spapi_oauth_code, good for five minutes
        :param selling_partner_id: Amazon's id of the account that agreed
        :return: the seller
        :raises AuthorizationRefusedError: nothing was stored, and it is audited;
            the transaction may be committed
        """
        self._check_attempts()
        seller = self._redeem_state(state)
        seller._check_code(code)
        seller._check_account(selling_partner_id)
        seller._store_authorization(seller._exchange_code(code), selling_partner_id)
        self.env["amazon.audit.log"]._record("authorization_completed", seller)
        return seller

    def _test_authorization(self):
        """Test the connection; what goes wrong shows on the seller, not here.

        An exception would have the request of Amazon's answer repeated, and that
        answer is good for once.
        """
        try:
            with self.env.cr.savepoint():
                self._test_connection()
        except SyncAlreadyRunningError as error:
            _logger.info("Seller %s: %s", self.id, error)
        except Exception:
            _logger.exception("Seller %s was authorised but not tested", self.id)

    @api.model
    def _check_attempts(self):
        """Let nobody try out states or codes."""
        # The audit log counts; not everybody who comes back may read it.
        refusals = (
            self.env["amazon.audit.log"]
            .sudo()
            .search_count(
                [
                    ("event", "=", "authorization_refused"),
                    ("user_id", "=", self.env.uid),
                    ("date", ">", fields.Datetime.now() - REFUSAL_WINDOW),
                ]
            )
        )
        if refusals >= MAX_REFUSALS:
            raise AuthorizationRefusedError(
                self.env._(
                    "Too many authorisations failed. Wait a quarter of an hour, then "
                    "press Authorise at Amazon again."
                ),
                429,
            )

    @api.model
    def _redeem_state(self, state):
        """Return the seller of a state; it is void after this."""
        try:
            # The key of the signature is a system parameter.
            values = verify_hash_signed(self.sudo().env, STATE_SCOPE, state or "")
        except ValueError:
            values = None
        if not values:
            self._refuse_state()
        seller_id, user_id, nonce = values
        seller = self.browse(seller_id).exists()
        if user_id != self.env.uid or not seller or not seller.has_access("write"):
            self._refuse_state()
        # Nobody has rights on the nonce; those on the seller were checked.
        guarded = seller.sudo()
        expected = guarded.authorization_nonce or ""
        if not consteq(expected, self._hash_nonce(nonce)):
            seller._refuse_state()
        guarded.authorization_nonce = False
        # Of two answers at the same time, the second waits here and then fails.
        guarded.flush_recordset(["authorization_nonce"])
        return seller

    def _refuse_state(self):
        self._refuse_authorization(
            self.env._(
                "This answer of Amazon does not belong to an authorisation that you "
                "started within the last 30 minutes, or it was used already. Open the "
                "seller and press Authorise at Amazon again."
            )
        )

    def _refuse_authorization(self, reason, status=403):
        self.env["amazon.audit.log"]._record("authorization_refused", self, reason)
        raise AuthorizationRefusedError(reason, status)

    def _check_code(self, code):
        """Refuse the answer of a person who did not agree."""
        if not code:
            self._refuse_authorization(
                self.env._(
                    "Amazon sent no code: the application was not authorised. Press "
                    "Authorise at Amazon and agree there."
                ),
                status=400,
            )

    def _check_account(self, selling_partner_id):
        """Refuse the answer of another selling account than the seller's."""
        if not _MERCHANT_TOKEN.fullmatch(selling_partner_id):
            self._refuse_authorization(
                self.env._("Amazon did not say which selling account agreed."),
                status=400,
            )
        if self.merchant_token and self.merchant_token != selling_partner_id:
            self._refuse_authorization(
                self.env._(
                    "The account %(account)s agreed, but %(seller)s has the merchant "
                    "token %(token)s. Log in to Seller Central with the right "
                    "account, or correct the merchant token, and authorise again.",
                    account=selling_partner_id,
                    seller=self.display_name,
                    token=self.merchant_token,
                ),
            )

    def _exchange_code(self, code):
        """Return the refresh token for Amazon's code."""
        try:
            self._check_database()
            return exchange_code(self._get_endpoint(), code, **self._prepare_exchange())
        except SellerAttentionError as error:
            reason = str(error)
        except AuthorizationError as error:
            reason = self._explain_refused_code(error)
        except AmazonError as error:
            reason = self._explain_amazon_error(error)
        return self._refuse_authorization(reason, status=400)

    def _prepare_exchange(self):
        """Return what proves to Amazon that the application asks."""
        secrets = self._read_secrets()
        return {
            "client_id": self.lwa_client_id,
            "client_secret": secrets.get("lwa_client_secret", ""),
            "previous_client_secret": secrets.get("lwa_client_secret_previous", ""),
            "redirect_uri": self._get_redirect_uri(),
        }

    def _explain_refused_code(self, error):
        if error.code == "invalid_client":
            return self._explain_amazon_error(error)
        return self.env._(
            "The code that Amazon sent was used already or is older than five "
            "minutes. Press Authorise at Amazon again."
        )

    def _store_authorization(self, refresh_token, selling_partner_id):
        vals = {"merchant_token": selling_partner_id, "refresh_token": refresh_token}
        is_known = self.merchant_token == selling_partner_id
        try:
            with self.env.cr.savepoint():
                self.with_context(amazon_known_account=is_known).write(vals)
                return
        except UniqueViolation:
            twin = self._find_seller_of_account(selling_partner_id)
            reason = self.env._(
                "The seller %(seller)s (%(company)s) has the selling account "
                "%(account)s already: work with that one, or restore it if it is "
                "archived.",
                seller=twin.name,
                company=twin.company_id.name,
                account=selling_partner_id,
            )
        except ValidationError as error:
            reason = str(error)
        reason = self.env._(
            "%(reason)s The seller %(seller)s stays, not authorised: delete it if you "
            "do not need it, or authorise it with another account.",
            reason=reason,
            seller=self.display_name,
        )
        self._refuse_authorization(reason, status=400)

    def _find_seller_of_account(self, selling_partner_id):
        # The other seller may be archived, or of a company that the person misses.
        sellers = self.sudo().with_context(active_test=False)
        return sellers.search(
            [
                ("merchant_token", "=", selling_partner_id),
                ("region", "=", self.region),
                ("endpoint", "=", self.endpoint),
                ("id", "!=", self.id),
            ]
        )
