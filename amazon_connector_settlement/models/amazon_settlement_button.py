# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import api, models
from odoo.exceptions import UserError

from ..lib.content import read_content
from ..lib.errors import SettlementError


class AmazonSettlement(models.Model):
    """What people do with the file of a settlement."""

    # Apart from the jobs.
    _inherit = "amazon.settlement"  # pylint: disable=consider-merging-classes-inherited

    def action_process(self):
        """Book settlements that are downloaded, in jobs."""
        self._check_may_book()
        # Who presses the button need not have the rights of a bookkeeper.
        settlements = self.sudo().filtered(lambda s: s.state == "downloaded")
        if not settlements:
            raise UserError(
                self.env._("Only a settlement that is downloaded can be processed.")
            )
        for settlement in settlements:
            settlement.with_company(settlement.company_id)._process()
        return self._get_process_notification(settlements)

    def action_choose_marketplace(self):
        """Ask which marketplace the settlement is of."""
        self.ensure_one()
        self._check_may_book()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose Marketplace"),
            "res_model": "amazon.settlement.marketplace.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_settlement_id": self.id},
        }

    def _get_process_notification(self, settlements):
        waiting = settlements.filtered(lambda s: s.state == "downloaded")
        message = self.env._("The settlement is being booked in the background.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if waiting else "success",
                "message": waiting[:1].waiting_reason or message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_download_again(self):
        """Download the reports of these settlements from Amazon once more."""
        self._check_may_book()
        # Who presses the button need not have the rights of a bookkeeper.
        reports = self.sudo().report_ids.filtered(lambda r: r._is_available())
        return reports.with_env(self.env).action_retry()

    def action_check_again(self):
        """Read the files of refused settlements again."""
        self._check_may_book()
        # Who presses the button need not have the rights of a bookkeeper.
        for settlement in self.sudo().filtered(lambda s: s.state == "refused"):
            settlement.with_company(settlement.company_id)._check_again()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_again(self):
        """Take the settlement up if its file ties out by now."""
        try:
            with self._open_file() as file:
                content = read_content(file)
                vals = self._prepare_file_vals(self.seller_id, file, content)
        except SettlementError as error:
            self.refusal_reason = error.message
            return
        self.write(vals)
        if self.state == "downloaded":
            self.env["amazon.sync.log.line"]._supersede(self)
            if self.seller_id.process_settlements:
                self._process()

    def action_retry(self):
        """Try what is refused again: from Amazon if it has it, else from the file."""
        self._check_may_book()
        # Who presses the button need not have the rights of a bookkeeper.
        if any(report._is_available() for report in self.sudo().report_ids):
            return self.action_download_again()
        return self.action_check_again()

    def action_view_rows(self):
        """Open the rows of Amazon's report."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "amazon_connector_settlement.amazon_settlement_row_action"
        )
        return action | {
            "domain": [("settlement_id", "=", self.id)],
            "context": {"search_default_group_treatment": 0},
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_booked(self):
        for settlement in self.filtered(
            lambda s: s.state not in ("downloaded", "refused") or s.statement_id
        ):
            raise UserError(
                self.env._(
                    "Settlement %s is booked: undo the booking before you delete it.",
                    settlement.name,
                )
            )
