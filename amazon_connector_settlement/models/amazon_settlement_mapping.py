# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import SUPERUSER_ID, api, models

from ..lib.document import Row
from ..lib.plan import order_kind
from .amazon_settlement_line_booking import KIND_OF_TREATMENT
from .amazon_settlement_rule import BALANCES
from .settlement_item import exact


class AmazonSettlementRow(models.Model):
    """Applies rules to rows that had none, without reading the report again."""

    # Apart from the fields.
    _inherit = "amazon.settlement.row"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _apply_rules(self, seller):
        """Give unmapped rows of a seller the rule that fits them by now.

        Lines that are booked already are matched in jobs.

        :return: how many rows have a rule now, and how many would be a balance though
            they have a line of the statement
        """
        rows = self.search(
            [
                ("treatment", "=", "unmapped"),
                ("settlement_id.seller_id", "=", seller.id),
                ("settlement_id.state", "!=", "refused"),
                # What was booked by hand stays where it is.
                "|",
                ("line_id", "=", False),
                ("line_id.reason", "!=", "by_hand"),
            ]
        )
        mapped = refused = self.browse()
        for settlement, group in rows.grouped("settlement_id").items():
            book = settlement._get_rule_book()
            for row in group:
                if row._is_refused_by(book):
                    refused |= row
                else:
                    mapped |= row._apply_rule(book)
        mapped.line_id._take_kind_of_rows()
        mapped.line_id.filtered(lambda line: line.state == "open")._enqueue_retries()
        return len(mapped), len(refused)

    def _is_refused_by(self, book):
        """Tell whether the rule would make a balance of a planned or booked amount."""
        rule = book.find(self._to_value())
        return bool(self.line_id and rule and rule.treatment in BALANCES)

    def _apply_rule(self, book):
        """Take the rule that fits this row; return the row if there is one."""
        rule = book.find(self._to_value())
        if not rule:
            return self.browse()
        self.write({"rule_id": int(rule.key), "treatment": rule.treatment})
        return self

    def _get_map_action(self):
        """Return the wizard that makes a rule from this row."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Map Amount"),
            "res_model": "amazon.settlement.map.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_sample_row_id": self.id},
        }

    def _to_value(self):
        """Return what rules are found by, as the library knows it."""
        return Row(
            number=self.number,
            line=self.file_line,
            transaction_type=self.transaction_type or "",
            amount_type=self.amount_type or "",
            amount_description=self.amount_description or "",
            amount=exact(self.amount, self.currency_id),
            order_ref=self.order_ref or "",
        )


class AmazonSettlementLine(models.Model):
    """Lines whose rows were not mapped get the kind that the rule says."""

    # Apart from the fields.
    _inherit = "amazon.settlement.line"  # pylint: disable=consider-merging-classes-inherited

    def action_map(self):
        """Ask how to book the amounts of this line that no rule fits."""
        self.ensure_one()
        self.check_access("read")
        row = self.row_ids.filtered(lambda row: row.treatment == "unmapped")[:1]
        return row._get_map_action()

    def _take_kind_of_rows(self):
        for line in self.filtered(lambda line: line.kind == "unmapped"):
            treatments = set(line.row_ids.mapped("treatment"))
            if len(treatments) == 1:
                treatment = treatments.pop()
                kind = order_kind(line.row_ids[0]._to_value(), treatment)
                line.kind = kind or KIND_OF_TREATMENT.get(treatment, "other")


class AmazonSettlementRule(models.Model):
    """New rules count for the settlements that are there already."""

    # Apart from the fields.
    _inherit = "amazon.settlement.rule"  # pylint: disable=consider-merging-classes-inherited

    def action_apply(self):
        """Book what is not mapped yet by the rules as they are now."""
        self.check_access("write")
        # Who makes rules need not have the rights of a bookkeeper.
        sellers = (
            self.env["amazon.seller"]
            .sudo()
            .search([("company_id", "in", self.env.companies.ids)])
        )
        mapped = refused = 0
        for seller in sellers:
            rows = self.env["amazon.settlement.row"].with_user(SUPERUSER_ID)
            counts = rows.with_company(seller.company_id)._apply_rules(seller)
            mapped, refused = mapped + counts[0], refused + counts[1]
        message = self.env._("%s amounts have a rule now.", mapped)
        if refused:
            message += " " + self.env._(
                "%s more fit a rule for an opening or closing balance. They are lines "
                "of a statement already, so they need a rule with another treatment.",
                refused,
            )
        settlements = self.env["amazon.settlement"]
        return settlements._get_notification(message, bool(refused))
