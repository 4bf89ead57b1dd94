# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonCheckSellerMixin(models.AbstractModel):
    """Checks of the sellers and their connection, as the last test left it."""

    _name = "amazon.check.seller.mixin"
    _description = "Amazon Configuration Check: Sellers"

    @api.model
    def _get_seller_checks(self):
        return {
            "_check_connection": self.env._("Connection"),
            "_check_secrets": self.env._("Secrets"),
            "_check_responsible": self.env._("Responsible person"),
        }

    def _check_connection(self):
        """Yield the sellers for which Odoo does not call Amazon."""
        if not self._get_sellers():
            yield self._error(
                self.env._("There is no seller yet: create one."),
                action="amazon_connector.amazon_seller_create_wizard_action",
            )
        for seller in self._get_sellers():
            if seller.is_foreign_database:
                yield self._error(
                    self.env._(
                        "This database looks like a copy of the one in which the "
                        "seller was connected, so nothing is sent to Amazon. If it "
                        "replaces the other one, open the seller and press Confirm "
                        "This Database."
                    ),
                    seller,
                )
            elif seller.state != "connected":
                yield self._describe_connection(seller)

    def _describe_connection(self, seller):
        """Return the line that says why Odoo does not call Amazon for the seller."""
        if seller.state == "reauthorize":
            return self._describe_dead_authorization(seller)
        if not seller.has_credentials:
            return self._describe_missing_credentials(seller)
        if seller.state == "draft":
            return self._describe_untested(seller)
        text = self.env._(
            "Odoo does not call Amazon for this seller. %s",
            seller.attention_reason or "",
        )
        return self._error(text.strip(), seller)

    def _describe_untested(self, seller):
        text = self.env._(
            "The connection was not tested yet, so nothing is exchanged with Amazon: "
            "press Test Connection."
        )
        if seller.attention_reason:
            text = self.env._(
                "The last test of the connection failed, so nothing is exchanged with "
                "Amazon: %s",
                seller.attention_reason,
            )
        return self._error(text, seller, method="action_test_connection")

    def _describe_dead_authorization(self, seller):
        text = self.env._(
            "Amazon does not accept the authorisation any more, so nothing is "
            "exchanged. %s",
            seller.attention_reason or "",
        )
        is_website = seller.authorization_method == "website"
        method = is_website and "action_authorize"
        return self._error(text.strip(), seller, method=method)

    def _describe_missing_credentials(self, seller):
        if seller.authorization_method == "website":
            return self._error(
                self.env._(
                    "Amazon has not authorised the application for this seller yet: "
                    "press Authorise at Amazon."
                ),
                seller,
                method="action_authorize",
            )
        return self._error(
            self.env._(
                "The credentials are incomplete: enter them on the tab Connection, "
                "then press Test Connection."
            ),
            seller,
        )

    def _check_secrets(self):
        """Yield secrets that cannot be read, or that await a person."""
        for seller in self._get_sellers():
            if seller.secret_problem:
                yield self._error(seller.secret_problem, seller)
            elif seller.has_outdated_secrets:
                yield self._warning(
                    self.env._(
                        "The secrets are encrypted with an old key: encrypt them with "
                        "the first one before you remove the old key."
                    ),
                    seller,
                    method="action_reencrypt_secrets",
                )
            if seller.previous_secret_warning:
                yield self._warning(seller.previous_secret_warning, seller)

    def _check_responsible(self):
        """Yield the sellers whose activities reach nobody, or somebody else."""
        for seller in self._get_sellers():
            responsible = seller._get_responsible()
            if not responsible:
                yield self._error(
                    self.env._(
                        "Nobody with the right Amazon: Manager belongs to the company "
                        "%s, so nobody learns that the seller needs attention.",
                        seller.company_id.display_name,
                    ),
                    seller,
                )
            elif responsible != seller.user_id:
                yield self._describe_responsible(seller, responsible)
            for user in seller._get_blind_mismatch_users():
                yield self._warning(
                    self.env._(
                        "%s is to be told about mismatches but cannot see them: "
                        "archived, not in the company, or without the right Amazon: "
                        "User. Choose somebody else.",
                        user.name,
                    ),
                    seller,
                )

    def _describe_responsible(self, seller, substitute):
        if not seller.user_id:
            message = self.env._(
                "No responsible person is chosen; %s is told instead.", substitute.name
            )
        else:
            message = self.env._(
                "%(user)s is responsible but cannot mend anything: archived, not in "
                "the company, or without the right Amazon: Manager. %(substitute)s is "
                "told instead.",
                user=seller.user_id.name,
                substitute=substitute.name,
            )
        return self._warning(message, seller)
