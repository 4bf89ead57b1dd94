# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models
from odoo.exceptions import ValidationError

AMAZON_USER = "amazon_connector.group_amazon_user"


class AmazonMismatchMixin(models.AbstractModel):
    """Whom a seller tells that mismatches wait."""

    _name = "amazon.mismatch.mixin"
    _description = "Amazon Mismatch Activities"

    mismatch_user_ids = fields.Many2many(
        "res.users",
        "amazon_seller_mismatch_user_rel",
        "seller_id",
        "user_id",
        string="Tell About Mismatches",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        copy=False,
        help="Each of these people gets one activity on the seller when a run leaves "
        "mismatches, and no second one as long as it is open. It goes away when the "
        "last mismatch is resolved. Blank: nobody is told; the mismatches wait in the "
        "list all the same.",
    )
    mismatch_activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity for Mismatches",
        domain="[('res_model', 'in', (False, 'amazon.seller')), "
        "('category', '=', 'default')]",
        default=lambda self: self._default_mismatch_activity_type_id(),
        ondelete="set null",
        help="Of which type the activity about mismatches is. It is due after the "
        "days that the seller has for all activities.",
    )

    @api.model
    def _default_mismatch_activity_type_id(self):
        own = self.env.ref(
            "amazon_connector.mail_activity_type_mismatch", raise_if_not_found=False
        )
        # Odoo lets nobody delete this one.
        return own or self.env.ref("mail.mail_activity_data_todo")

    @api.model
    def _get_checked_settings(self):
        return super()._get_checked_settings() | {"mismatch_activity_type_id"}

    @api.constrains("mismatch_user_ids", "mismatch_activity_type_id")
    def _check_mismatch_activity_type(self):
        for seller in self.filtered("mismatch_user_ids"):
            kind = seller.mismatch_activity_type_id
            if kind.category == "default" and kind.res_model in (False, seller._name):
                continue
            raise ValidationError(
                self.env._(
                    "People of %s are told about mismatches: choose a type of activity "
                    "that is for sellers, and neither a meeting nor an upload.",
                    seller.display_name,
                )
            )

    @api.constrains("mismatch_user_ids", "company_id")
    def _check_mismatch_users(self):
        for seller in self:
            for user in seller._get_blind_mismatch_users():
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot see the mismatches of %(seller)s: give this "
                        "person the right Amazon: User and the company %(company)s, "
                        "or choose somebody else.",
                        user=user.name,
                        seller=seller.display_name,
                        company=seller.company_id.display_name,
                    )
                )

    def _get_blind_mismatch_users(self):
        """Return those who are to be told and cannot see the mismatches."""
        self.ensure_one()
        # Who belongs to a group is not for everybody to read; a name comes of it.
        members = self.env.ref(AMAZON_USER).sudo().all_user_ids
        # Archived people, and the companies of others, are not for everybody either.
        users = self.sudo().with_context(active_test=False).mismatch_user_ids
        return users.filtered(
            lambda user: (
                not user.active
                or user not in members
                or self.company_id not in user.company_ids
            )
        )

    def _tell_about_mismatches(self, count):
        """Give everybody who wants to know one activity, unless there is one.

        :param count: how many records the run has held or could not process
        """
        self.ensure_one()
        kind = self._get_mismatch_activity_types()
        told = self._get_mismatch_activities().user_id
        able = self.mismatch_user_ids - self._get_blind_mismatch_users()
        for user in able - told:
            seller = self.with_context(lang=user.lang)
            seller.activity_schedule(
                activity_type_id=kind.id,
                user_id=user.id,
                automated=True,
                summary=seller.env._("Mismatches with Amazon wait"),
                note=seller.env._(
                    "Mismatches of the last run: %s. Open those of the seller: each "
                    "says what is wrong and how to mend it.",
                    count,
                ),
            )

    def _get_mismatch_activity_types(self):
        """Return the types of these sellers: the usual one if theirs was deleted."""
        usual = self._default_mismatch_activity_type_id()
        types = (seller.mismatch_activity_type_id or usual for seller in self)
        return self.env["mail.activity.type"].union(*filter(None, types))

    def _get_mismatch_activities(self):
        """Return the open activities about mismatches, those of all people."""
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "in", self._get_mismatch_activity_types().ids),
                ("automated", "=", True),
            ]
        )

    def _end_mismatch_activities(self):
        """Take back the activities of sellers whose mismatches are all resolved."""
        told = self.filtered("mismatch_user_ids")
        if not told:
            return
        domain = [
            ("seller_id", "in", told.ids),
            ("is_mismatch", "=", True),
            ("resolved", "!=", True),
        ]
        lines = self.env["amazon.sync.log.line"]
        waiting = [seller.id for (seller,) in lines._read_group(domain, ["seller_id"])]
        # Whoever resolves the last mismatch ends the activities of the others too.
        told = (told - told.browse(waiting)).sudo()
        told._get_mismatch_activities().unlink()
