# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError


class AmazonIntegrationMixin(models.AbstractModel):
    """Switches a marketplace on, and fills what it needs for that."""

    _name = "amazon.integration.mixin"
    _description = "Amazon Integration"

    def action_integrate(self):
        """Switch the marketplaces on and fill what they need."""
        self.check_access("write")
        for marketplace in self:
            marketplace._check_can_integrate()
            # A manager of Amazon need not be one of currencies or price lists.
            marketplace.sudo()._activate_currency()
            marketplace.write(marketplace._prepare_integration_vals())

    def _describe_integration(self):
        """Return sentences: what integrating these did, and what to do next.

        Addons add theirs.
        """
        return [self.env._("Integrated: %s.", ", ".join(self.mapped("name")))]

    def _check_can_integrate(self):
        if not self.participating:
            raise UserError(
                self.env._(
                    "The seller does not participate in %s: register for it in "
                    "Seller Central, then load the marketplaces again.",
                    self.name,
                )
            )
        if not self.currency_id:
            raise UserError(
                self.env._("Odoo does not know the currency of %s.", self.name)
            )

    def _activate_currency(self):
        if not self.currency_id.active:
            self.currency_id.active = True

    def _prepare_integration_vals(self):
        """Return the values of integration; what is set already stays.

        Addons add their own defaults through :meth:`_get_integration_defaults`.
        """
        self.ensure_one()
        defaults = self._get_integration_defaults()
        missing = {
            name: get_record().id
            for name, get_record in defaults.items()
            if not self[name]
        }
        return {"active": True, "participation_ended": False, **missing}

    def _get_integration_defaults(self):
        """Return, by field name, the function that finds or creates the record."""
        return {
            "warehouse_id": self._get_default_warehouse,
            "pricelist_id": self._get_default_pricelist,
            "team_id": self._get_default_team,
            "lang_id": self._get_default_lang,
        }

    def _get_default_warehouse(self):
        return self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _get_default_pricelist(self):
        # Odoo shows it as "Amazon.de (EUR)".
        vals = {
            "name": self.name,
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
        }
        return self._find_or_create("product.pricelist", vals)

    def _get_default_team(self):
        vals = {"name": "Amazon", "company_id": self.company_id.id}
        return self._find_or_create("crm.team", vals)

    @api.model
    def _find_or_create(self, model, vals):
        # A manager of Amazon need not be one of price lists or sales teams.
        records = self.env[model].sudo()
        found = records.search([(name, "=", vals[name]) for name in vals], limit=1)
        return (found or records.create(vals)).with_env(self.env)

    def _get_default_lang(self):
        """Return the installed language nearest to the marketplace's own."""
        languages = self.env["res.lang"].search([("active", "=", True)])
        code = self.language_code or ""
        prefix = code.partition("_")[0]
        company_code = self.company_id.partner_id.lang or self.env.lang
        return (
            languages.filtered(lambda lang: lang.code == code)
            or languages.filtered(lambda lang: lang.code.partition("_")[0] == prefix)
            or languages.filtered(lambda lang: lang.code == company_code)
            or languages
        )[:1]
