# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Roles that a seller did not grant."""

import pytest

from simulator.roles import ROLES, role_of_report_type

from .conftest import ORDERS, Caller, make_order

ORDER = f"{ORDERS}/1"
ACCOUNT = "/sellers/v1/account"
PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"
REPORTS = "/reports/2021-06-30/reports"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
LISTINGS = "GET_MERCHANT_LISTINGS_ALL_DATA"


def deny(caller, *roles, seller=""):
    return caller.http.post(
        "/_sim/roles", params={"seller": seller}, json={"denied": list(roles)}
    )


@pytest.mark.parametrize(
    ("role", "path", "parameters"),
    [
        ("selling_partner_insights", PARTICIPATIONS, {}),
        ("selling_partner_insights", ACCOUNT, {}),
        ("inventory_and_order_tracking", ORDER, {}),
        ("direct_to_consumer_shipping", ORDER, {"includedData": "PROCEEDS,BUYER"}),
        ("direct_to_consumer_shipping", ORDER, {"includedData": "RECIPIENT"}),
        ("tax_invoicing", ORDER, {"includedData": "TAX"}),
        ("product_listing", REPORTS, {"reportTypes": LISTINGS}),
        ("finance_and_accounting", REPORTS, {"reportTypes": SETTLEMENTS}),
        (
            "finance_and_accounting",
            REPORTS,
            {"reportTypes": f"{LISTINGS},{SETTLEMENTS}"},
        ),
    ],
)
def test_denied_role(start, role, path, parameters):
    _server, caller = start([make_order("1")])
    deny(caller, role)
    refused = caller.get(path, **parameters)
    assert refused.status_code == 403
    assert refused.json()["errors"] == [
        {
            "code": "Unauthorized",
            "message": "Access to requested resource is denied.",
            "details": "",
        }
    ]
    deny(caller)
    assert caller.get(path, **parameters).status_code == 200


@pytest.mark.parametrize("included", ["", "PROCEEDS,FULFILLMENT,PACKAGES,PAYMENT"])
def test_other_calls_go_on(start, included):
    _server, caller = start([make_order("1")])
    deny(caller, *(ROLES - {"inventory_and_order_tracking"}))
    answer = caller.search(includedData=included)
    assert answer.status_code == 200
    assert caller.search(includedData="BUYER").status_code == 403
    assert caller.get(REPORTS, reportTypes="GET_UNKNOWN").status_code == 200


def test_missing_order_tells_whether_a_role_is_there(start):
    _server, caller = start()
    nothing = f"{ORDERS}/000-0000000-0000000"
    assert caller.get(nothing, includedData="BUYER").status_code == 404
    deny(caller, "direct_to_consumer_shipping")
    assert caller.get(nothing, includedData="BUYER").status_code == 403
    assert caller.get(nothing).status_code == 404


def test_a_refusal_costs_no_quota_and_says_no_rate(start):
    _server, caller = start(rate_limits=True)
    deny(caller, "inventory_and_order_tracking")
    refused = [caller.search() for _ in range(30)]
    assert {answer.status_code for answer in refused} == {403}
    assert "x-amzn-RateLimit-Limit" not in refused[0].headers
    deny(caller)
    assert caller.search().status_code == 200


def test_roles_are_per_seller(start):
    server, caller = start()
    server.state.login.authorize("Atzr|other", "OTHER")
    other = Caller(server, "Atzr|other").log_in()
    answer = deny(caller, "inventory_and_order_tracking", seller="OTHER").json()
    assert answer == {
        role: role != "inventory_and_order_tracking" for role in sorted(ROLES)
    }
    assert caller.get("/_sim/roles", seller="OTHER").json() == answer
    assert other.search().status_code == 403
    assert caller.search().status_code == 200
    caller.http.post("/_sim/reset")
    assert all(caller.get("/_sim/roles", seller="OTHER").json().values())


@pytest.mark.parametrize(
    ("report_type", "role"),
    [
        (SETTLEMENTS, "finance_and_accounting"),
        (LISTINGS, "product_listing"),
        ("GET_MERCHANTS_LISTINGS_FYP_REPORT", "product_listing"),
        ("GET_FLAT_FILE_OPEN_LISTINGS_DATA", "product_listing"),
        (
            "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL",
            "inventory_and_order_tracking",
        ),
        ("GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING", "direct_to_consumer_shipping"),
        ("GET_FLAT_FILE_ORDER_REPORT_DATA_INVOICING", "tax_invoicing"),
        ("GET_SOMETHING_ELSE", None),
    ],
)
def test_role_of_report_type(report_type, role):
    assert role_of_report_type(report_type) == role
