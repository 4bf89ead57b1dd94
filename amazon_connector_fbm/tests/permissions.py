# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The models of merchant-fulfilled orders for the tests of permissions."""

from odoo.fields import Datetime

from odoo.addons.amazon_connector.tests.permissions import PermissionCase

from .common import AmazonFbmCommon
from .documents import item, valid_order

# For each model what a user and a manager may do: read, write, create, delete.
RIGHTS = {
    "amazon.order": ("r", "rwd"),
    "amazon.privacy.run": ("r", "r"),
    "amazon.listing.map.wizard": ("rwcd", "rwcd"),
    "amazon.order.issue": ("r", "r"),
    "amazon.order.resolve.wizard": ("rwcd", "rwcd"),
    "amazon.order.audit": ("r", "rd"),
    "amazon.order.mark": ("r", "r"),
    "amazon.order.preview": ("r", "r"),
    "amazon.order.preview.line": ("r", "r"),
    "amazon.tax.rule": ("r", "rwcd"),
    "amazon.vcs.tax": ("r", "rwcd"),
}


class FbmPermissionCase(PermissionCase, AmazonFbmCommon):
    """The models of merchant-fulfilled orders."""

    addon = "amazon_connector_fbm"
    rights = RIGHTS

    @classmethod
    def create_samples(cls, seller, marketplace):
        log = cls.env["amazon.sync.log"]._start(seller, "import_fbm_orders", "manual")
        document = valid_order(seller.name, [item("UNKNOWN")])
        order, _unchanged = cls.env["amazon.order"]._store_page(log, [document])
        order.write({"state": "held", "hold_reason": "unknown_sku"})
        log._finish()
        run = cls.env["amazon.privacy.run"].create(
            {"seller_id": seller.id, "run_type": "manual"}
        )
        issue = cls.env["amazon.order.issue"].search([("seller_id", "=", seller.id)])
        mapping = {"marketplace_id": marketplace.id, "sku": "UNKNOWN"}
        mapping["sample_order_id"] = order.id
        values = {"marketplace_id": marketplace.id, "treatment": "line"}
        preview = cls.env["amazon.order.preview"]._preview_stored(order)
        return super().create_samples(seller, marketplace) | {
            "amazon.listing.map.wizard": cls.env["amazon.listing.map.wizard"].create(
                mapping
            ),
            "amazon.order": order,
            "amazon.privacy.run": run,
            "amazon.order.issue": issue,
            "amazon.order.resolve.wizard": cls.env[
                "amazon.order.resolve.wizard"
            ].create({"order_ids": order.ids, "note": "Done"}),
            "amazon.order.audit": cls.create_audit(seller),
            "amazon.order.mark": cls.env["amazon.order.mark"].create(
                {"seller_id": seller.id, "name": seller.name}
            ),
            "amazon.order.preview": preview,
            "amazon.order.preview.line": preview.line_ids,
            "amazon.tax.rule": cls.env["amazon.tax.rule"].create(values),
            "amazon.vcs.tax": cls.create_vcs_tax(seller),
        }

    @classmethod
    def create_vcs_tax(cls, seller):
        """Return the tax for one country and rate of the seller's company."""
        country = cls.env.ref("base.de")
        vals = {"company_id": seller.company_id.id, "country_id": country.id}
        group = cls.env["account.tax.group"].create({"name": "VAT", **vals})
        tax = cls.env["account.tax"].create(
            {"name": "VAT", "amount": 19.0, "tax_group_id": group.id, **vals}
        )
        return cls.env["amazon.vcs.tax"].create(
            {
                "seller_id": seller.id,
                "country_id": country.id,
                "rate": 19.0,
                "tax_id": tax.id,
            }
        )

    @classmethod
    def create_audit(cls, seller):
        """Return an audit of the seller's orders."""
        now = Datetime.now()
        return cls.env["amazon.order.audit"].create(
            {"seller_id": seller.id, "window_start": now, "window_end": now}
        )
