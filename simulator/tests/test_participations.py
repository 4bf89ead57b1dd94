# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Marketplaces that a seller joins and leaves."""

import pytest

from .conftest import Caller

GERMANY, FRANCE = "A1PA6795UKMFR9", "A13V1IB3VIYZZH"
CONTROL = "/_sim/participations"


def participations(caller):
    """Return what Amazon says, by marketplace id."""
    answer = caller.get("/sellers/v1/marketplaceParticipations").json()
    return {each["marketplace"]["id"]: each for each in answer["payload"]}


def remove(caller, marketplace_id, **parameters):
    body = {"marketplaceId": marketplace_id}
    return caller.http.request("DELETE", CONTROL, params=parameters, json=body)


@pytest.mark.parametrize("flag", ["isParticipating", "hasSuspendedListings"])
def test_flags(start, flag):
    _server, caller = start()
    before = participations(caller)
    value = not before[GERMANY]["participation"][flag]
    caller.http.post(CONTROL, json={"marketplaceId": GERMANY, flag: value})
    after = participations(caller)
    assert after[GERMANY]["participation"] == {
        **before[GERMANY]["participation"],
        flag: value,
    }
    assert list(after) == list(before)
    assert after[FRANCE] == before[FRANCE]


def test_leave_and_come_back(start):
    _server, caller = start()
    before = participations(caller)
    remove(caller, GERMANY)
    assert set(before) - set(participations(caller)) == {GERMANY}
    caller.http.post(CONTROL, json={"marketplaceId": GERMANY, "storeName": "New"})
    after = participations(caller)
    assert after[GERMANY] == {**before[GERMANY], "storeName": "New"}


def test_another_list(start):
    _server, caller = start()
    own = {**participations(caller)[GERMANY], "storeName": "Mine"}
    caller.http.put(CONTROL, json=[own])
    assert participations(caller) == {GERMANY: own}
    assert caller.get(CONTROL).json() == [own]
    caller.http.put(CONTROL, json=[])
    assert participations(caller) == {}


def test_marketplace_that_is_not_standard(start):
    _server, caller = start()
    own = participations(caller)[GERMANY]
    other = {**own, "marketplace": {**own["marketplace"], "id": "NEW"}}
    caller.http.post(CONTROL, json=other)
    assert participations(caller)["NEW"] == other


def test_per_seller_until_reset(start):
    server, caller = start()
    server.state.login.authorize("Atzr|other", "OTHER")
    other = Caller(server, "Atzr|other").log_in()
    remove(caller, GERMANY, seller="OTHER")
    assert GERMANY not in participations(other)
    assert GERMANY in participations(caller)
    remove(caller, GERMANY)
    caller.http.post("/_sim/reset")
    assert GERMANY in participations(caller.log_in())


def test_account_says_the_same(start):
    _server, caller = start()
    remove(caller, GERMANY)
    payload = caller.get("/sellers/v1/account").json()["payload"]
    listed = payload["marketplaceParticipationList"]
    assert [each["marketplace"]["id"] for each in listed] == list(
        participations(caller)
    )
