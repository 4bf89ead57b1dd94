# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The queue of notifications: its address, its calls, and what goes wrong."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from amazon_double import Reply

from amazon_connector.lib import errors
from amazon_connector.lib.queue import NotificationQueue, QueueAddress
from simulator.queues import DEFAULT_ACCESS_KEY_ID
from simulator.server import SimulatorServer

AMAZON_URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/odoo-notifications"
PATH = "/000000000000/notifications"
SECRET_KEY = "canary-aws-secret-key"
CANARY = "canary-message"


@pytest.fixture
def simulator():
    with SimulatorServer() as server:
        yield server


def open_queue(url, key_id=DEFAULT_ACCESS_KEY_ID, path=PATH):
    address = QueueAddress.parse(url + path, url)
    return NotificationQueue(address, key_id, SECRET_KEY)


@pytest.fixture
def queue(simulator):
    with open_queue(simulator.url) as queue:
        yield queue


def failure(function):
    with pytest.raises(errors.AmazonError) as caught:
        function()
    error = caught.value
    shown = f"{error!r} {vars(error)} {error.__context__!r} {error.__cause__!r}"
    assert SECRET_KEY not in shown
    assert CANARY not in shown
    return error


def test_address_at_amazon():
    address = QueueAddress.parse(AMAZON_URL)
    assert address.region == "eu-west-1"
    assert address.endpoint == "https://sqs.eu-west-1.amazonaws.com"
    assert address.arn == "arn:aws:sqs:eu-west-1:123456789012:odoo-notifications"


@pytest.mark.parametrize(
    "url",
    [
        "",
        None,
        "x",
        "http://sqs.eu-west-1.amazonaws.com/123456789012/q",
        "https://sqs.eu-west-1.amazonaws.com.evil.example/123456789012/q",
        "https://evil.example/sqs.eu-west-1.amazonaws.com/123456789012/q",
        "https://user@sqs.eu-west-1.amazonaws.com/123456789012/q",
        "https://sqs.eu-west-1.amazonaws.com:8443/123456789012/q",
        "https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo",
        "https://sqs.eu-west-1.amazonaws.com/12345/q",
        "https://sqs.eu-west-1.amazonaws.com/123456789012/q?x=1",
        "https://[sqs/123456789012/q",
        "http://127.0.0.1:9555/000000000000/q",
        " " + AMAZON_URL,
    ],
)
def test_address_elsewhere_is_refused(url):
    """Calls are signed with the seller's key: no other host gets them."""
    error = failure(lambda: QueueAddress.parse(url))
    assert isinstance(error, errors.ConfigurationError)


def test_address_of_another_host_than_the_simulator_is_refused():
    with pytest.raises(errors.ConfigurationError):
        QueueAddress.parse(AMAZON_URL, "http://127.0.0.1:9555")


def test_messages_stay_until_they_are_deleted(simulator, queue):
    simulator.state.queues.send({"note": CANARY})
    assert queue.count_waiting() == 1
    (message,) = queue.receive()
    assert CANARY in message.body
    assert CANARY not in repr(message)
    assert queue.receive() == []
    simulator.clock.advance(301)
    (again,) = queue.receive()
    queue.delete(again.handle)
    simulator.clock.advance(301)
    assert queue.receive() == []
    assert simulator.state.queues.bodies() == []


def test_at_most_ten_at_once(simulator, queue):
    for number in range(12):
        simulator.state.queues.send({"number": number})
    assert [len(queue.receive()), len(queue.receive())] == [10, 2]


def test_another_access_key(simulator):
    queue = open_queue(simulator.url, "AKIAOTHER")
    assert isinstance(failure(queue.receive), errors.AccessDeniedError)


def test_another_queue(simulator):
    queue = open_queue(simulator.url, path="/000000000000/other")
    error = failure(queue.count_waiting)
    assert type(error) is errors.RejectedError
    assert "no such queue" in str(error)


