# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Two Odoo hosts on one database share an import, also when one of them dies."""

import pytest

from .load_balancer import LoadBalancer
from .shop import make_orders
from .waiting import wait_until

ORDERS = 500


@pytest.fixture(scope="module", autouse=True)
def hosts(office):
    """Start two Odoo servers behind a load balancer that the job runner uses."""
    balancer = LoadBalancer()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ODOO_QUEUE_JOB_PORT", str(balancer.port))
        hosts = [office.open(), office.open()]
    for host in hosts:
        balancer.add(host)
    yield hosts
    balancer.close()


def check_complete(shop, log):
    """All orders of the run are imported, once and to the cent."""
    shop.check_done(log, fetched_count=ORDERS, imported_count=ORDERS)
    shop.check_imported_once()
    shop.check_cursor(log)


def test_two_hosts_share_an_import(office, hosts, open_shop):
    """W05."""
    shop = open_shop(make_orders(ORDERS))
    check_complete(shop, shop.import_orders())
    assert office.servers_of_jobs("_job_process_orders") == set(hosts)


def test_one_host_dies_in_the_middle(office, hosts, open_shop):
    """W07: the first host also has the runner that hands out the jobs."""
    shop = open_shop(make_orders(ORDERS))
    log_id = shop.start_import()
    wait_until(lambda: shop.count_orders() >= ORDERS / 5, "a fifth is imported")
    with office.block_writes("sale_order_line"):
        office.wait_for_blocked_job("sale_order_line")
        assert shop.count_orders() < ORDERS
        office.kill(hosts[0])
    check_complete(shop, shop.finish(log_id))
