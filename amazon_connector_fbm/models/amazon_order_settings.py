# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ..lib.errors import OrderHold

# What an order takes over from its marketplace.
MARKETPLACE_SETTINGS = (
    "warehouse_id",
    "pricelist_id",
    "fiscal_position_id",
    "team_id",
    "lang_id",
    "default_customer_id",
    "tax_account_id",
)


class AmazonOrderBuilder(models.AbstractModel):
    """Holds an order whose settings point to what cannot be used any more."""

    # Apart from what an order is made of.
    _inherit = "amazon.order.builder"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _check_settings(self, draft):
        """Raise OrderHold if the settings cannot carry the order as they are."""
        self._check_marketplace(draft)
        for record, field_name in self._get_order_settings(draft):
            self._check_setting(record, field_name)
        self._check_currency(draft)
        self._check_journal(draft)

    @api.model
    def _get_order_settings(self, draft):
        """Return the records, and their fields, that must not hold archived records.

        Addons add theirs; a setting that may not be blank is in
        :meth:`_get_required_order_settings` as well.
        """
        workflow, marketplace = draft.workflow, draft.marketplace
        settings = [
            *((marketplace, name) for name in MARKETPLACE_SETTINGS),
            draft.seller._get_analytic_setting(marketplace),
            (draft.seller, "payment_term_id"),
            (workflow, "property_journal_id"),
        ]
        if workflow.register_payment:
            settings.append((workflow, "property_payment_journal_id"))
        return settings

    @api.model
    def _get_required_order_settings(self):
        """Return the fields without which no order can be imported."""
        return {"warehouse_id", "pricelist_id"}

    @api.model
    def _check_setting(self, record, field_name):
        chosen = record[field_name]
        if chosen and chosen._active_name and not chosen[chosen._active_name]:
            raise self._hold_for_setting(record, field_name, chosen)
        if not chosen and field_name in self._get_required_order_settings():
            raise self._hold_for_setting(record, field_name)

    @api.model
    def _hold_for_setting(self, record, field_name, chosen=None):
        """Return the OrderHold that names a setting which is blank or archived."""
        values = {
            "setting": record._fields[field_name]._description_string(self.env),
            "record": record.display_name,
            "model": self.env["ir.model"]._get(record._name).name,
            "chosen": chosen.display_name if chosen else "",
        }
        if chosen:
            message = self.env._(
                "%(setting)s of %(record)s (%(model)s) is %(chosen)s, which is "
                "archived. Unarchive it or choose another one, then retry the order.",
                **values,
            )
        else:
            message = self.env._(
                "%(record)s (%(model)s) has no %(setting)s. Choose one there, then "
                "retry the order.",
                **values,
            )
        return OrderHold("settings", message, key=self._get_setting_key(record))

    @api.model
    def _get_setting_key(self, record):
        """Return what groups the orders that wait for a setting of a record."""
        return f"{record._name},{record.id}"

    @api.model
    def _check_marketplace(self, draft):
        if draft.marketplace and draft.marketplace.active:
            return
        raise OrderHold(
            "marketplace",
            self.env._(
                "The order comes from marketplace %s, which is not integrated. "
                "Integrate it on the seller, then retry the order.",
                draft.order.marketplace_ref or self.env._("(not named)"),
            ),
            key=draft.order.marketplace_ref,
        )

    @api.model
    def _check_currency(self, draft):
        currency = draft.currency
        if currency.name == draft.order.currency and currency.active:
            return
        raise OrderHold(
            "currency",
            self.env._(
                "The order is in %(currency)s, but the price list of "
                "%(marketplace)s is in %(other)s. Choose a price list in "
                "%(currency)s (an active currency), then retry the order.",
                currency=draft.order.currency,
                marketplace=draft.marketplace.display_name,
                other=currency.name,
            ),
            key=draft.order.currency,
        )

    @api.model
    def _check_journal(self, draft):
        """The workflow's sales journal must take invoices in the order's currency."""
        journal = draft.workflow.property_journal_id
        if not journal:
            return
        if journal.company_id not in draft.company.parent_ids:
            reason = self.env._("belongs to %s", journal.company_id.name)
        elif journal.currency_id and journal.currency_id != draft.currency:
            reason = self.env._("takes %s only", journal.currency_id.name)
        else:
            return
        raise OrderHold(
            "settings",
            self.env._(
                "The order of %(company)s is in %(currency)s, but the sales journal "
                "%(journal)s of workflow %(workflow)s %(reason)s. Choose another "
                "sales journal on the workflow, or leave it blank, then retry the "
                "order.",
                company=draft.company.name,
                currency=draft.order.currency,
                journal=journal.name,
                workflow=draft.workflow.name,
                reason=reason,
            ),
            key=self._get_setting_key(draft.workflow),
        )

    @api.model
    def _get_service(self, seller, field_name):
        """Return the service for a charge, by the seller's setting.

        :raises OrderHold: the setting is blank, or the service is archived
        """
        service = seller[field_name]
        if not service or not service.active:
            raise self._hold_for_setting(seller, field_name, service)
        return service