@pytest.mark.parametrize(("key_id", "secret"), [("", "x"), ("x", ""), (None, None)])
def test_without_a_key_nothing_is_looked_up(key_id, secret, monkeypatch):
    """Not even if the environment has one."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "environment")
    address = QueueAddress.parse(AMAZON_URL)
    with pytest.raises(errors.ConfigurationError):
        NotificationQueue(address, key_id, secret)


def test_the_environment_changes_nothing(simulator, monkeypatch, tmp_path):
    """Region, key, session, profile, address and proxy are never its own."""
    (tmp_path / "config").write_text("[default]\nregion = xx\nendpoint_url = http://x")
    for name, value in {
        "AWS_ACCESS_KEY_ID": "AKIAENVIRONMENT",
        "AWS_SECRET_ACCESS_KEY": "environment",
        "AWS_SESSION_TOKEN": "environment",
        "AWS_PROFILE": "environment",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1",
        "HTTP_PROXY": "http://127.0.0.1:1",
        "http_proxy": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    simulator.state.queues.send({})
    assert len(open_queue(simulator.url).receive()) == 1


def test_the_request_is_signed_for_the_region_of_the_url(amazon):
    amazon.script = [Reply.json({})]
    open_queue(amazon.url).receive()
    (call,) = amazon.calls
    assert "/eu-west-1/sqs/aws4_request" in call.headers["authorization"]
    assert call.headers["x-amz-target"] == "AmazonSQS.ReceiveMessage"
    assert "x-amz-security-token" not in call.headers


def refused(code, status=400):
    body = {"__type": f"com.amazonaws.sqs#{code}", "message": CANARY}
    return Reply.json(body, status)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refused("ThrottlingException"), errors.ThrottledError),
        (refused("RequestThrottled", 403), errors.ThrottledError),
        (refused("SignatureDoesNotMatch", 403), errors.AccessDeniedError),
        (refused("AccessDeniedException"), errors.AccessDeniedError),
        (refused("InvalidClientTokenId", 403), errors.AccessDeniedError),
        (refused("QueueDoesNotExist"), errors.RejectedError),
        (refused("InvalidMessageContents"), errors.RejectedError),
        (refused("InternalError", 500), errors.TemporaryError),
        (Reply(503, CANARY.encode()), errors.TemporaryError),
        (Reply(200, f"<html>{CANARY}</html>".encode()), errors.ProtocolError),
        (Reply(200, b'{"Messages": ['), errors.ProtocolError),
        (Reply(200, b"[]"), errors.ProtocolError),
        (Reply(200, b"{}", cut=-1, reset=True), errors.TemporaryError),
    ],
)
def test_what_goes_wrong_has_a_type(amazon, reply, kind):
    """Once: boto3 does not try again by itself."""
    amazon.script = [reply]
    assert type(failure(open_queue(amazon.url).receive)) is kind
    assert len(amazon.calls) == 1


def test_nobody_answers(amazon):
    url = amazon.url
    amazon.__exit__()
    assert type(failure(open_queue(url).receive)) is errors.TemporaryError


def test_the_log_tells_nothing(simulator, caplog):
    """S10: also if somebody sets every logger to DEBUG."""
    for name in ("boto3", "botocore", "botocore.parsers", "botocore.endpoint"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    caplog.set_level(logging.DEBUG)
    simulator.state.queues.send({"note": CANARY})
    queue = open_queue(simulator.url)
    (message,) = queue.receive()
    queue.delete(message.handle)
    assert CANARY not in caplog.text
    assert SECRET_KEY not in caplog.text
    assert DEFAULT_ACCESS_KEY_ID not in caplog.text


def test_boto3_is_not_loaded_before_it_is_used():
    """It takes about as long as everything else of lib together."""
    folder = Path(__file__).parents[2]
    program = (
        "import sys, importlib.util as u\n"
        f"s = u.spec_from_file_location('lib', r'{folder}/lib/__init__.py',"
        f" submodule_search_locations=[r'{folder}/lib'])\n"
        "m = u.module_from_spec(s); sys.modules['lib'] = m; s.loader.exec_module(m)\n"
        "import lib.queue, lib.client\n"
        "assert not {'boto3', 'botocore'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
