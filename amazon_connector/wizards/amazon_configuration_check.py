# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

SEVERITIES = ("error", "warning", "info", "ok")
NAMES_SHOWN = 3


class AmazonConfigurationCheck(models.TransientModel):
    """Lists what is missing or contradictory, and opens what mends it.

    Nothing is asked of Amazon: the check judges what Odoo knows, such as the result of
    the last connection test.
    """

    _name = "amazon.configuration.check"
    _description = "Amazon Configuration Check"
    _inherit = [
        "amazon.check.server.mixin",
        "amazon.check.seller.mixin",
        "amazon.check.amazon.mixin",
        "amazon.check.marketplace.mixin",
        "amazon.check.scheduler.mixin",
        "amazon.check.queue.mixin",
    ]

    seller_id = fields.Many2one(
        "amazon.seller",
        readonly=True,
        ondelete="cascade",
        help="Only this seller was checked. Blank: all sellers of your companies.",
    )
    line_ids = fields.One2many(
        "amazon.configuration.check.line", "check_id", readonly=True
    )
    verdict = fields.Char(
        compute="_compute_verdict", help="The result of the check in one sentence."
    )
    worst_severity = fields.Char(compute="_compute_verdict")

    @api.depends("line_ids.severity")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._("Configuration Check")

    @api.depends("line_ids.severity")
    def _compute_verdict(self):
        for check in self:
            lines = check.line_ids.grouped("severity")
            errors, warnings = (
                len(lines.get("error", ())),
                len(lines.get("warning", ())),
            )
            found = [name for name in SEVERITIES if lines.get(name)]
            check.worst_severity = found[0] if found else "ok"
            check.verdict = check._describe_result(errors, warnings)

    def _describe_result(self, errors, warnings):
        if not errors and not warnings:
            return self.env._("Everything is in order: there is nothing to mend.")
        return self.env._(
            "Errors: %(errors)s, warnings: %(warnings)s. Errors stop the exchange with "
            "Amazon or lead to held orders; warnings are likely to be mistakes.",
            errors=errors,
            warnings=warnings,
        )

    # ------------------------------------------------------------------
    # Running
    # ------------------------------------------------------------------

    @api.model
    def _open(self, seller_id=False):
        """Run all checks and return the action that shows their result.

        :param seller_id: id of the only seller to check
        """
        self.check_access("read")
        seller = self.env["amazon.seller"].browse(seller_id or [])
        seller.check_access("read")
        return self._run(seller)._get_open_action()

    def action_check_again(self):
        """Run the checks again with the same sellers."""
        self.ensure_one()
        return self._open(self.seller_id.id)

    @api.model
    def _run(self, seller=None):
        """Return a new check with the lines of all checks.

        :param seller: the only seller to check; without it, all that the user may read
        """
        # Nobody may write the lines, because their buttons do what they say.
        check = self.sudo().create({"seller_id": seller.id if seller else False})
        check.with_env(self.env)._fill(check)
        return check.with_env(self.env)

    def _fill(self, privileged):
        """Add the lines of all checks to the record ``privileged``."""
        lines = [
            vals | {"area": area}
            for method, area in self._get_checks().items()
            for vals in self._collect(method)
        ]
        lines = self._merge_alike(lines)
        lines.sort(key=lambda vals: vals["sequence"])
        privileged.line_ids = [Command.create(vals) for vals in lines]

    @api.model
    def _merge_alike(self, lines):
        """Say only once what is the same for several records of a model."""
        merged = {}
        for vals in lines:
            names = ("area", "severity", "message", "res_model", "method")
            key = tuple(vals[name] for name in names)
            first = merged.setdefault(
                (*key, vals["res_id"] if vals["method"] else False),
                vals | {"subjects": [], "res_ids": []},
            )
            first["subjects"].append(vals["subject"])
            first["res_ids"].append(vals["res_id"])
        return [self._prepare_merged_vals(vals) for vals in merged.values()]

    @api.model
    def _prepare_merged_vals(self, vals):
        names = list(dict.fromkeys(filter(None, vals.pop("subjects"))))
        subject = ", ".join(names[:NAMES_SHOWN])
        if len(names) > NAMES_SHOWN:
            subject = self.env._(
                "%(names)s and %(count)s more",
                names=subject,
                count=len(names) - NAMES_SHOWN,
            )
        return vals | {"subject": subject}

    def _collect(self, method):
        """Return the lines of one check; one that cannot be made says why."""
        try:
            lines = list(getattr(self, method)())
        except UserError as error:
            return [
                self._warning(self.env._("This could not be checked: %s", str(error)))
            ]
        return lines or [self._prepare_line_vals("ok", self.env._("In order."))]

    @api.model
    def _get_checks(self):
        """Return the checks: name of the method -> what it looks at, for the user.

        Such a method yields one dictionary for each thing that is not in order, made
        by ``_error``, ``_warning`` or ``_info``. It reads ``_get_sellers()`` and
        ``_get_marketplaces()``, changes nothing and does not call Amazon. Addons add
        their own.
        """
        return {
            **self._get_server_checks(),
            **self._get_seller_checks(),
            **self._get_amazon_checks(),
            **self._get_marketplace_checks(),
            **self._get_scheduler_checks(),
            **self._get_queue_checks(),
        }

    @api.model
    def _get_fixes(self):
        """Return the methods that a line may call: model -> names of its buttons.

        Each is a button of the record, is called as the user and may return an action.
        Addons add theirs.
        """
        return {
            "amazon.seller": {
                "action_test_connection",
                "action_load_marketplaces",
                "action_reencrypt_secrets",
                "action_authorize",
                "action_subscribe_notifications",
            }
        }

    # ------------------------------------------------------------------
    # What is checked
    # ------------------------------------------------------------------

    def _get_sellers(self):
        """Return the sellers to check, in superuser mode."""
        domain = [("company_id", "in", self.env.companies.ids)]
        sellers = self.seller_id or self.env["amazon.seller"].search(domain)
        # A manager of Amazon may read no journal, tax or job; of what is found only
        # names are shown, and the buttons open it with the rights of the user.
        return sellers.sudo()

    def _get_marketplaces(self):
        """Return the integrated marketplaces of these sellers, in superuser mode."""
        return self._get_sellers().marketplace_ids

    @api.model
    def _has_settlements(self, _seller):
        """Tell whether settlements bring the money of the seller into the books.

        The addon that books them overrides this.
        """
        return False

    # ------------------------------------------------------------------
    # Lines
    # ------------------------------------------------------------------

    def _error(self, message, record=None, **fix):
        """Return the values of a line for what stops the exchange or holds orders.

        :param message: what is wrong, where, and what to do, in plain words
        :param record: what the line is about; its button opens it
        :param fix: see :meth:`_prepare_line_vals`
        """
        return self._prepare_line_vals("error", message, record, **fix)

    def _warning(self, message, record=None, **fix):
        """Return the values of a line for what is likely to be a mistake."""
        return self._prepare_line_vals("warning", message, record, **fix)

    def _info(self, message, record=None, **fix):
        """Return the values of a line for what is worth knowing."""
        return self._prepare_line_vals("info", message, record, **fix)

    def _prepare_line_vals(self, severity, message, record=None, **fix):
        """Return the values of a line.

        :param fix: ``target``: record to open instead of ``record``; ``method``: button
            of the record to call instead, one of :meth:`_get_fixes`; ``action``: XML id
            of the action to open instead
        """
        target = fix.get("target") or record
        return {
            "severity": severity,
            "sequence": SEVERITIES.index(severity),
            "subject": self._get_subject(record) if record else False,
            "message": message,
            "res_model": target._name if target else False,
            "res_id": target.id if target else False,
            "method": fix.get("method", False),
            "action_ref": fix.get("action", False),
        }

    def _get_subject(self, record):
        """Return the name of what a line is about.

        Marketplaces name their seller, unless there is only one.
        """
        if record._name != "amazon.marketplace" or len(self._get_sellers()) < 2:
            return record.display_name
        return f"{record.display_name} ({record.seller_id.display_name})"

    def _get_open_action(self):
        """Return the action that shows this check."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Configuration Check"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "current",
        }
