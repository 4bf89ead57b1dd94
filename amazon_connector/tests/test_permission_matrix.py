# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.tests import tagged

from .permissions import PermissionCase, PermissionMatrixTests

# For each model what a user and a manager may do: read, write, create, delete.
RIGHTS = {
    "amazon.seller": ("r", "rwcd"),
    "amazon.seller.credential": ("", ""),
    "amazon.rate.limit": ("r", "rwcd"),
    "amazon.marketplace": ("r", "rwcd"),
    "amazon.listing": ("rwc", "rwcd"),
    "amazon.report": ("r", "r"),
    "amazon.sync.log": ("r", "rd"),
    "amazon.sync.log.line": ("rw", "rwd"),
    "amazon.seller.create.wizard": ("", "rwcd"),
    "amazon.marketplace.select.wizard": ("", "rwcd"),
    "amazon.marketplace.select.wizard.line": ("", "rwcd"),
    "amazon.operation.wizard": ("rwcd", "rwcd"),
    "amazon.audit.log": ("", "r"),
    "amazon.scheduler": ("r", "rw"),
    "amazon.settings": ("", "rwcd"),
    "amazon.marketplace.create.wizard": ("", "rwcd"),
    "amazon.configuration.check": ("", "r"),
    "amazon.configuration.check.line": ("", "r"),
}


class ConnectorPermissionCase(PermissionCase):
    """The models of the connector itself."""

    addon = "amazon_connector"
    rights = RIGHTS

    @classmethod
    def create_samples(cls, seller, marketplace):
        credentials = cls.env["amazon.seller.credential"]
        log = cls.env["amazon.sync.log"]._start(seller, "test_connection", "manual")
        line = log._add_line(seller.name, "held")
        log._finish()
        wizard = cls.create_sample("amazon.marketplace.select.wizard", seller)
        check = cls.env["amazon.configuration.check"]._run(seller)
        return super().create_samples(seller, marketplace) | {
            "amazon.seller": seller,
            "amazon.seller.credential": credentials.search(
                [("seller_id", "=", seller.id)], limit=1
            ),
            "amazon.rate.limit": cls.create_sample(
                "amazon.rate.limit", seller, operation=seller.name
            ),
            "amazon.marketplace": marketplace,
            "amazon.listing": cls.create_sample(
                "amazon.listing", marketplace_id=marketplace.id, sku=seller.name
            ),
            "amazon.report": cls.create_sample(
                "amazon.report", seller, name=seller.name, report_type="TEST"
            ),
            "amazon.sync.log": log,
            "amazon.sync.log.line": line,
            "amazon.seller.create.wizard": cls.create_sample(
                "amazon.seller.create.wizard", name=seller.name, short_code="FUZ"
            ),
            "amazon.marketplace.select.wizard": wizard,
            "amazon.marketplace.select.wizard.line": cls.create_sample(
                "amazon.marketplace.select.wizard.line",
                wizard_id=wizard.id,
                marketplace_id=marketplace.id,
            ),
            "amazon.audit.log": cls.record_event(seller),
            "amazon.scheduler": seller.scheduler_ids[:1],
            "amazon.settings": cls.create_sample("amazon.settings", seller),
            "amazon.marketplace.create.wizard": cls.create_sample(
                "amazon.marketplace.create.wizard",
                seller,
                marketplace_id=marketplace.id,
                name=seller.name,
            ),
            "amazon.operation.wizard": cls.create_sample(
                "amazon.operation.wizard", seller_ids=seller.ids
            ),
            "amazon.configuration.check": check,
            "amazon.configuration.check.line": check.line_ids[:1],
        }

    @classmethod
    def create_sample(cls, model, seller=None, **values):
        """Return a new record of the model."""
        owner = {"seller_id": seller.id} if seller else {}
        return cls.env[model].create(owner | values)

    @classmethod
    def record_event(cls, seller):
        """Return an entry of the audit log."""
        events = cls.env["amazon.audit.log"]
        events._record("configuration_changed", seller, seller.name)
        return events.search([("seller_id", "=", seller.id)], limit=1)


@tagged("post_install", "-at_install")
class TestPermissionMatrix(PermissionMatrixTests, ConnectorPermissionCase):
    """Who may do what with the models of the connector."""
