# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models


class AmazonCheckMarketplaceMixin(models.AbstractModel):
    """Checks of the marketplaces and of the records that the settings name."""

    _name = "amazon.check.marketplace.mixin"
    _description = "Amazon Configuration Check: Marketplaces"

    @api.model
    def _get_marketplace_checks(self):
        return {
            "_check_marketplaces": self.env._("Marketplaces"),
            "_check_settings": self.env._("Settings"),
            "_check_price_lists": self.env._("Price lists"),
        }

    # ------------------------------------------------------------------
    # What Amazon says
    # ------------------------------------------------------------------

    def _check_marketplaces(self):
        """Yield sellers without marketplaces, and those that Amazon has closed."""
        connected = self._get_sellers().filtered(lambda s: s.state == "connected")
        for seller in connected.filtered(lambda s: not s.marketplace_ids):
            yield self._error(
                self.env._(
                    "No marketplace is integrated, so no orders are imported: press "
                    "Load Marketplaces and choose those whose orders Odoo takes over."
                ),
                seller,
                method="action_load_marketplaces",
            )
        for marketplace in self._get_marketplaces():
            yield from self._describe_participation(marketplace)

    def _describe_participation(self, marketplace):
        if not marketplace.participating:
            yield self._warning(
                self.env._(
                    "The seller does not participate in this marketplace any more: no "
                    "orders come from it. Register for it in Seller Central and load "
                    "the marketplaces again, or archive it here."
                ),
                marketplace,
            )
        if marketplace.suspended:
            yield self._warning(
                self.env._(
                    "Amazon has suspended listings of the seller on this marketplace. "
                    "Seller Central says why, under Account Health."
                ),
                marketplace,
            )

    # ------------------------------------------------------------------
    # What the settings name
    # ------------------------------------------------------------------

    @api.model
    def _get_seller_settings(self):
        """Return the relations of a seller to check: field name -> must be set."""
        return {}

    @api.model
    def _get_marketplace_settings(self):
        """Return the relations of a marketplace to check: field name -> must be set."""
        return {
            "warehouse_id": True,
            "pricelist_id": True,
            "team_id": False,
            "lang_id": False,
            "fiscal_position_id": False,
        }

    def _check_settings(self):
        """Yield settings that are blank, archived or of another company."""
        for seller in self._get_sellers():
            for name, required in self._get_seller_settings().items():
                yield from self._check_setting(seller, name, required)
        for marketplace in self._get_marketplaces():
            for name, required in self._get_marketplace_settings().items():
                yield from self._check_setting(marketplace, name, required)

    def _check_setting(self, record, name, required=False):
        """Yield what is wrong with one relation of a seller or marketplace."""
        value = record[name]
        label = record._fields[name]._description_string(self.env)
        if not value:
            if required:
                yield self._error(
                    self.env._("%s is not set: choose one.", label), record
                )
            return
        yield from self._check_value(record, label, value)

    def _check_value(self, record, label, value, target=None):
        """Yield that a chosen record is archived or of another company.

        :param label: name of the setting, for the user
        :param target: where it can be chosen anew, if not on ``record``
        """
        if "active" in value._fields and not value.active:
            yield self._error(
                self.env._(
                    "%(setting)s is %(name)s, which is archived: choose another one or "
                    "restore it.",
                    setting=label,
                    name=value.display_name,
                ),
                record,
                target=target,
            )
        if not self._belongs_to(value, record.company_id):
            yield self._error(
                self.env._(
                    "%(setting)s is %(name)s, which is not of the company %(company)s: "
                    "choose another one.",
                    setting=label,
                    name=value.display_name,
                    company=record.company_id.display_name,
                ),
                record,
                target=target,
            )

    @api.model
    def _belongs_to(self, value, company):
        """Tell whether a record may be used in the company."""
        if not {"company_id", "company_ids"} & set(value._fields):
            return True
        return bool(value.filtered_domain(value._check_company_domain(company)))

    def _check_price_lists(self):
        """Yield price lists in another currency than the marketplace's."""
        for marketplace in self._get_marketplaces():
            price_list, currency = marketplace.pricelist_id, marketplace.currency_id
            if price_list and price_list.currency_id != currency:
                yield self._error(
                    self.env._(
                        "Amazon's orders are in %(currency)s, but the price list "
                        "%(name)s is in %(other)s, so they would be held. Choose a "
                        "price list in %(currency)s.",
                        currency=currency.name,
                        name=price_list.display_name,
                        other=price_list.currency_id.name,
                    ),
                    marketplace,
                )
            if not currency.active:
                yield self._error(
                    self.env._(
                        "The currency %s is archived, so orders would be held: "
                        "activate it.",
                        currency.name,
                    ),
                    marketplace,
                    target=currency,
                )
