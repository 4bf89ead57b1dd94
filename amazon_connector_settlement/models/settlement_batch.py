# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What entries of one batch share, so that Odoo does not do it once for each."""


class SequenceFormats(dict):
    """How the next entry is named, by journal and month; only in the context."""


class CollectedMessages(dict):
    """Messages of sales orders by id, to be logged at once; only in the context."""
