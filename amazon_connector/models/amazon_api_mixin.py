# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import logging
import math
from contextlib import closing
from functools import partial

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, models

from odoo.addons.queue_job.exception import RetryableJobError

from ..exceptions import SellerAttentionError
from ..lib.client import AmazonClient
from ..lib.credentials import Credentials
from ..lib.endpoint import Endpoint
from ..lib.errors import (
    AccessDeniedError,
    AuthorizationError,
    ConfigurationError,
    KeyMissingError,
    KeyUnusableError,
    ProtocolError,
    SecretUnreadableError,
    TemporaryError,
    ThrottledError,
)
from ..lib.roles import OPERATIONS_OF_APPLICATION, role_name_of
from .amazon_rate_limit import DatabaseRateBudget

_logger = logging.getLogger(__name__)

VAULT_ERRORS = KeyMissingError | KeyUnusableError | SecretUnreadableError


class AmazonApiMixin(models.AbstractModel):
    """The only place where errors of Amazon become errors of Odoo."""

    _name = "amazon.api.mixin"
    _description = "Amazon API Access"

    def _get_client(self, region=None, seconds=None):
        """Return a client for this seller: one per job, never shared.

        :param region: another region than the seller's, to ask whether it is there
        :param seconds: how long all calls together may take, if somebody waits
        """
        self._check_database()
        return AmazonClient(
            self._get_endpoint(region),
            self._get_credentials(),
            rate_budget=DatabaseRateBudget(self.env.registry, self.id),
            total_deadline=seconds,
        )

    def _get_endpoint(self, region=None):
        """Return the address that this seller's calls go to."""
        self.ensure_one()
        region = region or self.region
        if self.endpoint == "simulator":
            return Endpoint.simulator(region, self.simulator_url)
        if self.endpoint == "sandbox":
            return Endpoint.sandbox(region)
        return Endpoint.production(region)

    def _get_credentials(self):
        """Return the credentials; a secret store may override this."""
        self.ensure_one()
        secrets = self._read_secrets()
        return Credentials(
            seller_key=f"{self.env.cr.dbname}/{self.id}",
            version=self.credential_version,
            client_id=self.lwa_client_id or "",
            client_secret=secrets.get("lwa_client_secret", ""),
            refresh_token=secrets.get("refresh_token", ""),
            previous_client_secret=secrets.get("lwa_client_secret_previous", ""),
        )

    def _amazon_call(self, function):
        """Return ``function(client)`` for a job.

        A throttled or unreachable Amazon puts the job back into the queue; a
        refused authorisation stops all jobs of the seller until somebody has
        tested its connection. Every other error of ``lib`` passes unchanged.
        """
        self._check_connected()
        version = self.credential_version
        try:
            with closing(self._get_client()) as client:
                return function(client)
        except ThrottledError as error:
            raise RetryableJobError(
                str(error),
                seconds=max(1, math.ceil(error.retry_after)),
                ignore_retry=True,
            ) from error
        except TemporaryError as error:
            raise RetryableJobError(str(error)) from error
        except AuthorizationError as error:
            reason = self._explain_amazon_error(error)
            state = self._get_attention_state(error)
            self._flag_attention(reason, version, state)
            raise SellerAttentionError(reason) from error

    def _check_connected(self):
        """Refuse to call Amazon for a seller whose connection is not proved."""
        self._check_database()
        if self.state != "connected":
            raise SellerAttentionError(
                self.env._(
                    "%(seller)s does not call Amazon at the moment: %(reason)s "
                    "Open the seller and press Test Connection.",
                    seller=self.display_name,
                    reason=self.attention_reason
                    or self.env._("its connection was not tested yet."),
                )
            )

    # ------------------------------------------------------------------
    # Needs attention: survives the rollback of the job that found it
    # ------------------------------------------------------------------

    @api.model
    def _get_attention_state(self, error):
        """Return the state for an error: only a dead authorisation needs a new one."""
        if isinstance(error, AuthorizationError) and error.code != "invalid_client":
            return "reauthorize"
        return "attention"

    def _flag_attention(self, reason, credential_version, state="attention"):
        """Put the seller into attention at the end of this transaction.

        Both ends are covered, because the caller decides whether the error
        rolls the transaction back or is written down and committed.
        """
        record = partial(
            self._record_attention,
            self.env.registry,
            self.id,
            reason,
            credential_version,
            state,
        )
        self.env.cr.postcommit.add(record)
        self.env.cr.postrollback.add(record)

    @staticmethod
    def _record_attention(registry, seller_id, reason, credential_version, state):
        try:
            with registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                seller = env["amazon.seller"].browse(seller_id).exists()
                # Newer credentials than those that were refused deserve a try.
                if seller.credential_version == credential_version:
                    seller.try_lock_for_update()._set_attention(reason, state)
        except SerializationFailure:
            _logger.info("Seller %s was flagged by another job", seller_id)

    # ------------------------------------------------------------------
    # Plain words
    # ------------------------------------------------------------------

    def _explain_amazon_error(self, error):
        """Return what happened and what to do, in words for the person."""
        if isinstance(error, AuthorizationError):
            return self._explain_authorization(error)
        if isinstance(error, AccessDeniedError):
            return self._explain_access_denied(error.operation)
        if isinstance(error, ThrottledError):
            return self.env._(
                "Amazon allows no more calls of this kind at the moment. "
                "Try again in %s seconds.",
                max(1, math.ceil(error.retry_after)),
            )
        if isinstance(error, VAULT_ERRORS):
            return self.env["amazon.seller.credential"]._explain_vault_error(error)
        if isinstance(error, ConfigurationError):
            return self.env._("Nothing was sent to Amazon: %s", error)
        if isinstance(error, ProtocolError):
            return self._explain_protocol(error)
        if isinstance(error, TemporaryError):
            return self._explain_unreachable(error)
        return self.env._("Amazon refused the request: %s", error)

    def _explain_authorization(self, error):
        if error.code == "invalid_client":
            return self.env._(
                "Amazon does not accept the LWA client ID with this client secret: "
                "one of them is wrong, was renewed or has expired. Copy both again "
                "from the LWA credentials of your application in Amazon's Solution "
                "Provider Portal."
            )
        if error.code == "invalid_grant":
            reason = self.env._(
                "Amazon does not accept the refresh token: the authorisation was "
                "revoked, has expired or belongs to another application."
            )
        else:
            reason = self.env._("Amazon refused the authorisation of this seller.")
        return f"{reason} {self._explain_authorizing_again()}"

    def _explain_authorizing_again(self):
        if self.authorization_method == "website":
            return self.env._("Press Authorise at Amazon and agree there once more.")
        return self.env._(
            "Authorise the application again in Seller Central and paste the new "
            "refresh token."
        )

    def _explain_access_denied(self, operation=""):
        if operation in OPERATIONS_OF_APPLICATION:
            return self.env._(
                "Amazon denies %(operation)s to the application itself, whatever a "
                "seller grants. See in Amazon's Solution Provider Portal whether the "
                "application is still active, and whether the LWA client ID is its "
                "own.",
                operation=operation,
            )
        role = role_name_of(operation)
        if role and self.state == "connected":
            return self.env._(
                "Amazon denies access to %(operation)s: the application lacks the "
                "role %(role)s. Add it to the application in Amazon's Solution "
                "Provider Portal, authorise the application again and press Test "
                "Connection.",
                operation=operation,
                role=role,
            )
        return self.env._(
            "Amazon knows these credentials but gives them no access in the region "
            "%(region)s. Choose the region in which the selling account is "
            "registered; if it is right, the application lacks a role: add it in "
            "Amazon's Solution Provider Portal and authorise the application again.",
            region=self._get_region_label(),
        )

    def _explain_protocol(self, error):
        return self.env._(
            "What answered is not the Selling Partner API (%(detail)s). A proxy or "
            "an outage at Amazon is the usual reason; try again later.",
            detail=str(error).rstrip("."),
        )

    def _explain_unreachable(self, error):
        if self.endpoint == "simulator":
            return self.env._(
                "The simulator does not answer at %(url)s (%(detail)s). Start it in "
                "the folder of this project with: python -m simulator",
                url=self.simulator_url,
                detail=str(error).rstrip("."),
            )
        return self.env._(
            "Amazon could not be reached or is out of order (%(detail)s). Check the "
            "network of the Odoo server and try again in a few minutes.",
            detail=str(error).rstrip("."),
        )
