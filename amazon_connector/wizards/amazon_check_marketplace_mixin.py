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
        for marketplace in self._get_ended_marketplaces():
            yield self._warning(
                self.env._(
                    "Amazon ended the participation of the seller, so no orders are "
                    "imported any more. Register for the marketplace in Seller "
                    "Central, then load the marketplaces and integrate it again; "
                    "until then its settings stay."
                ),
                marketplace,
            )

    def _get_ended_marketplaces(self):
        """Return the marketplaces that Odoo gave up because Amazon closed them."""
        marketplaces = self._get_sellers().with_context(active_test=False)
        return marketplaces.marketplace_ids.filtered(
            lambda m: not m.active and m.participation_ended and not m.participating
        )

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
    def _get_required_settings(self):
        """Return what must be set: model -> field name -> severity if it is not.

        Addons add theirs. That a setting is archived or of another company is checked
        for every field in ``_get_checked_settings()`` of the model.
        """
        return {
            "amazon.seller": {},
            "amazon.marketplace": {"warehouse_id": "error", "pricelist_id": "error"},
        }

    def _check_settings(self):
        """Yield settings that are blank, archived or of another company."""
        required = self._get_required_settings()
        for record in [*self._get_sellers(), *self._get_marketplaces()]:
            severities = required[record._name]
            names = record._get_checked_settings() | set(severities)
            for name in sorted(names):
                yield from self._check_setting(record, name, severities.get(name))

    def _check_setting(self, record, name, severity=None):
        """Yield what is wrong with one relation of a seller or marketplace.

        :param severity: of the line if it is blank; None: it may be
        """
        value = record[name]
        label = record._fields[name]._description_string(self.env)
        if value:
            yield from self._check_value(record, label, value)
        elif severity:
            message = self.env._(
                "%(setting)s is not set: choose one. %(purpose)s",
                setting=label,
                purpose=record._fields[name]._description_help(self.env) or "",
            ).strip()
            yield self._prepare_line_vals(severity, message, record)

    def _check_value(self, record, label, value, target=None):
        """Yield that a chosen record is archived or of another company.

        :param label: name of the setting, for the user
        :param target: where it can be chosen anew, if not on ``record``
        """
        if value._active_name and not value[value._active_name]:
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
