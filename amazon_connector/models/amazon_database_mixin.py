# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, fields, models

from ..exceptions import SellerAttentionError


class AmazonDatabaseMixin(models.AbstractModel):
    """Binds the secrets of a seller to one database.

    A copy of the database has the secrets too, but must not confirm shipments or
    import orders beside the original.
    """

    _name = "amazon.database.mixin"
    _description = "Amazon Database Binding"

    database_uuid = fields.Char(
        groups=fields.NO_ACCESS, copy=False, readonly=True, exportable=False
    )
    is_foreign_database = fields.Boolean(
        string="In a Copied Database",
        compute="_compute_is_foreign_database",
        compute_sudo=True,
        help="The secrets were stored in another database, of which this one is a "
        "copy. Nothing is sent to Amazon until a manager confirms this database.",
    )

    @api.depends("database_uuid")
    def _compute_is_foreign_database(self):
        present = self._get_database_uuid()
        for seller in self:
            bound = seller.database_uuid
            seller.is_foreign_database = bool(bound) and bound != present

    @api.model
    def _get_database_uuid(self):
        # The parameters are closed to everybody but the system administrator.
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _bind_database(self):
        """Let the sellers call Amazon from this database, and from no copy of it.

        What a copy knows of the queue of the original is not for it to move.
        """
        # Nobody has rights on the binding; those on the seller were checked.
        sellers = self.sudo()
        sellers.filtered("is_foreign_database").destination_ref = False
        sellers.database_uuid = self._get_database_uuid()

    def _check_database(self):
        """Refuse to call Amazon from a copy of the seller's database.

        Raises SellerAttentionError, and AccessError for who may not see the seller.
        """
        self.ensure_one()
        # The next line reads in superuser mode: what it leaves in the cache would be
        # open to whoever may not read the seller.
        self.check_access("read")
        if self.is_foreign_database:
            raise SellerAttentionError(
                self.env._(
                    "%s was connected in another database, and this one looks like a "
                    "copy of it: nothing is sent to Amazon. If this database replaces "
                    "the other one, a manager opens the seller and presses Confirm "
                    "This Database.",
                    self.display_name,
                )
            )

    def action_confirm_database(self):
        """Let the sellers go on in this database; the other one must be shut down."""
        self._check_group("amazon_connector.group_amazon_manager")
        self.check_access("write")
        for seller in self.filtered("is_foreign_database"):
            seller._bind_database()
            self.env["amazon.audit.log"]._record("database_confirmed", seller)
            seller.message_post(
                body=self.env._("This database was confirmed as the one in use.")
            )
