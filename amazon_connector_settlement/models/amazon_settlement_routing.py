# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AmazonSettlement(models.Model):
    """Finds the marketplace by the content, never by the list that showed it.

    Where no row names it, what somebody chose decides; without that, the currency and
    the settlements before and after.
    """

    # Apart from the file.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    chosen_marketplace_id = fields.Many2one(
        "amazon.marketplace",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Which marketplace somebody chose, because no row of the file names it.",
    )
    can_choose_marketplace = fields.Boolean(
        compute="_compute_can_choose_marketplace",
        compute_sudo=True,
        help="The file does not tell the marketplace, and nothing is booked yet.",
    )

    @api.depends("state", "store_name", "currency_id", "chosen_marketplace_id")
    def _compute_can_choose_marketplace(self):
        for settlement in self:
            possible = settlement._get_possible_marketplaces()
            settlement.can_choose_marketplace = (
                settlement.state == "downloaded"
                and not settlement.store_name
                and (len(possible) > 1 or settlement.chosen_marketplace_id)
            )

    def _get_possible_marketplaces(self):
        """Return the integrated marketplaces of the seller in this currency."""
        return self.seller_id.marketplace_ids.filtered(
            lambda m: m.active and m.currency_id == self.currency_id
        )

    # === FINDING IT === #

    def _route(self):
        """Set the marketplace and its journal.

        :return: why it cannot be told, or nothing
        """
        self.ensure_one()
        found = self._find_marketplaces()
        if len(found) == 1 and found.active:
            self._set_marketplace(found)
            return ""
        return self._explain_no_marketplace(found)

    def _find_marketplaces(self):
        """Return the marketplaces that it may be; archived ones are none."""
        if self.store_name:
            seller = self.seller_id.with_context(active_test=False)
            return seller.marketplace_ids.filtered(
                lambda m: m._get_bare_domain() == self.store_name.casefold()
            )
        if self.chosen_marketplace_id:
            return self.chosen_marketplace_id
        found = self._get_possible_marketplaces()
        if len(found) > 1:
            found = found & self._get_neighbours().marketplace_id or found
        return found

    def _get_neighbours(self):
        """Return the settlements that end or begin exactly where these do not."""
        return self.search(
            [
                ("seller_id", "in", self.seller_id.ids),
                ("currency_id", "in", self.currency_id.ids),
                ("id", "not in", self.ids),
                "|",
                ("end_date", "in", self.mapped("start_date")),
                ("start_date", "in", self.mapped("end_date")),
            ]
        )

    def _set_marketplace(self, marketplace):
        """Move the settlement to the marketplace, and look for gaps where it was."""
        left = self.search(self._get_stream_domain(), limit=2) - self
        is_moved = self.marketplace_id != marketplace
        self.write(
            {
                "marketplace_id": marketplace.id,
                "journal_id": marketplace.settlement_journal_id.id,
            }
        )
        if is_moved:
            for settlement in left[:1] + self:
                settlement._check_gaps()

    def _route_chain(self):
        """Route those before and after that waited for this one's marketplace."""
        routed = self.filtered("marketplace_id")
        while routed:
            waiting = routed._get_neighbours().filtered(
                lambda s: s.state == "downloaded" and not s.marketplace_id
            )
            routed = waiting.filtered(lambda settlement: not settlement._route())
            for settlement in routed.filtered("waiting_reason").sorted("start_date"):
                settlement._process(settlement.sync_log_id)

    # === CHOOSING IT === #

    def _choose_marketplace(self, marketplace):
        """Take the marketplace that somebody chose; what waited for it goes on.

        Superuser mode with the company of the settlement is expected.
        """
        self.ensure_one()
        self._lock_for_button()
        self.chosen_marketplace_id = marketplace
        self._route()
        if self.waiting_reason:
            self._process(self.sync_log_id)
        self._route_chain()

    def _get_choice_notification(self):
        """Return what whoever chose the marketplace is told."""
        message = self.env._("The settlement is being booked in the background.")
        if self.state == "downloaded":
            message = self.waiting_reason or self.env._(
                "The settlement is of %s now. Press Process to book it.",
                self.marketplace_id.display_name,
            )
        return self._get_notification(message, self.state == "downloaded")

    @api.constrains("chosen_marketplace_id")
    def _check_chosen_marketplace(self):
        for settlement in self.filtered("chosen_marketplace_id"):
            if problem := settlement._find_wrong_choice():
                raise ValidationError(problem)

    def _find_wrong_choice(self):
        """Return why the marketplace that was chosen cannot be the right one."""
        marketplace = self.chosen_marketplace_id
        names = {
            "settlement": self.name,
            "marketplace": marketplace.display_name,
            "seller": self.seller_id.display_name,
            "currency": self.currency_id.name,
        }
        if self.state != "downloaded":
            return self.env._(
                "The marketplace of settlement %(settlement)s can be chosen only while "
                "the settlement is downloaded. If it is booked, press Undo first.",
                **names,
            )
        if self.store_name:
            return self.env._(
                "The file of settlement %(settlement)s says that it is of %(store)s: "
                "another marketplace cannot be chosen.",
                store=self.store_name,
                **names,
            )
        if marketplace not in self._get_possible_marketplaces():
            return self.env._(
                "Settlement %(settlement)s cannot be of %(marketplace)s. Choose an "
                "integrated marketplace of %(seller)s in %(currency)s.",
                **names,
            )
        return ""

    # === WHAT IS MISSING === #

    def _explain_no_marketplace(self, found):
        if self.store_name:
            return self.env._(
                "The settlement is of %(store)s, which is no integrated marketplace of "
                "%(seller)s. Integrate it under Amazon > Configuration > Marketplaces, "
                "then press Process.",
                store=self.store_name,
                seller=self.seller_id.display_name,
            )
        if self.chosen_marketplace_id:
            return self.env._(
                "%(marketplace)s, which somebody chose for this settlement, is not "
                "integrated any more. Integrate it under Amazon > Configuration > "
                "Marketplaces and press Process, or press Choose Marketplace.",
                marketplace=self.chosen_marketplace_id.display_name,
            )
        if found:
            return self.env._(
                "No row of the settlement names its marketplace, and %(seller)s has "
                "several in %(currency)s. Press Choose Marketplace. Or import the "
                "settlement before or after it: if that one names its marketplace, "
                "this one follows by itself.",
                seller=self.seller_id.display_name,
                currency=self.currency_id.name,
            )
        return self.env._(
            "No row of the settlement names its marketplace, and %(seller)s has none "
            "in %(currency)s. Integrate it under Amazon > Configuration > "
            "Marketplaces, then press Process.",
            seller=self.seller_id.display_name,
            currency=self.currency_id.name,
        )
