# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the requests look like, and what the library may not do."""

import json
import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from amazon_double import Reply

from amazon_connector.lib import library as library_module
from amazon_connector.lib.client import SEARCH_ORDERS_PARAMETERS
from amazon_connector.lib.errors import ProtocolError

PROJECT = Path(__file__).parents[3]
MODELS = Path(os.environ.get("SP_API_MODELS", PROJECT.parent / "shared/spapi-models"))
PAGE = Reply.json({"orders": []})
ORDER_ID = "902-1845936-5435065"
MOMENT = datetime(2026, 5, 1, 14, 0, 0, 999999, timezone(timedelta(hours=2)))


def model(path):
    """One of Amazon's published models."""
    file = MODELS / "models" / path
    if not file.is_file():
        pytest.skip("Amazon's models are not there: set SP_API_MODELS")
    return json.loads(file.read_text())


def parameters(path, operation):
    """Amazon's query parameters of an operation by name."""
    for methods in model(path)["paths"].values():
        for content in methods.values():
            if isinstance(content, dict) and content.get("operationId") == operation:
                return {
                    parameter["name"]: parameter
                    for parameter in content["parameters"]
                    if parameter["in"] == "query"
                }
    raise AssertionError(f"{operation} is not in the model")


def test_query_of_search_orders(client, amazon):
    """H22, H23: exactly what was asked for, in the form of the model."""
    amazon.script = [PAGE]
    client.search_orders(
        lastUpdatedAfter=MOMENT,
        lastUpdatedBefore="2026-05-02T00:00:00Z",
        createdAfter=None,
        marketplaceIds=["A1PA6795UKMFR9", "A13V1IB3VIYZZH"],
        includedData=("BUYER", "RECIPIENT"),
        fulfillmentStatuses={"UNSHIPPED", "PENDING"},
        fulfilledBy=["MERCHANT"],
        maxResultsPerPage=100,
        paginationToken="next/+= token",
    )
    (call,) = amazon.calls
    assert (call.method, call.path) == ("GET", "/orders/2026-01-01/orders")
    assert call.query == {
        "lastUpdatedAfter": "2026-05-01T12:00:00Z",
        "lastUpdatedBefore": "2026-05-02T00:00:00Z",
        "marketplaceIds": "A1PA6795UKMFR9,A13V1IB3VIYZZH",
        "includedData": "BUYER,RECIPIENT",
        "fulfillmentStatuses": "PENDING,UNSHIPPED",
        "fulfilledBy": "MERCHANT",
        "maxResultsPerPage": "100",
        "paginationToken": "next/+= token",
    }
    assert call.body == b""


def test_query_of_get_order(client, amazon):
    amazon.script = [Reply.json({"order": {}}), Reply.json({"order": {}})]
    client.get_order(ORDER_ID, ["BUYER", "PROCEEDS"])
    client.get_order(ORDER_ID)
    path = f"/orders/2026-01-01/orders/{ORDER_ID}"
    assert {(call.method, call.path) for call in amazon.calls} == {("GET", path)}
    assert [call.query for call in amazon.calls] == [
        {"includedData": "BUYER,PROCEEDS"},
        {},
    ]


def test_query_of_marketplace_participations(client, amazon):
    amazon.script = [Reply.json({"payload": []})]
    client.get_marketplace_participations()
    (call,) = amazon.calls
    assert (call.method, call.path) == ("GET", "/sellers/v1/marketplaceParticipations")
    assert call.query == {}


def test_parameters_are_those_of_amazons_model():
    published = parameters("orders-api-model/orders_2026-01-01.json", "searchOrders")
    assert set(published) == SEARCH_ORDERS_PARAMETERS
    for parameter in published.values():
        if parameter["type"] == "array":
            assert parameter.get("collectionFormat", "csv") == "csv"


def test_paths_are_those_of_amazons_models():
    orders = model("orders-api-model/orders_2026-01-01.json")["paths"]
    sellers = model("sellers-api-model/sellers.json")["paths"]
    assert "/orders/2026-01-01/orders" in orders
    assert "/orders/2026-01-01/orders/{orderId}" in orders
    assert "/sellers/v1/marketplaceParticipations" in sellers


@pytest.mark.parametrize(
    ("call", "path", "model_path", "answer"),
    [
        (
            lambda client: client.get_report("50001"),
            "/reports/2021-06-30/reports/50001",
            "/reports/2021-06-30/reports/{reportId}",
            "Report",
        ),
        (
            lambda client: client.get_report_document("amzn1.spdoc.1.4.eu.T1.X"),
            "/reports/2021-06-30/documents/amzn1.spdoc.1.4.eu.T1.X",
            "/reports/2021-06-30/documents/{reportDocumentId}",
            "ReportDocument",
        ),
    ],
)
def test_calls_of_reports_are_those_of_the_model(
    client, amazon, call, path, model_path, answer
):
    """The answer holds what Amazon's model requires, and is taken as it is."""
    published = model("reports-api-model/reports_2021-06-30.json")
    assert model_path in published["paths"]
    definition = published["definitions"][answer]
    content = {name: "https://storage.test/x" for name in definition["required"]}
    amazon.script = [Reply.json(content)]
    assert call(client) == content
    (request,) = amazon.calls
    assert (request.method, request.path, request.query) == ("GET", path, {})


