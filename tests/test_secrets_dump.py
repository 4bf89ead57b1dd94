# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A copy of the database tells nobody the secrets of a seller."""

CANARIES = {
    "lwa_client_secret": "canary-client-secret-4711",
    "refresh_token": "Atzr|canary-refresh-token-4711",
}
AWS = {
    "queue_url": "https://sqs.eu-west-1.amazonaws.com/123456789012/odoo",
    "aws_access_key_id": "AKIAEXAMPLE",
    "aws_secret_access_key": "canary-aws-secret-4711",
}
STORED = {"name": "Stored Seller", "short_code": "STO", **CANARIES, **AWS}
WAITING = {"name": "Waiting Seller", "short_code": "WAI", **CANARIES}


def test_no_secret_in_a_dump(office):
    """S06."""
    office.open()
    office.session.create("amazon.seller", STORED)
    # Somebody saved the page but did not press its button yet.
    office.session.create("amazon.seller.create.wizard", WAITING)
    dump = office.dump()
    assert STORED["name"] in dump
    assert WAITING["name"] in dump
    for canary in (*CANARIES.values(), AWS["aws_secret_access_key"]):
        assert canary not in dump
