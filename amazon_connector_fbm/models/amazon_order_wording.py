# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models

from ..lib.sentence import Sentence


class AmazonOrderWording(models.AbstractModel):
    """Says in the user's language what ``lib`` found."""

    _name = "amazon.order.wording"
    _description = "Amazon Order Wording"

    @api.model
    def _word(self, sentence):
        """Return a sentence of ``lib`` as translated text.

        :param sentence: a Sentence; anything else is returned as it is
        """
        if not isinstance(sentence, Sentence):
            return sentence
        values = {name: self._word(value) for name, value in sentence.values.items()}
        return self.env._(sentence.template, **values)
