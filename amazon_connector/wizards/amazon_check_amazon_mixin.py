# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ..lib.roles import MISSING, ROLES
from ..models.amazon_connection_test_mixin import MAX_CLOCK_DRIFT

# Without these nothing works; without the others one function is missing.
VITAL_ROLES = {"inventory_and_order_tracking"}


class AmazonCheckAmazonMixin(models.AbstractModel):
    """Checks of what Amazon grants, as the last connection test found it."""

    _name = "amazon.check.amazon.mixin"
    _description = "Amazon Configuration Check: What Amazon Grants"

    @api.model
    def _get_amazon_checks(self):
        return {
            "_check_expiry": self.env._("Expiry"),
            "_check_roles": self.env._("Roles"),
            "_check_clock": self.env._("Clock"),
            "_check_base_address": self.env._("Address of this Odoo"),
        }

    def _get_connected_sellers(self):
        return self._get_sellers().filtered(lambda s: s.state == "connected")

    def _check_expiry(self):
        """Yield client secrets and authorisations that expire, or have expired."""
        today = fields.Date.today()
        for seller in self._get_sellers():
            for name in seller._get_near_expiries():
                severity = "error" if seller[name] < today else "warning"
                message = seller._explain_expiry(name)
                yield self._prepare_line_vals(severity, message, seller)

    def _check_roles(self):
        """Yield the roles that the application lacks, and what does not work."""
        for seller in self._get_connected_sellers():
            if not seller.role_report:
                yield self._info(
                    self.env._(
                        "Nobody has asked Amazon yet which roles the application has: "
                        "press Test Connection."
                    ),
                    seller,
                    method="action_test_connection",
                )
            for key in ROLES:
                if (seller.role_report or {}).get(key) == MISSING:
                    yield self._describe_missing_role(seller, key)

    def _describe_missing_role(self, seller, key):
        return self._prepare_line_vals(
            "error" if key in VITAL_ROLES else "warning",
            self.env._(
                "The application lacks Amazon's role %(role)s. What does not work: "
                "%(functions)s. Add the role to the application in Amazon's Solution "
                "Provider Portal, authorise it again, then press Test Connection.",
                role=ROLES[key].name,
                functions=seller._get_role_functions().get(key, ""),
            ),
            seller,
            method="action_test_connection",
        )

    def _check_clock(self):
        """Yield that the clock of this server was wrong at the last test."""
        for seller in self._get_connected_sellers():
            drift = seller.clock_drift
            if abs(drift) > MAX_CLOCK_DRIFT:
                yield self._warning(
                    self.env._(
                        "At the last test Amazon's clock and the clock of this server "
                        "differed by %s seconds, so changed orders may be seen late. "
                        "Switch on the time synchronisation of the server, then press "
                        "Test Connection.",
                        abs(drift),
                    ),
                    seller,
                    method="action_test_connection",
                )

    def _check_base_address(self):
        """Yield that Amazon could not send people back to this Odoo."""
        sellers = self._get_sellers().filtered(
            lambda s: s.authorization_method == "website" and s.endpoint != "simulator"
        )
        for seller in sellers:
            address = seller._get_redirect_uri()
            if not address.startswith("https://"):
                # The system parameters are closed to everybody but the administrator.
                parameters = self.env["ir.config_parameter"].sudo()
                yield self._error(
                    self.env._(
                        "The seller is authorised on Amazon's website, and Amazon "
                        "sends people back to https addresses only, but the address "
                        "of this Odoo is %s. Set the system parameter web.base.url to "
                        "its https address.",
                        parameters.get_param("web.base.url"),
                    ),
                    seller,
                    target=parameters.search([("key", "=", "web.base.url")]),
                )
