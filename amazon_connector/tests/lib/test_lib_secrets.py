# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""No secret, token, address or personal data in a log, an error or a repr."""

import logging
import traceback

import pytest
from amazon_double import Reply

from amazon_connector.lib.errors import AmazonError
from amazon_connector.lib.logs import TALKATIVE_LOGGERS

ORDER_ID = "902-1845936-5435065"
SECRETS = ("secret-seller", "Atzr|", "Atza|", "127.0.0.1", "Jane Doe")
ECHO = "You sent Atza|client-seller|1"
REPLIES = [
    Reply(503, b"<html>Jane Doe</html>", {"content-type": "text/html"}),
    Reply(200, b"<html>Jane Doe</html>", {"content-type": "text/html"}),
    Reply(200, b'{"order": {"buyer": "Jane Doe', {"content-type": "application/json"}),
    Reply.json({"order": {"buyer": "Jane Doe"}}, cut=20),
    Reply.json({"orders": "Jane Doe"}),
    Reply.error(200, "InvalidInput", ECHO),
    Reply.error(400, "InvalidInput", ECHO),
    Reply.error(403, "Unauthorized", ECHO),
    Reply.error(401, "Unauthorized", ECHO),
    Reply(429),
    Reply(hang=True),
]


def assert_no_secret(text):
    assert not [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("reply", REPLIES)
def test_errors(make_client, amazon, reply):
    amazon.script = [reply, reply]
    client = make_client(deadline=0.5)
    with pytest.raises(AmazonError) as caught:
        client.get_order(ORDER_ID)
    error = caught.value
    assert_no_secret(f"{error} {error!r} {error.detail} {error.code}")
    assert len(str(error)) <= 200
    assert_no_secret("".join(traceback.format_exception(error)))
    while error is not None:
        assert isinstance(error, AmazonError)
        error = error.__context__


def test_login_that_echoes_the_secret(client, amazon):
    words = "The secret secret-seller of Atzr|seller is wrong"
    content = {"error": "invalid_client", "error_description": words}
    amazon.login = [Reply.json(content, 401)]
    with pytest.raises(AmazonError) as caught:
        client.get_order(ORDER_ID)
    assert_no_secret(caught.value.detail)
    assert "is wrong" in caught.value.detail


def test_repr(client):
    assert_no_secret(f"{client!r} {client}")
    assert "seller_key='seller'" in repr(client)


def test_logs_at_every_level(make_client, amazon, caplog):
    """H20, H21."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in TALKATIVE_LOGGERS:
            logging.getLogger(name).setLevel(logging.DEBUG)
    client = make_client()
    amazon.script = [Reply.json({"order": {"buyer": "Jane Doe"}}), *REPLIES[:5]]
    with caplog.at_level(logging.DEBUG):
        client.get_order(ORDER_ID)
        for _ in REPLIES[:5]:
            with pytest.raises(AmazonError):
                client.get_order(ORDER_ID)
    assert_no_secret(caplog.text)


def test_a_higher_level_is_respected(make_client, amazon):
    logging.getLogger("httpcore.http11").setLevel(logging.ERROR)
    amazon.script = [Reply.json({"order": {}})]
    make_client().get_order(ORDER_ID)
    assert logging.getLogger("httpcore.http11").level == logging.ERROR
