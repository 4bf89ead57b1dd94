# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

import pytest

from amazon_connector.lib.logs import HiddenQuery, hide_query

PAGE = "/amazon/authorize"


@pytest.mark.parametrize(
    "target",
    [
        "/amazon/authorize?state=SECRET&spapi_oauth_code=SECRET",
        "/web/login?redirect=%2Famazon%2Fauthorize%3Fstate%3DSECRET%26code%3DSECRET",
        "/web/login?redirect=/amazon/authorize?code=SECRET",
    ],
)
def test_query_is_hidden(target):
    line = f"GET {target} HTTP/1.1"
    record = logging.LogRecord(
        "werkzeug", 20, "", 1, '"%s" %s %s', (line, "303", "-"), None
    )
    assert HiddenQuery(PAGE).filter(record)
    assert "SECRET" not in record.getMessage()
    assert record.getMessage().endswith('?... HTTP/1.1" 303 -')


def test_other_pages_stay():
    record = logging.LogRecord(
        "werkzeug", 20, "", 1, '"%s" %s', ("GET /web?a=1", 2), None
    )
    assert HiddenQuery(PAGE).filter(record)
    assert record.getMessage() == '"GET /web?a=1" 2'
    assert record.args == ("GET /web?a=1", 2)


def test_one_filter_per_logger():
    logger = logging.getLogger("amazon_connector.test_logs")
    hide_query(logger.name, PAGE)
    hide_query(logger.name, PAGE)
    assert len(logger.filters) == 1


def test_second_page_of_a_logger():
    logger = logging.getLogger("amazon_connector.test_logs_of_two_pages")
    hide_query(logger.name, PAGE)
    hide_query(logger.name, "/amazon/other")
    for page in (PAGE, "/amazon/other"):
        record = logging.LogRecord("x", 20, "", 1, f"GET {page}?a=SECRET", (), None)
        assert logger.filter(record)
        assert "SECRET" not in record.getMessage()
