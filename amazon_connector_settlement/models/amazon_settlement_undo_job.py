# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

LINES_PER_JOB = 200


class AmazonSettlement(models.Model):
    """Undoes a large settlement in jobs, so that nobody waits for it.

    A job takes back some hundred lines; the next one goes on with those that are still
    booked, so that a killed one loses nothing.
    """

    # Apart from what is undone.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    is_undoing = fields.Boolean(
        "Undo Goes On",
        readonly=True,
        copy=False,
        help="The entries are taken back in the background.",
    )

    def _start_undo(self):
        self.write(
            {
                "is_undoing": True,
                "state": "processing",
                "waits_for_turn": False,
                "waiting_reason": self.env._(
                    "The entries are taken back in the background. Wait until the "
                    "settlement is Downloaded again."
                ),
            }
        )
        self._enqueue_undo()

    def _enqueue_undo(self):
        left = len(self.line_ids.statement_line_id)
        # As whoever pressed Undo: a lock of the books may spare this person.
        self.with_company(self.company_id).with_delay(
            description=self.env._("Undo settlement %s", self.name),
            identity_key=f"amazon-settlement-{self.id}:undo:{left}",
        )._job_undo()

    def _job_undo(self):
        """Take back the next lines; the last job ends the undo."""
        self._lock_booking()
        if not self.is_undoing:
            return self.env._("There is nothing to undo.")
        booked = self.line_ids.filtered("statement_line_id")
        lines = booked[:LINES_PER_JOB]
        self._undo_lines(lines)
        if booked - lines:
            self._enqueue_undo()
        else:
            self._undo_lines(self.line_ids)
            self._finish_undo()
        return self.env._("%s lines taken back.", len(lines))

    def _on_undo_failed(self, exc_name="", exc_message="", **_details):
        """Called by the queue when taking back has failed for good."""
        self.is_undoing = False
        self._wait(
            self.env._(
                "Undo was given up after several tries (%s). Some entries are still "
                "there; press Undo to go on.",
                f"{exc_name}: {exc_message}",
            )
        )

    @api.model
    def _resume_undos(self):
        """Start the jobs again that were lost."""
        for settlement in self.search([("is_undoing", "=", True)]):
            if not settlement._has_live_jobs():
                settlement._enqueue_undo()
