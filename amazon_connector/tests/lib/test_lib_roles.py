# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from unittest.mock import MagicMock

import pytest
from calls import CALLS

from amazon_connector.lib.client import AmazonClient
from amazon_connector.lib.errors import (
    AccessDeniedError,
    AuthorizationError,
    ProtocolError,
    RejectedError,
    TemporaryError,
    ThrottledError,
)
from amazon_connector.lib.roles import (
    GRANTED,
    MISSING,
    OPERATIONS_OF_APPLICATION,
    ROLE_OF_OPERATION,
    ROLES,
    UNKNOWN,
    lacks_role,
    probe_roles,
)


@pytest.fixture
def client():
    """Amazon grants every role; the impossible order is not found."""
    client = MagicMock(spec=AmazonClient)
    client.get_order.side_effect = RejectedError("x", status=404)
    return client


def deny(sections):
    """getOrder refuses what contains one of these sections."""

    def get_order(_order_id, included_data=()):
        if set(included_data) & sections:
            raise AccessDeniedError("x")
        raise RejectedError("x", status=404)

    return get_order


def test_every_role_is_granted(client):
    assert probe_roles(client) == dict.fromkeys(ROLES, GRANTED)


@pytest.mark.parametrize(
    ("sections", "role"),
    [
        ({"RECIPIENT"}, "direct_to_consumer_shipping"),
        ({"TAX"}, "tax_invoicing"),
    ],
)
def test_a_missing_restricted_role_leaves_the_others(client, sections, role):
    client.get_order.side_effect = deny(sections)
    assert probe_roles(client) == dict.fromkeys(ROLES, GRANTED) | {role: MISSING}


def test_reports_tell_listings_from_settlements(client):
    def get_reports(reportTypes, pageSize):
        if "SETTLEMENT" in reportTypes[0]:
            raise AccessDeniedError("x")

    client.get_reports.side_effect = get_reports
    report = probe_roles(client)
    assert report["product_listing"] == GRANTED
    assert report["finance_and_accounting"] == MISSING


def test_without_orders_nobody_knows_the_restricted_roles(client):
    client.get_order.side_effect = AccessDeniedError("x")
    report = probe_roles(client)
    assert report["inventory_and_order_tracking"] == MISSING
    assert report["direct_to_consumer_shipping"] == UNKNOWN
    assert report["tax_invoicing"] == UNKNOWN
    assert client.get_order.call_count == 1


@pytest.mark.parametrize("error", [ThrottledError("x"), ProtocolError("x")])
def test_no_answer_proves_nothing(client, error):
    client.get_reports.side_effect = error
    report = probe_roles(client)
    assert report["product_listing"] == UNKNOWN
    assert report["inventory_and_order_tracking"] == GRANTED


def test_an_outage_ends_the_probes(client):
    client.get_order.side_effect = TemporaryError("x")
    report = probe_roles(client)
    assert set(report.values()) == {GRANTED, UNKNOWN}
    assert client.get_order.call_count == 1
    client.get_reports.assert_not_called()


def test_a_dead_authorisation_is_no_missing_role(client):
    client.get_order.side_effect = AuthorizationError("x", code="invalid_grant")
    with pytest.raises(AuthorizationError):
        probe_roles(client)


def test_what_is_known_is_not_asked(client):
    probe_roles(client, {"selling_partner_insights": MISSING})
    client.get_marketplace_participations.assert_not_called()


@pytest.mark.parametrize(
    ("answer", "lacks"),
    [([], False), (RejectedError("x"), False), (AccessDeniedError("x"), True)],
)
def test_one_role(client, answer, lacks):
    client.get_reports.side_effect = [answer]
    assert lacks_role(client, "product_listing") is lacks


def test_nobody_knows_one_role(client):
    client.get_reports.side_effect = ThrottledError("x")
    with pytest.raises(ThrottledError):
        lacks_role(client, "product_listing")


def test_every_operation_says_what_it_needs():
    """What a report needs depends on its type, and is asked by type."""
    of_reports = {"getReports", "getReport", "getReportDocument"}
    known = set(ROLE_OF_OPERATION) | OPERATIONS_OF_APPLICATION | of_reports
    without_answer = {"rotateApplicationClientSecret", "deleteSubscriptionById"}
    assert set(CALLS) | without_answer <= known
    assert not set(ROLE_OF_OPERATION) & OPERATIONS_OF_APPLICATION
    assert set(ROLE_OF_OPERATION.values()) <= set(ROLES)
