# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A seller whose settlements somebody uploads, and what they became in the books."""

import base64
from decimal import Decimal

COLUMNS = (
    "settlement-id settlement-start-date settlement-end-date deposit-date total-amount"
    " currency transaction-type order-id merchant-order-id adjustment-id shipment-id"
    " marketplace-name amount-type amount-description amount fulfillment-id posted-date"
    " posted-date-time order-item-code merchant-order-item-id"
    " merchant-adjustment-item-id sku quantity-purchased promotion-id"
).split()
PERIOD = ("2026-06-01", "2026-06-15", "2026-06-17")
AMOUNTS = {
    ("ItemPrice", "Principal"): Decimal("59.50"),
    ("ItemFees", "Commission"): Decimal("-8.93"),
}


def order_refs(count):
    """Return the ids of so many orders."""
    return [f"302-0000000-{number:07}" for number in range(1, count + 1)]


def settlement_text(name, refs):
    """Return a settlement report (V2) of these orders: each a sale and a fee."""
    total = sum(AMOUNTS.values()) * len(refs)
    moments = [f"{day} 07:00:00 UTC" for day in PERIOD]
    lines = [COLUMNS, [name, *moments, str(total), "EUR", *[""] * 18]]
    for number, ref in enumerate(refs):
        day = f"2026-06-{2 + number % 12:02}"
        for (amount_type, description), amount in AMOUNTS.items():
            cells = dict.fromkeys(COLUMNS, "") | {
                "settlement-id": name,
                "transaction-type": "Order",
                "order-id": ref,
                "marketplace-name": "Amazon.de",
                "amount-type": amount_type,
                "amount-description": description,
                "amount": str(amount),
                "posted-date": day,
                "posted-date-time": f"{day} 06:00:00 UTC",
                "sku": "MUG",
            }
            lines.append(list(cells.values()))
    return "".join("\t".join(line) + "\r\n" for line in lines)


class Ledger:
    """The settlements of a shop, as an accountant meets them."""

    def __init__(self, shop):
        self.shop = shop
        self.office = shop.office

    def _call(self, *arguments):
        return self.office.session.call(*arguments)

    def upload(self, name, text):
        """Upload a settlement report; return the id of its settlement."""
        content = base64.b64encode(text.encode()).decode()
        file = {"name": f"{name}.txt", "datas": content}
        (file_id,) = self._call("ir.attachment", "create", [file])
        values = {"seller_id": self.shop.id, "file_ids": [(6, 0, [file_id])]}
        (wizard,) = self._call("amazon.settlement.upload.wizard", "create", [values])
        self._call("amazon.settlement.upload.wizard", "action_upload", [wizard])
        domain = [("seller_id", "=", self.shop.id), ("name", "=", name)]
        (settlement,) = self._call("amazon.settlement", "search", domain)
        return settlement

    def press(self, button, settlement):
        """Press a button of a settlement."""
        return self._call("amazon.settlement", button, [settlement])

    def state(self, settlement):
        """Return the state of a settlement."""
        query = "SELECT state FROM amazon_settlement WHERE id = %s"
        ((state,),) = self.office.query(query, settlement)
        return state

    def count_booked(self, settlement):
        """Return how many lines are in the books, committed."""
        query = (
            "SELECT count(statement_line_id) FROM amazon_settlement_line"
            " WHERE settlement_id = %s"
        )
        ((count,),) = self.office.query(query, settlement)
        return count

    def entries(self, settlement):
        """Return every journal item with the rows of Amazon's report in it."""
        return self.office.query(
            """
            SELECT st.payment_ref, move.date, account.account_type,
                item.amount_currency, item.balance, line.state, line.reason,
                ARRAY_AGG(r.number ORDER BY r.number)
            FROM amazon_settlement_line line
            JOIN account_bank_statement_line st ON st.id = line.statement_line_id
            JOIN account_move move ON move.id = st.move_id
            JOIN account_move_line item ON item.move_id = move.id
            JOIN account_account account ON account.id = item.account_id
            LEFT JOIN amazon_settlement_row r ON r.move_line_id = item.id
            WHERE line.settlement_id = %s AND move.state = 'posted'
            GROUP BY st.payment_ref, move.date, account.account_type,
                item.amount_currency, item.balance, line.state, line.reason, item.id
            ORDER BY st.payment_ref, move.date, account.account_type,
                item.amount_currency
            """,
            settlement,
        )

    def statement(self, settlement):
        """Return what Odoo says about the bank statement: complete, valid, balances."""
        (record,) = self._call(
            "amazon.settlement", "read", [settlement], ["statement_id"]
        )
        fields = ["is_complete", "is_valid", "balance_start", "balance_end_real"]
        (statement,) = self._call(
            "account.bank.statement", "read", [record["statement_id"][0]], fields
        )
        return {name: statement[name] for name in fields}
