# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Imports the settlement reports as an accountant would, and reads what they became."""

from decimal import Decimal

from .fulfilment import wait_for_jobs

FLOW = "import_settlements"
FEE_ACCOUNT = {
    "code": "627900",
    "name": "Amazon Fees",
    "account_type": "expense",
}
SETTLEMENT_FIELDS = [
    "name",
    "marketplace_id",
    "currency_id",
    "state",
    "row_count",
    "total_amount",
    "difference",
    "statement_id",
    "refusal_reason",
]


class Settlements:
    """The settlements of one seller."""

    def __init__(self, session, seller_id):
        self.session = session
        self.seller_id = seller_id

    def choose_accounts(self):
        """Book what Amazon charges on an account of its own; invoice what it lost."""
        [seller] = self.session.call(
            "amazon.seller", "read", [self.seller_id], ["fee_account_id", "company_id"]
        )
        if seller["fee_account_id"]:
            return
        account = self.session.create("account.account", FEE_ACCOUNT)
        values = {"fee_account_id": account}
        values |= self._prepare_reimbursements(seller["company_id"][0])
        self.session.call("amazon.seller", "write", [self.seller_id], values)

    def _prepare_reimbursements(self, company_id):
        """Return customer, journal and product of invoices of reimbursements."""
        domain = [("type", "=", "sale"), ("company_id", "=", company_id)]
        journals = self.session.call("account.journal", "search", domain, limit=1)
        product = {"name": "Amazon Reimbursement", "type": "service", "taxes_id": []}
        return {
            "reimbursement_partner_id": self.session.create(
                "res.partner", {"name": "Amazon", "is_company": True}
            ),
            "reimbursement_journal_id": journals[0],
            "reimbursement_product_id": self.session.create("product.product", product),
        }

    def run(self, check_alive):
        """List, download and process the reports that Amazon has."""
        [scheduler] = self.session.call(
            "amazon.scheduler",
            "search",
            [("seller_id", "=", self.seller_id), ("flow", "=", FLOW)],
        )
        self.session.call("amazon.scheduler", "action_run_now", [scheduler])
        wait_for_jobs(self.session, check_alive)

    def read(self):
        """Return what became of each settlement, the oldest first."""
        records = self.session.search_read(
            "amazon.settlement",
            [("seller_id", "=", self.seller_id)],
            SETTLEMENT_FIELDS,
            order="end_date, name",
        )
        open_lines = self._count_open_lines()
        statements = self._read_statements(records)
        return [
            self._result(record, open_lines.get(record["id"], 0), statements)
            for record in records
        ]

    def _count_open_lines(self):
        lines = self.session.search_read(
            "amazon.settlement.line",
            [("seller_id", "=", self.seller_id), ("state", "=", "open")],
            ["settlement_id"],
        )
        counts = {}
        for line in lines:
            settlement_id = line["settlement_id"][0]
            counts[settlement_id] = counts.get(settlement_id, 0) + 1
        return counts

    def _read_statements(self, records):
        ids = [each["statement_id"][0] for each in records if each["statement_id"]]
        fields = ["is_complete", "is_valid"]
        found = self.session.call("account.bank.statement", "read", ids, fields)
        return {each["id"]: each for each in found}

    def _result(self, record, open_lines, statements):
        statement = record["statement_id"] and statements[record["statement_id"][0]]
        return {
            "id": record["name"],
            "marketplace": (record["marketplace_id"] or (0, ""))[1],
            "currency": (record["currency_id"] or (0, ""))[1],
            "rows": record["row_count"],
            "total": Decimal(str(record["total_amount"])),
            "state": record["state"],
            "reason": record["refusal_reason"] or "",
            "difference": Decimal(str(record["difference"])),
            "is_complete": bool(statement and statement["is_complete"]),
            "is_valid": bool(statement and statement["is_valid"]),
            "open_lines": open_lines,
        }
