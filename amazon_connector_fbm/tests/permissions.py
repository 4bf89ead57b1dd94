# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The models of merchant-fulfilled orders for the tests of permissions."""

from odoo.addons.amazon_connector.tests.permissions import PermissionCase

from .common import AmazonFbmCommon
from .documents import item, valid_order

# For each model what a user and a manager may do: read, write, create, delete.
RIGHTS = {"amazon.order": ("r", "rwd"), "amazon.tax.rule": ("r", "rwcd")}


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
        values = {"marketplace_id": marketplace.id, "treatment": "line"}
        return super().create_samples(seller, marketplace) | {
            "amazon.order": order,
            "amazon.tax.rule": cls.env["amazon.tax.rule"].create(values),
        }
