# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from datetime import timedelta

import pytest

from amazon_connector.lib.backoff import Backoff

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("count", "pause"),
    [(1, QUARTER), (2, 2 * QUARTER), (7, 64 * QUARTER), (8, DAY), (10**6, DAY)],
)
def test_pause_doubles_up_to_a_day(count, pause):
    assert Backoff(QUARTER).pause(count) == pause


def test_longest_pause():
    assert Backoff(QUARTER, longest=timedelta(hours=1)).pause(9) == timedelta(hours=1)
