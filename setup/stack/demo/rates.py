# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Exchange rates, without which Odoo books one yen as one dollar."""

# How much of each currency one US dollar is.
EXCHANGE_RATES = {
    "USD": 1.0,
    "EUR": 0.92,
    "GBP": 0.78,
    "JPY": 148.0,
    "CAD": 1.36,
    "AUD": 1.52,
    "SEK": 10.4,
    "PLN": 3.95,
}


def create_rates(session):
    """Enter an exchange rate of each currency that has none, for companies in USD."""
    currencies = session.search_read(
        "res.currency",
        [("name", "in", sorted(EXCHANGE_RATES)), ("rate_ids", "=", False)],
        ["name"],
        context={"active_test": False},
    )
    for currency in currencies:
        values = {"currency_id": currency["id"], "name": "2020-01-01"}
        values["rate"] = EXCHANGE_RATES[currency["name"]]
        session.create("res.currency.rate", values)
