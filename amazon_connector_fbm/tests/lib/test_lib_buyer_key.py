# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One buyer is one contact; strangers are never the same one."""

import pytest
from order_documents import full_document

from amazon_connector_fbm.lib.buyer_key import contact_key, delivery_key
from amazon_connector_fbm.lib.order import parse_order


def make_order(ref="302-1234567-1234567", buyer=None, address=None):
    """The full order of a person; None takes a value away."""
    document = full_document(orderId=ref)
    target = document["recipient"]["deliveryAddress"]
    for company in (document["buyer"], target):
        company.pop("buyerCompanyName", company.pop("companyName", None))
    for section, changes in ((document["buyer"], buyer), (target, address)):
        section.update(changes or {})
    return parse_order(document)


NO_EMAIL = {"buyerEmail": None}


def key(scope=1, **changes):
    return contact_key(make_order(**changes), scope)


def test_same_buyer_in_two_orders():
    assert key(ref="1") == key(ref="2")


def test_other_buyers_have_other_keys():
    emails = ("a@x.example", "b@x.example")
    assert len({key(buyer={"buyerEmail": email}) for email in emails}) == 2


def test_same_alias_with_another_name_is_another_buyer():
    assert key() != key(buyer={"buyerName": "Jane Doe"})


def test_same_alias_of_another_company_is_another_buyer():
    assert key() != key(buyer={"buyerCompanyName": "Doe Ltd"})


def test_people_of_one_company_are_one_buyer():
    company = {"buyerCompanyName": "Doe Ltd"}
    other = {**company, "buyerName": "Jane Doe"}
    assert key(buyer=company) == key(buyer=other)


def test_known_buyer_keeps_the_key_at_another_address():
    assert key() == key(address={"addressLine1": "Nebenstraße 2"})


@pytest.mark.parametrize("email", ["A1B2C3@marketplace.amazon.de", None])
@pytest.mark.parametrize(
    "name",
    [
        "KÄTHE MÜLLER",
        "käthe müller",
        " Käthe   Müller ",
        "Käthe-Müller",
        "Ｋäthe Ｍüller",
        "Ka\u0308the Mu\u0308ller",
    ],
)
def test_spelling_of_a_name_does_not_matter(email, name):
    one = {"buyerEmail": email}
    other = {"buyerEmail": email and email.upper(), "buyerName": name}
    assert key(buyer=one) == key(buyer=other, address={"name": name})


@pytest.mark.parametrize(
    ("name", "other"),
    [("Käthe", "Kathe"), ("मीना", "मोना"), ("ชาย", "ชายู"), ("佐藤", "左藤")],
)
def test_letters_and_vowel_signs_matter(name, other):
    assert key(buyer={"buyerName": name}) != key(buyer={"buyerName": other})


def test_fields_are_kept_apart():
    one = {"addressLine1": "Hof 1", "addressLine2": "2", "addressLine3": None}
    other = {"addressLine1": "Hof", "addressLine2": "1 2", "addressLine3": None}
    keys = {key(buyer=NO_EMAIL, address=address) for address in (one, other)}
    assert len(keys) == 2


def test_without_email_the_address_names_the_buyer():
    assert key(ref="1", buyer=NO_EMAIL) == key(ref="2", buyer=NO_EMAIL)


def test_without_email_another_address_is_another_buyer():
    other = {"addressLine1": "Nebenstraße 2"}
    assert key(buyer=NO_EMAIL) != key(buyer=NO_EMAIL, address=other)


@pytest.mark.parametrize(
    "missing",
    [
        {"name": None},
        {"countryCode": None},
        {"city": None, "municipality": None, "postalCode": None},
        {"addressLine1": None, "addressLine2": None, "addressLine3": None},
    ],
)
def test_without_email_and_complete_address_every_order_has_its_own(missing):
    keys = [key(ref=ref, buyer=NO_EMAIL, address=missing) for ref in ("1", "1", "2")]
    assert keys[0] == keys[1] != keys[2]


def test_email_without_any_name_says_nothing():
    nobody = {"buyer": {"buyerName": None}, "address": {"name": None}}
    assert key(ref="1", **nobody) != key(ref="2", **nobody)


@pytest.mark.parametrize("buyer", [{}, NO_EMAIL])
def test_other_scope_has_other_keys(buyer):
    order = make_order(buyer=buyer)
    assert contact_key(order, 1) != contact_key(order, 2)
    assert delivery_key(order, 1) != delivery_key(order, 2)


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "companyName",
        "addressLine1",
        "addressLine2",
        "city",
        "stateOrRegion",
        "postalCode",
        "countryCode",
    ],
)
def test_delivery_differs_by_address(field):
    other = make_order(address={field: "XY"})
    assert delivery_key(make_order(), 1) != delivery_key(other, 1)
    assert contact_key(make_order(), 1) == contact_key(other, 1)


def test_delivery_to_the_same_address():
    assert delivery_key(make_order("1"), 1) == delivery_key(make_order("2"), 1)


def test_delivery_differs_by_contact():
    other = make_order(buyer={"buyerName": "Jane Doe"})
    assert delivery_key(make_order(), 1) != delivery_key(other, 1)


def test_key_tells_nothing_about_the_buyer():
    order = make_order()
    for value in (contact_key(order, 1), delivery_key(order, 1)):
        assert len(value) == 64 and set(value) <= set("0123456789abcdef")
