# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the tests of the schedulers share."""

from datetime import datetime
from unittest.mock import patch

from freezegun import freeze_time

from .common import AmazonCommon

USER = "amazon_connector.group_amazon_user"
MANAGER = "amazon_connector.group_amazon_manager"
ROLE = "product_listing"
NOON = datetime(2026, 5, 4, 12, 0)


class SchedulerCase(AmazonCommon):
    """Two sellers with two flows that only remember how they were started."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.create_user("user", USER)
        cls.manager = cls.create_user("manager", MANAGER)
        cls.other_seller = cls.create_seller(
            cls.company, name="Other Seller", short_code="OTH"
        )
        cls.env["amazon.scheduler"].search([]).enabled = False

    def setUp(self):
        super().setUp()
        self.starts = []
        self.errors = {}
        schedulers = type(self.env["amazon.scheduler"])
        methods = {"update_stock": "_start_test", "send_refunds": "_start_test"}
        for name, answer in (
            ("_get_flow_methods", methods),
            ("_get_flow_roles", {"update_stock": ROLE}),
            ("_get_default_flows", {"update_stock"}),
        ):
            self.startPatcher(
                patch.object(schedulers, name, lambda _self, answer=answer: answer)
            )
        sellers = type(self.env["amazon.seller"])
        self.startPatcher(
            patch.object(sellers, "_start_test", self.start_test(), create=True)
        )
        # What was computed without these flows does not count any more.
        self.env.invalidate_all()

    def start_test(self):
        """Return a flow of the seller that only remembers how it was started."""

        def start(seller, sync_type):
            self.starts.append((seller, sync_type))
            if error := self.errors.get(seller.id):
                raise error
            return seller.env["amazon.sync.log"]

        return start

    def get_scheduler(self, flow="update_stock", seller=None):
        schedulers = (seller or self.seller).scheduler_ids
        return schedulers.filtered(lambda scheduler: scheduler.flow == flow)

    def switch_on(self, flow="update_stock", seller=None, **vals):
        """Return the scheduler of the flow: on, and due at noon."""
        scheduler = self.get_scheduler(flow, seller)
        scheduler.write({"enabled": True, "next_call": NOON, **vals})
        return scheduler

    def run_clock(self, now=NOON):
        self.env.flush_all()
        self.env.invalidate_all()
        before = len(self.starts)
        with freeze_time(now):
            self.env["amazon.scheduler"]._cron_run_due()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.starts[before:]
