# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import http
from odoo.http import request

from ..exceptions import AuthorizationRefusedError
from ..lib.logs import hide_query
from ..models.amazon_authorization_mixin import CALLBACK_PATH, MANAGER

# Whoever reads the access log must learn neither codes nor states. The server
# writes its line after the controller has returned, so the logger filters it.
hide_query("werkzeug", CALLBACK_PATH)


class AmazonAuthorization(http.Controller):
    """The page to which Amazon sends people after they agreed."""

    @http.route(CALLBACK_PATH, type="http", auth="user", methods=["GET"], sitemap=False)
    def authorize(
        self, state="", spapi_oauth_code="", selling_partner_id="", **_unused
    ):
        """Complete the authorisation and open its seller.

        The only GET that changes something: Amazon cannot send anything else. The
        signed state takes the place of a CSRF token.
        """
        try:
            self._check_manager()
            seller = request.env["amazon.seller"]._complete_authorization(
                state, spapi_oauth_code, selling_partner_id
            )
        except AuthorizationRefusedError as refusal:
            response = self._render_refusal(refusal)
        else:
            # Amazon's code is spent: what it gave must outlive a test that fails.
            request.env.cr.commit()  # pylint: disable=invalid-commit
            seller._test_authorization()
            response = request.redirect(f"/odoo/amazon-sellers/{seller.id}")
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    def _check_manager(self):
        if request.env.user.has_group(MANAGER):
            return
        reason = request.env._("Only an Amazon Manager may authorise a seller.")
        request.env["amazon.audit.log"]._record_denial(detail=reason)
        raise AuthorizationRefusedError(reason, 403)

    def _render_refusal(self, refusal):
        response = request.render(
            "amazon_connector.authorization_refused", {"reason": str(refusal)}
        )
        response.status_code = refusal.status
        return response
