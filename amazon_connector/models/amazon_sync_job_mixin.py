# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from functools import partial

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import DEFAULT_PRIORITY

LIVE_STATES = ("wait_dependencies", "pending", "enqueued", "started")
MAX_NOTES = 20


class AmazonSyncJobMixin(models.AbstractModel):
    """What a run needs that is a chain of jobs, each in its own transaction."""

    _name = "amazon.sync.job.mixin"
    _description = "Amazon Sync Jobs"

    def _enqueue(self, method, *arguments, key=""):
        """Enqueue a job; its identity key tells live runs from dead ones."""
        self.ensure_one()
        jobs = self.with_delay(
            description=f"{self.name}: {method}",
            identity_key=f"amazon-sync-log-{self.id}:{method}:{key}",
            priority=self._get_job_priority(),
        )
        getattr(jobs, method)(*arguments)

    def _get_job_priority(self):
        """Return the priority of the jobs of this run; lower numbers come first."""
        return DEFAULT_PRIORITY

    def _has_live_jobs(self):
        """Tell whether the queue still works on this run."""
        self.ensure_one()
        domain = [
            ("identity_key", "=like", f"amazon-sync-log-{self.id}:%"),
            ("state", "in", LIVE_STATES),
        ]
        return bool(self.env["queue.job"].search_count(domain, limit=1))

    def _lock_run(self):
        """Let no second job of this run write at the same time."""
        if not self.try_lock_for_update(allow_referencing=True):
            raise RetryableJobError(
                "Another job of this run is at work", seconds=5, ignore_retry=True
            )
        self.invalidate_recordset()

    def _on_job_failed(self, exc_name="", exc_message="", **_details):
        """Called by the queue when a job of this run has failed for good."""
        if self.exists() and self.state == "running":
            self._fail(
                self.env._(
                    "The run was given up after several tries. What is stored stays; "
                    "the next run goes on where the last complete one ended."
                ),
                f"{exc_name}: {exc_message}",
            )

    def _note_after_rollback(self, error):
        """Say in the run's record why it waits, although the job is rolled back."""
        request_id = getattr(error.__cause__, "request_id", "")
        self.env.cr.postrollback.add(
            partial(
                self._write_note, self.env.registry, self.id, str(error), request_id
            )
        )

    @staticmethod
    def _write_note(registry, log_id, text, request_id):
        with registry.cursor() as cr:
            logs = api.Environment(cr, SUPERUSER_ID, {})["amazon.sync.log"]
            logs.browse(log_id).exists()._add_note(text, request_id)

    def _add_note(self, text, request_id=""):
        """Say in the run's record what went wrong on the way; return the text."""
        note = f"{fields.Datetime.now()} UTC: {text} (request id {request_id or '-'})"
        for log in self:
            notes = (log.technical_detail or "").splitlines()[1 - MAX_NOTES :]
            log.technical_detail = "\n".join([*notes, note])
        return text

    def _add_notice(self, text):
        """Say on the screen of the run what was different in it."""
        for log in self:
            log.notice = "\n".join(filter(None, [log.notice, text]))