def test_headers(client, amazon):
    amazon.script = [PAGE]
    client.search_orders(marketplaceIds=["A"])
    headers = amazon.calls[0].headers
    assert headers["host"] == f"127.0.0.1:{amazon.port}"
    assert headers["x-amz-access-token"] == "Atza|client-seller|1"
    assert re.fullmatch(r"\d{8}T\d{6}Z", headers["x-amz-date"])
    assert headers["user-agent"].startswith("AmazonConnector/19.0 ")
    assert headers["accept"] == "application/json"


@pytest.mark.parametrize(
    "wrong",
    [
        {"lastUpdatedAfter": datetime(2026, 5, 1)},
        {"MarketplaceIds": ["A"]},
        {"nextToken": "x"},
        {"marketplaceIds": []},
        {"marketplaceIds": None},
    ],
)
def test_parameters_that_cannot_be_sent(client, amazon, wrong):
    """C03, H22."""
    with pytest.raises(ValueError, match="(?i)" + next(iter(wrong))):
        client.search_orders(**{"marketplaceIds": ["A"], **wrong})
    assert amazon.requests == []


@pytest.mark.parametrize("error", [KeyError("x"), TypeError("x"), AttributeError("x")])
def test_what_the_library_raises_becomes_ours(client, amazon, monkeypatch, error):
    """H3."""
    from sp_api.api.orders.orders_2026_01_01 import OrdersV20260101

    def fail(*_arguments, **_named):
        raise error

    monkeypatch.setattr(OrdersV20260101, "get_order", fail)
    with pytest.raises(ProtocolError) as caught:
        client.get_order(ORDER_ID)
    assert caught.value.detail == type(error).__name__
    assert caught.value.__context__ is None


def test_library_exceptions_become_ours(client, monkeypatch):
    from sp_api.api.sellers.sellers import Sellers
    from sp_api.base.exceptions import SellingApiException

    def fail(*_arguments, **_named):
        raise SellingApiException([{"code": "x", "message": "y"}], {})

    monkeypatch.setattr(Sellers, "get_marketplace_participation", fail)
    with pytest.raises(ProtocolError):
        client.get_marketplace_participations()


def test_library_never_logs_in(amazon):
    """H7, H10: even a blank token sends no secret anywhere."""
    from amazon_connector.lib.endpoint import Endpoint
    from amazon_connector.lib.errors import ConfigurationError
    from amazon_connector.lib.transport import Transport

    transport = Transport(trust_env=False)
    library = library_module.Library(Endpoint.simulator("eu", amazon.url), transport)
    with pytest.raises(ConfigurationError):
        library.call("getOrder", lambda: library.orders("").get_order(ORDER_ID))
    assert amazon.requests == []
    transport.close()


def test_library_looks_for_no_other_credentials(client, amazon, monkeypatch):
    """H10, H25: neither the environment nor a configuration file."""
    from sp_api.base.credential_provider import CredentialProvider

    def fail(*_arguments, **_named):
        raise AssertionError("the library looked for credentials by itself")

    monkeypatch.setattr(CredentialProvider, "CREDENTIAL_PROVIDERS", (fail,))
    amazon.script = [PAGE]
    client.search_orders(marketplaceIds=["A"])


def test_one_tls_context_is_enough(make_client, amazon, monkeypatch):
    """The library makes two of 20 ms each for every object otherwise."""
    import ssl

    make_client().close()
    made = []
    original = ssl.create_default_context

    def count(*arguments, **named):
        made.append(1)
        return original(*arguments, **named)

    monkeypatch.setattr(ssl, "create_default_context", count)
    amazon.script = [PAGE, Reply.json({"order": {}})]
    client = make_client()
    client.search_orders(marketplaceIds=["A"])
    client.get_order(ORDER_ID)
    assert made == []


@pytest.mark.parametrize(
    ("name", "value"), [("AWS_ENV", "NONSENSE"), ("SP_API_DEFAULT_MARKETPLACE", "XX")]
)
def test_loading_survives_the_librarys_environment(name, value):
    """H11: the library itself fails to import, Odoo must start nevertheless."""
    program = (
        "import sys, types\n"
        "package = types.ModuleType('addon')\n"
        f"package.__path__ = [{str(PROJECT / 'amazon_connector')!r}]\n"
        "sys.modules['addon'] = package\n"
        "import addon.lib.client\n"
        "assert 'odoo' not in sys.modules, 'lib imports odoo'\n"
        "assert 'sp_api' not in sys.modules\n"
    )
    environment = {**os.environ, name: value}
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
