# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import os
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import config

from ..lib.errors import ConfigurationError
from ..lib.library import FORBIDDEN_ENVIRONMENT

STUCK_AFTER = timedelta(hours=1)
CHANNEL = "root.amazon"


class AmazonCheckServerMixin(models.AbstractModel):
    """Checks of what all sellers share: the server, the job queue, the rights."""

    _name = "amazon.check.server.mixin"
    _description = "Amazon Configuration Check: Server"

    @api.model
    def _get_server_checks(self):
        return {
            "_check_secret_key": self.env._("Key of the secrets"),
            "_check_environment": self.env._("Environment of the server"),
            "_check_queue": self.env._("Job queue"),
            "_check_personal_data": self.env._("Personal data"),
        }

    def _check_secret_key(self):
        """Yield that there is no usable key to encrypt the secrets."""
        # Nobody has rights on the credentials; only the key is looked for.
        credentials = self.env["amazon.seller.credential"].sudo()
        try:
            credentials._get_vault()
        except ConfigurationError as error:
            yield self._error(credentials._explain_vault_error(error))

    def _check_environment(self):
        """Yield the variables for which the client refuses to call Amazon."""
        for name in FORBIDDEN_ENVIRONMENT:
            if name in os.environ:
                yield self._error(
                    self.env._(
                        "The environment variable %s is set for the Odoo service, so "
                        "Odoo does not call Amazon: it would replace the settings of "
                        "the sellers. Remove it and restart Odoo.",
                        name,
                    )
                )

    def _check_queue(self):
        """Yield that nobody runs the jobs, or that they do not get on."""
        if "queue_job" not in config["server_wide_modules"]:
            yield self._error(
                self.env._(
                    "No jobs are run, so nothing is imported: add queue_job to "
                    "server_wide_modules in the configuration file of Odoo (for "
                    "example base,rpc,web,queue_job) and restart Odoo."
                )
            )
        # The jobs belong to the administrator of the queue.
        stuck = self.env["queue.job"].sudo().search_count(self._get_stuck_domain())
        if stuck:
            yield self._error(
                self.env._(
                    "Jobs of Amazon that did not get on for more than an hour: %s. "
                    "Open them; if none is being run, restart Odoo and look at the "
                    "section [queue_job] of its configuration file.",
                    stuck,
                ),
                action="queue_job.action_queue_job",
            )

    @api.model
    def _get_stuck_domain(self):
        limit = fields.Datetime.now() - STUCK_AFTER
        waiting = Domain("state", "in", ("pending", "enqueued"))
        waiting &= Domain("date_created", "<", limit)
        waiting &= Domain("eta", "=", False) | Domain("eta", "<", limit)
        started = Domain("state", "=", "started") & Domain("date_started", "<", limit)
        ours = Domain("channel", "=", CHANNEL)
        ours |= Domain("channel", "=like", f"{CHANNEL}.%")
        return ours & (waiting | started)

    def _check_personal_data(self):
        """Yield that nobody sees the buyers."""
        # The groups are readable for nobody but the administrator.
        group = self.env.ref("amazon_connector.group_amazon_pii").sudo()
        people = group.all_user_ids.filtered(lambda u: u.active and not u.share)
        if not people:
            yield self._warning(
                self.env._(
                    "Nobody has the right %s, so nobody sees what Amazon sends about "
                    "the buyers. Give it to those who need it, under Settings > Users.",
                    group.full_name,
                ),
                action="base.action_res_users",
            )
