# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta
from itertools import count

from dateutil.relativedelta import relativedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError

from .amazon_queue_mixin import FLOW as RECEIVE
from .amazon_scheduler_clock_mixin import FLOW_STRIDE

FLOWS = [
    ("import_fbm_orders", "Import FBM Orders"),
    ("update_fbm_order_status", "Update FBM Order Status"),
    ("import_settlements", "Import Settlements"),
    ("update_stock", "Update Stock"),
    ("send_invoices", "Send Invoices"),
    ("send_refunds", "Send Refunds"),
    ("audit_fbm_orders", "Audit FBM Orders"),
    ("receive_notifications", "Receive Notifications"),
]
DEFAULT_INTERVALS = {
    "import_fbm_orders": (15, "minutes"),
    "update_fbm_order_status": (30, "minutes"),
    "import_settlements": (1, "days"),
    "update_stock": (30, "minutes"),
    "send_invoices": (1, "hours"),
    "send_refunds": (1, "hours"),
    "audit_fbm_orders": (1, "days"),
    "receive_notifications": (5, "minutes"),
}
# Whoever wants a longer interval chooses a longer unit: at most a year.
MAX_INTERVALS = {
    "minutes": 1440,
    "hours": 720,
    "days": 365,
    "weeks": 52,
    "months": 12,
}
# Sellers that start together would also call Amazon together, every time.
STAGGER_MINUTES = 15
SELLER_STRIDE = 7


