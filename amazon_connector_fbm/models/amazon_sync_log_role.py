# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import fields, models

from odoo.addons.amazon_connector.lib.errors import AccessDeniedError

from .amazon_scheduler import IMPORT
from .amazon_seller import INCLUDED_DATA, ROLE_SECTIONS


class AmazonSyncLog(models.Model):
    """What an import does when the application lacks a role of Amazon."""

    # Apart from the import, which fills a file of its own.
    _inherit = "amazon.sync.log"  # pylint: disable=consider-merging-classes-inherited

    refused_sections = fields.Json(
        readonly=True,
        copy=False,
        exportable=False,
        groups="base.group_system",
        help="Sections of an order that are left out for a try: Amazon refused.",
    )

    def _degrade_or_fail(self, error):
        """Without a role, orders still come, without the sections that need it."""
        if not isinstance(error, AccessDeniedError):
            return self._fail_with(error)
        sections = self._get_next_sections()
        if sections is None:
            return self._pause_import(error)
        asked = {*self._get_asked_sections(), *(self.refused_sections or ())}
        refused = sorted(asked - set(sections))
        params = self.request_params | {"includedData": sections}
        self.write({"request_params": params, "refused_sections": refused})
        self._enqueue_fetch()
        return self._add_note(
            self.env._("Amazon refused: trying without %s.", ", ".join(refused)),
            error.request_id,
        )

    def _get_next_sections(self):
        """Return the sections to try next, or None if nothing is left to try.

        Amazon does not say which section it refuses, so each role's is left out by
        itself before all of them are.
        """
        included = set(self._get_asked_sections())
        full = included | set(self.refused_sections or ())
        tries = [full, *(full - sections for sections in ROLE_SECTIONS.values())]
        tries.append(full.difference(*ROLE_SECTIONS.values()))
        later = tries[tries.index(included) + 1 :]
        following = next((each for each in later if each not in (full, included)), None)
        if following is None:
            return None
        return [section for section in INCLUDED_DATA if section in following]

    def _get_asked_sections(self):
        return self.request_params.get("includedData", [])

    def _pause_import(self, error):
        """Amazon gives no orders at all: the other flows of the seller go on."""
        reason = self.seller_id._describe_missing_order_role()
        if self.operation == IMPORT:
            self.env["amazon.scheduler"]._pause(self.seller_id, IMPORT, reason)
        return self._fail(reason, error.detail, error.request_id)

    def _remember_refused_sections(self):
        """The try without these sections succeeded: their roles are missing."""
        refused = set(self.refused_sections or ())
        if not refused:
            return
        self.refused_sections = False
        missing = [role for role in ROLE_SECTIONS if ROLE_SECTIONS[role] & refused]
        for role in missing:
            self.seller_id._note_missing_role(role)
            self._add_notice(self.seller_id._describe_missing_section(role))
