# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The models of settlements for the tests of permissions."""

from odoo import Command, fields

from odoo.addons.amazon_connector.tests.permissions import PermissionCase

# For each model what a user and a manager may do: read, write, create, delete.
RIGHTS = {
    "amazon.deferred.invoice": ("", "r"),
    "amazon.payout.match.wizard": ("", "rwcd"),
    "amazon.settlement": ("r", "rd"),
    "amazon.settlement.book.wizard": ("", ""),
    "amazon.settlement.line": ("r", "r"),
    "amazon.settlement.map.wizard": ("", "rwcd"),
    "amazon.settlement.marketplace.wizard": ("", "rwcd"),
    "amazon.settlement.row": ("r", "r"),
    "amazon.settlement.rule": ("r", "rwcd"),
    "amazon.settlement.summary": ("r", "r"),
    "amazon.settlement.unmapped": ("r", "r"),
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
        unmapped = row.copy({"number": 2, "treatment": "unmapped"})
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
            "amazon.deferred.invoice": cls.create_deferred_invoice(seller, marketplace),
            "amazon.payout.match.wizard": cls.env["amazon.payout.match.wizard"].create(
                {"settlement_id": settlement.id}
            ),
            "amazon.settlement.book.wizard": cls.create_book_wizard(line),
            "amazon.settlement.map.wizard": cls.env[
                "amazon.settlement.map.wizard"
            ].create({"sample_row_id": unmapped.id}),
            "amazon.settlement.unmapped": cls.env["amazon.settlement.unmapped"].search(
                [("seller_id", "=", seller.id)]
            ),
            "amazon.settlement": settlement,
            "amazon.settlement.marketplace.wizard": cls.env[
                "amazon.settlement.marketplace.wizard"
            ].create(
                {"settlement_id": settlement.id, "marketplace_id": marketplace.id}
            ),
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

    @classmethod
    def create_book_wizard(cls, line):
        """Return the wizard that books a line on an account."""
        account = cls.env["account.account"].create(
            {
                "name": line.label,
                "code": "OLD1",
                "account_type": "asset_current",
                "company_ids": [Command.set(line.company_id.ids)],
            }
        )
        return cls.env["amazon.settlement.book.wizard"].create(
            {
                "line_ids": [Command.set(line.ids)],
                "account_id": account.id,
                "note": line.label,
            }
        )

    @classmethod
    def create_deferred_invoice(cls, seller, marketplace):
        """Return what is deferred: the invoice of an order that is not settled."""
        company = seller.company_id
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        if not company.chart_template:
            charts = env["account.chart.template"]
            charts.try_loading("generic_coa", company, install_demo=False)
        product = env["product.product"].create(
            {"name": seller.name, "type": "service", "invoice_policy": "order"}
        )
        line = {"product_id": product.id, "price_unit": 5.0, "tax_ids": False}
        sale = env["sale.order"].create(
            {
                "partner_id": env["res.partner"].create({"name": seller.name}).id,
                "company_id": company.id,
                "order_line": [Command.create(line)],
            }
        )
        sale.action_confirm()
        sale._create_invoices().action_post()
        order = env["amazon.order"].create(
            {
                "name": seller.name,
                "seller_id": seller.id,
                "marketplace_id": marketplace.id,
                "sale_order_id": sale.id,
            }
        )
        deferred = cls.env["amazon.deferred.invoice"]
        return deferred.search([("amazon_order_id", "=", order.id)])