class AmazonScheduler(models.Model):
    """How often one exchange with Amazon happens by itself for one seller.

    One scheduled action is the clock of all of them: it starts what is due, and jobs
    do the work.
    """

    _name = "amazon.scheduler"
    _inherit = ["amazon.scheduler.clock.mixin"]
    _description = "Amazon Scheduler"
    _order = "seller_id, id"
    _check_company_auto = True

    seller_id = fields.Many2one(
        "amazon.seller",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The selling account for which this happens.",
    )
    company_id = fields.Many2one(
        related="seller_id.company_id", store=True, index=True, precompute=True
    )
    endpoint = fields.Selection(related="seller_id.endpoint")
    flow = fields.Selection(
        FLOWS,
        string="Operation",
        required=True,
        readonly=True,
        help="What happens each time.",
    )
    enabled = fields.Boolean(
        string="On",
        help="When ticked, this happens by itself in the interval. Otherwise it "
        "happens only when somebody starts it.",
    )
    interval_number = fields.Integer(
        string="Every",
        required=True,
        default=1,
        help="How many minutes, hours... lie between two starts.",
    )
    interval_type = fields.Selection(
        [
            ("minutes", "Minutes"),
            ("hours", "Hours"),
            ("days", "Days"),
            ("weeks", "Weeks"),
            ("months", "Months"),
        ],
        required=True,
        default="hours",
        help="The unit of the interval. A monthly start on the 29th, 30th or 31st "
        "moves to the last day of a shorter month, and stays on that day.",
    )
    next_call = fields.Datetime(
        string="Next Run",
        required=True,
        default=fields.Datetime.now,
        help="When it starts next. Change it to start earlier or later; the interval "
        "counts from there.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Run As",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Each run counts as started by this user, who needs the right Amazon: "
        "User and access to the seller's company; what it reports is in this user's "
        "language. The work itself is done by OdooBot, whose rights do not depend on "
        "anybody.",
    )
    pause_reason = fields.Text(
        readonly=True,
        help="Why it does not run at the moment, and what to do about it.",
    )
    pause_cause = fields.Selection(
        [("denied", "Amazon Refused"), ("user", "User")], readonly=True
    )
    last_message = fields.Text(
        string="Last Problem",
        readonly=True,
        help="Why the last start came to nothing; it is tried again next time.",
    )
    is_available = fields.Boolean(
        compute="_compute_is_available",
        help="An installed addon knows how to do this.",
    )
    operation = fields.Char(
        string="Operation in the Sync Log",
        compute="_compute_is_available",
        help="What the sync log calls this operation.",
    )
    last_log_id = fields.Many2one(
        "amazon.sync.log", string="Last Run", compute="_compute_last_log_id"
    )
    last_state = fields.Selection(
        lambda self: self.env["amazon.sync.log"]._fields["state"].selection,
        string="Last Result",
        compute="_compute_last_log_id",
    )
    last_start = fields.Datetime(compute="_compute_last_log_id")
    last_duration = fields.Float(
        string="Seconds",
        compute="_compute_last_log_id",
        digits=(16, 0),
        help="Seconds from start to end of the last run.",
    )
    is_running = fields.Boolean(compute="_compute_last_log_id")
    status = fields.Selection(
        [
            ("unavailable", "Not Available Yet"),
            ("off", "Off"),
            ("paused", "Paused"),
            ("running", "Running"),
            ("disconnected", "Waits for Connection"),
            ("copied", "Copied Database"),
            ("failing", "Start Failed"),
            ("on", "On"),
        ],
        compute="_compute_status",
        help="Whether it happens by itself at the moment.",
    )

    _flow_uniq = models.Constraint(
        "UNIQUE(seller_id, flow)",
        "The seller has a scheduler for this operation already.",
    )
    _interval_positive = models.Constraint(
        "CHECK(interval_number > 0)", "The interval must be at least 1."
    )

    # ------------------------------------------------------------------
    # What addons add
    # ------------------------------------------------------------------

    @api.model
    def _get_flow_methods(self):
        """Return, by flow, the method of the seller that starts it; addons add theirs.

        The method takes the sync type ("manual" or "automatic"), enqueues jobs and
        returns the sync log of the run, whose operation has the name of the flow.
        """
        return {"receive_notifications": "_start_receive_notifications"}

    @api.model
    def _get_flow_roles(self):
        """Return, by flow, Amazon's role without which it is refused."""
        return {}

    @api.model
    def _get_default_flows(self):
        """Return the flows that are on for a new seller; addons add theirs."""
        return set()

    @api.model
    def _recover_runs(self):
        """Resume runs whose jobs were lost; called by the clock, addons add theirs."""
        self.env["amazon.sync.log"]._resume_lost_runs()

    # ------------------------------------------------------------------
    # What the screen shows
    # ------------------------------------------------------------------

    @api.depends("seller_id.name", "flow")
    def _compute_display_name(self):
        for scheduler in self:
            scheduler.display_name = self.env._(
                "%(operation)s – %(seller)s",
                operation=scheduler._get_flow_label(),
                seller=scheduler.seller_id.name,
            )

    def _get_flow_label(self):
        labels = dict(self._fields["flow"]._description_selection(self.env))
        return labels.get(self.flow, self.flow)

    @api.depends("flow")
    def _compute_is_available(self):
        methods = self._get_flow_methods()
        for scheduler in self:
            scheduler.is_available = scheduler.flow in methods
            scheduler.operation = scheduler.is_available and scheduler.flow

    @api.depends("seller_id", "flow")
    def _compute_last_log_id(self):
        groups = self.env["amazon.sync.log"]._read_group(
            [
                ("seller_id", "in", self.seller_id.ids),
                ("operation", "in", list(self._get_flow_methods())),
            ],
            ["seller_id", "operation"],
            ["id:max"],
        )
        newest = {(seller, operation): log for seller, operation, log in groups}
        for scheduler in self:
            log_id = newest.get((scheduler.seller_id, scheduler.flow), False)
            log = self.env["amazon.sync.log"].browse(log_id)
            scheduler.last_log_id = log
            scheduler.last_state = log.state
            scheduler.last_start = log.date_start
            scheduler.last_duration = log.duration
            scheduler.is_running = log.state == "running"

    @api.depends(
        "enabled",
        "pause_reason",
        "last_message",
        "is_available",
        "is_running",
        "seller_id.state",
        "seller_id.is_foreign_database",
    )
    def _compute_status(self):
        for scheduler in self:
            scheduler.status = scheduler._get_status()

    def _get_status(self):
        if not self.is_available:
            return "unavailable"
        if self.is_running:
            return "running"
        if not self.enabled:
            return "off"
        if self.pause_reason:
            return "paused"
        if self.seller_id.is_foreign_database:
            return "copied"
        if self.seller_id.state != "connected":
            return "disconnected"
        return "failing" if self.last_message else "on"

    # ------------------------------------------------------------------
    # Changes
    # ------------------------------------------------------------------

    @api.constrains("enabled", "flow")
    def _check_available(self):
        for scheduler in self:
            if scheduler.enabled and not scheduler.is_available:
                raise ValidationError(scheduler._describe_unavailable())
            if scheduler.enabled and scheduler.flow == RECEIVE:
                scheduler.seller_id._check_has_queue()

    @api.constrains("interval_number", "interval_type")
    def _check_interval(self):
        units = dict(self._fields["interval_type"]._description_selection(self.env))
        for scheduler in self:
            longest = MAX_INTERVALS[scheduler.interval_type]
            if scheduler.interval_number > longest:
                raise ValidationError(
                    self.env._(
                        "%(scheduler)s every %(number)s %(unit)s is too seldom. Enter "
                        "at most %(longest)s %(unit)s, or choose a longer unit.",
                        scheduler=scheduler.display_name,
                        number=scheduler.interval_number,
                        unit=units[scheduler.interval_type],
                        longest=longest,
                    )
                )

    @api.constrains("user_id")
    def _check_user(self):
        for scheduler in self:
            if problem := scheduler._get_user_problem():
                raise ValidationError(problem)

    def write(self, vals):
        """A shorter interval counts at once; a new user ends the pause of the old."""
        result = super().write(vals)
        if "user_id" in vals:
            self.filtered(lambda s: s.pause_cause == "user")._clear_pause()
        interval_changed = {"interval_number", "interval_type"} & set(vals)
        if interval_changed and "next_call" not in vals:
            now = fields.Datetime.now()
            for scheduler in self:
                latest = now + scheduler._get_step()
                scheduler.next_call = min(scheduler.next_call, latest)
        return result

    @api.model
    def _create_missing(self, sellers):
        """Give the sellers the schedulers that they do not have yet."""
        # Sellers and their schedulers are created together; nobody creates one alone.
        schedulers = self.sudo()
        existing = {
            (scheduler.seller_id, scheduler.flow)
            for scheduler in schedulers.search([("seller_id", "in", sellers.ids)])
        }
        return schedulers.create(
            [
                self._prepare_vals(seller, flow, position)
                for seller in sellers
                for position, (flow, _label) in enumerate(FLOWS)
                if (seller, flow) not in existing
            ]
        )

    @api.model
    def _prepare_vals(self, seller, flow, position):
        """Return the values of the scheduler of a new seller."""
        number, unit = DEFAULT_INTERVALS[flow]
        places = seller.id * SELLER_STRIDE + position * FLOW_STRIDE
        offset = timedelta(minutes=1 + places % STAGGER_MINUTES)
        return {
            "seller_id": seller.id,
            "flow": flow,
            "enabled": flow in self._get_default_flows()
            or (flow == RECEIVE and seller.has_queue),
            "interval_number": number,
            "interval_type": unit,
            "next_call": fields.Datetime.now() + offset,
            "user_id": seller._get_responsible().id or SUPERUSER_ID,
        }

    def _get_step(self):
        """Return the interval."""
        return relativedelta(**{self.interval_type: self.interval_number})

    def _get_next_call(self, now):
        """Return the first start after ``now``; the minute of the hour stays."""
        start = min(self.next_call, now)
        if self.interval_type == "months":
            starts = (start + self._get_step() * number for number in count(1))
            return next(moment for moment in starts if moment > now)
        step = timedelta(**{self.interval_type: self.interval_number})
        return start + ((now - start) // step + 1) * step

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_run_now(self):
        """Start a run now as whoever presses the button; open its sync log."""
        self.check_access("read")
        logs = self.env["amazon.sync.log"]
        for scheduler in self:
            logs |= scheduler.with_company(scheduler.company_id)._start("manual")
        return logs.with_env(self.env)._get_open_action()

    def action_resume(self):
        """End the pause; the clock starts the run within a minute."""
        self.check_access("write")
        self._run_soon()

    def action_open_last_log(self):
        """Open the sync log of the last run."""
        self.ensure_one()
        return self.last_log_id._get_open_action()
