# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_amazon_buyer = fields.Boolean(
        "Buyer at Amazon",
        copy=False,
        readonly=True,
        help="The contact stands for a buyer or a recipient at Amazon. It follows no "
        "document, gets no automatic mail and no mailing, and has no access to the "
        "portal: Amazon permits to use its data for the order only.",
    )
    amazon_buyer_key = fields.Char(
        copy=False,
        readonly=True,
        groups="amazon_connector.group_amazon_manager",
        help="Hash of the Amazon buyer that this contact stands for.",
    )
    amazon_address_key = fields.Char(
        copy=False,
        readonly=True,
        groups="amazon_connector.group_amazon_manager",
        help="Hash of the buyer and the delivery address on an Amazon order.",
    )

    _amazon_buyer_key_uniq = models.UniqueIndex(
        "(amazon_buyer_key) WHERE amazon_buyer_key IS NOT NULL",
        "This Amazon buyer has a contact already.",
    )
    _amazon_address_key_uniq = models.UniqueIndex(
        "(amazon_address_key) WHERE amazon_address_key IS NOT NULL",
        "This address of an Amazon buyer has a contact already.",
    )

    @api.depends("is_amazon_buyer")
    def _compute_is_blacklisted(self):
        buyers = self.filtered("is_amazon_buyer")
        buyers.is_blacklisted = True
        return super(ResPartner, self - buyers)._compute_is_blacklisted()

    @api.model
    def _search_is_blacklisted(self, operator, value):
        domain = super()._search_is_blacklisted(operator, value)
        if domain is NotImplemented:
            return domain
        if operator == "in":
            return Domain.OR([domain, [("is_amazon_buyer", "=", True)]])
        return Domain.AND([domain, [("is_amazon_buyer", "!=", True)]])

    def _check_is_no_amazon_buyer(self):
        """Refuse to make users of these contacts if one is a buyer at Amazon.

        :raises ValidationError: with the name of the buyer
        """
        for buyer in self._filter_amazon_buyers():
            raise ValidationError(
                self.env._(
                    "%s is a buyer at Amazon and cannot become a user: Amazon permits "
                    "to use a buyer's data for the order only.",
                    buyer.display_name,
                )
            )

    # === PERSONAL DATA === #

    @api.model
    def _get_amazon_personal_fields(self):
        """Return the fields that a contact loses with its personal data."""
        return [
            "name",
            "street",
            "street2",
            "city",
            "zip",
            "state_id",
            "vat",
            *self._get_amazon_private_fields(),
        ]

    @api.model
    def _get_amazon_private_fields(self):
        """Return the fields that not even a contact on an invoice may keep."""
        return [
            "phone",
            "email",
            "comment",
            "function",
            "website",
            "image_1920",
            "amazon_buyer_key",
            "amazon_address_key",
        ]

    def _get_personal_texts(self):
        """Return the words that tell who these contacts are."""
        names = ("name", "street", "street2", "phone", "email", "vat")
        return [partner[name] for partner in self for name in names if partner[name]]

    def _filter_on_invoices(self):
        """Return the contacts that the law wants to stay on an invoice."""
        moves = self.env["account.move"].search(
            [
                ("state", "!=", "cancel"),
                "|",
                ("partner_id", "in", self.ids),
                ("partner_shipping_id", "in", self.ids),
            ]
        )
        return self & (moves.partner_id | moves.partner_shipping_id)

    def _delete_amazon_data(self, ref):
        """Turn buyers at Amazon into contacts that only the order gives a name."""
        anonymous = self.env["amazon.order.builder"]._get_anonymous_name(ref)
        legal = self._filter_on_invoices()
        for partner in self.filtered("is_amazon_buyer"):
            names = (
                self._get_amazon_private_fields()
                if partner in legal
                else self._get_amazon_personal_fields()
            )
            values = {name: False for name in names if partner[name]}
            if "name" in values:
                values["name"] = anonymous
            partner.with_context(mail_notrack=True, tracking_disable=True).write(values)

    # === MATCHING === #

    def _filter_amazon_buyers(self):
        """Return the contacts that stand for buyers or recipients at Amazon."""
        # Who writes on a document need not be able to read all its followers.
        return self.sudo().filtered("is_amazon_buyer").sudo(self.env.su)

    @api.model
    def _get_or_create_by_key(self, key_field, prepare_by_key):
        """Contacts by their Amazon key; missing ones are created in one batch.

        :param prepare_by_key: for each key a function that returns create values
        """
        found = {
            partner[key_field]: partner
            for partner in self.with_context(active_test=False).search(
                [(key_field, "in", list(prepare_by_key))], order="id desc"
            )
        }
        missing = [key for key in prepare_by_key if key not in found]
        created = self.create([prepare_by_key[key]() for key in missing])
        return {**found, **dict(zip(missing, created, strict=True))}
