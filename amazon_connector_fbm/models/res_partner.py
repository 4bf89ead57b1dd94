# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    amazon_buyer_key = fields.Char(
        copy=False,
        readonly=True,
        groups="amazon_connector.group_amazon_manager",
        help="Hash of the Amazon buyer that this contact stands for.",
    )
    amazon_address_key = fields.Char(
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="amazon_connector.group_amazon_manager",
        help="Hash of the buyer and the delivery address on an Amazon order.",
    )

    _amazon_buyer_key_uniq = models.UniqueIndex(
        "(amazon_buyer_key) WHERE amazon_buyer_key IS NOT NULL",
        "This Amazon buyer has a contact already.",
    )

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
