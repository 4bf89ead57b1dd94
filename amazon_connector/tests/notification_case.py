# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the tests of notifications share."""

import contextlib

from odoo.addons.queue_job.exception import RetryableJobError

from simulator.queues import DEFAULT_ACCESS_KEY_ID
from simulator.server import SimulatorServer

from .common import AmazonCommon

SECRET_KEY = "canary-aws-secret-key"


class NotificationCase(AmazonCommon):
    """A seller at a simulator with a queue that is not configured yet."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.simulator = SimulatorServer(rate_limits=False).start()
        cls.addClassCleanup(cls.simulator.stop)
        cls.seller.simulator_url = cls.simulator.url
        cls.restore_connection(cls.seller)

    @classmethod
    def restore_connection(cls, seller):
        """Another address has deleted the secrets: give them once more."""
        seller.write(
            {
                "lwa_client_secret": "test-secret",
                "refresh_token": f"Atzr|test-{next(cls.numbers)}",
            }
        )
        seller._set_connected()

    def setUp(self):
        super().setUp()
        self.simulator.state.reset()

    def prepare_queue_vals(self, **vals):
        """Return the settings of the simulator's queue."""
        return {
            "simulator_url": self.simulator.url,
            "queue_url": f"{self.simulator.url}/000000000000/notifications",
            "aws_access_key_id": DEFAULT_ACCESS_KEY_ID,
            "aws_secret_access_key": SECRET_KEY,
            **vals,
        }

    def configure_queue(self, seller=None, **vals):
        """Let the seller read the simulator's queue."""
        (seller or self.seller).write(self.prepare_queue_vals(**vals))

    def put(self, *documents):
        """Put notifications into the queue."""
        for document in documents:
            self.simulator.state.queues.send(document)

    def commit(self):
        """Do what happens after the commit of a job."""
        self.env.flush_all()
        self.env.cr.postcommit.run()

    def roll_back(self):
        """Do what happens if a job dies before its commit."""
        self.env.cr.postcommit.clear()

    def left_in_queue(self):
        """Return how many messages are in the queue, hidden or not."""
        return len(self.simulator.state.queues.bodies())

    def run_job(self, log, method):
        """Run one job of a run and commit; return whether it is to come again."""
        with contextlib.suppress(RetryableJobError):
            getattr(log, method)()
            self.commit()
            return False
        self.roll_back()
        return True
