# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The taxes that an accountant sets up before orders of other countries come."""

# Country -> VAT in percent, as the simulator charges it.
RATES = {"DE": 19, "ES": 21, "FR": 20, "GB": 20, "IT": 22, "JP": 10}


def create_taxes(session):
    """Create a fiscal position with its VAT for each country; return their number.

    Each is chosen by the delivery address and maps the company's own sales tax.
    """
    user = session.search_read("res.users", [("login", "=", "admin")], ["company_id"])
    company_id = user[0]["company_id"][0]
    fields = ["account_sale_tax_id", "country_id"]
    company = session.call("res.company", "read", [company_id], fields)[0]
    own = company["account_sale_tax_id"]
    countries = session.search_read(
        "res.country", [("code", "in", sorted(RATES))], ["code", "name"]
    )
    found = session.search_read(
        "account.fiscal.position",
        [("country_id", "!=", False), ("company_id", "=", company_id)],
        ["country_id"],
    )
    known = {position["country_id"][0] for position in found}
    if own and company["country_id"]:
        known.add(company["country_id"][0])
    new = [each for each in countries if own and each["id"] not in known]
    for country in new:
        _create_tax(session, company_id, country, own[0])
    return len(new)


def _create_tax(session, company_id, country, own_id):
    position = session.create(
        "account.fiscal.position",
        {
            "name": country["name"],
            "company_id": company_id,
            "country_id": country["id"],
            "auto_apply": True,
        },
    )
    rate = RATES[country["code"]]
    # Sales orders show the taxes under the name of their group.
    name = f"VAT {rate}%"
    group = session.create(
        "account.tax.group", {"name": name, "company_id": company_id}
    )
    tax = session.create(
        "account.tax",
        {
            "name": f"{name} {country['code']}",
            "tax_group_id": group,
            "amount": rate,
            "type_tax_use": "sale",
            "company_id": company_id,
            "original_tax_ids": [(6, 0, [own_id])],
            "fiscal_position_ids": [(6, 0, [position])],
        },
    )
    _use_account_of(session, own_id, tax)


def _use_account_of(session, own_id, tax_id):
    """Book a tax on the account of the company's own one, or it would be revenue."""
    own = [("tax_id", "=", own_id), ("account_id", "!=", False)]
    model = "account.tax.repartition.line"
    accounts = session.search_read(model, own, ["account_id"], limit=1)
    if accounts:
        new = [("tax_id", "=", tax_id), ("repartition_type", "=", "tax")]
        ids = session.call(model, "search", new)
        account = accounts[0]["account_id"][0]
        session.call(model, "write", ids, {"account_id": account})
