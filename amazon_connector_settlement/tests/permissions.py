# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The models of settlements for the tests of permissions."""

from odoo import fields

from odoo.addons.amazon_connector.tests.permissions import PermissionCase

# For each model what a user and a manager may do: read, write, create, delete.
RIGHTS = {
    "amazon.settlement": ("r", "rd"),
    "amazon.settlement.line": ("r", "r"),
    "amazon.settlement.row": ("r", "r"),
    "amazon.settlement.rule": ("r", "rwcd"),
    "amazon.settlement.summary": ("r", "r"),
    "amazon.settlement.upload.wizard": ("", "rwcd"),
}


class SettlementPermissionCase(PermissionCase):
    """The models of settlements."""

    addon = "amazon_connector_settlement"
    rights = RIGHTS

    @classmethod
    def create_samples(cls, seller, marketplace):
        settlement = cls.create_settlement(seller, marketplace)
        line = cls.env["amazon.settlement.line"].create(
            {
                "settlement_id": settlement.id,
                "key": "fee",
                "kind": "fee",
                "date": fields.Date.today(),
                "label": seller.name,
            }
        )
        row = cls.env["amazon.settlement.row"].create(
            {
                "settlement_id": settlement.id,
                "number": 1,
                "line_id": line.id,
                "transaction_type": seller.name,
                "treatment": "fee",
            }
        )
        rule = cls.env["amazon.settlement.rule"].create(
            {
                "name": seller.name,
                "company_id": seller.company_id.id,
                "seller_id": seller.id,
                "transaction_type": seller.name,
                "treatment": "fee",
            }
        )
        summaries = cls.env["amazon.settlement.summary"]
        wizards = cls.env["amazon.settlement.upload.wizard"]
        return super().create_samples(seller, marketplace) | {
            "amazon.settlement": settlement,
            "amazon.settlement.line": line,
            "amazon.settlement.row": row,
            "amazon.settlement.rule": rule,
            "amazon.settlement.summary": summaries.search(
                [("settlement_id", "=", settlement.id)]
            ),
            "amazon.settlement.upload.wizard": wizards.create({"seller_id": seller.id}),
        }

    @classmethod
    def create_settlement(cls, seller, marketplace):
        """Return a settlement of the seller that is not booked."""
        now = fields.Datetime.now()
        return cls.env["amazon.settlement"].create(
            {
                "seller_id": seller.id,
                "marketplace_id": marketplace.id,
                "currency_id": marketplace.currency_id.id,
                "name": seller.name,
                "start_date": now,
                "end_date": now,
            }
        )
