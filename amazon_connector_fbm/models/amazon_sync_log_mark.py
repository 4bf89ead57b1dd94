# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models


class AmazonSyncLog(models.Model):
    """After the notifications come the orders that they are about."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    def _finish_receiving(self):
        """Fetch what was marked, also for other sellers of the same queue."""
        result = super()._finish_receiving()
        self.env["amazon.order.mark"]._fetch_waiting()
        return result
