# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import models

from .amazon_order_retry import MAX_TRIES, TRIES_ACTIVITY


class AmazonSeller(models.Model):
    """Tells the responsible person that orders wait in vain."""

    _name = "amazon.seller"
    _inherit = "amazon.seller"

    def _schedule_held_orders(self, count):
        """Give the responsible person one activity about orders that stay held.

        :param count: how many orders were tried so often
        """
        self.ensure_one()
        responsible = self._get_responsible()
        seller = self.with_context(lang=responsible.lang)
        seller.activity_schedule(
            TRIES_ACTIVITY,
            note=seller.env._(
                "%(count)s orders could not be imported in %(tries)s tries. Open "
                "Amazon > Sales > Held Orders: it says what each of them waits for, "
                "and how to mend it.",
                count=count,
                tries=MAX_TRIES,
            ),
            user_id=responsible.id,
        )
