# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import signal
import time
from contextlib import ExitStack
from pathlib import Path

from ..arguments import Parser, whole_number, writable_file
from ..console import say, step
from ..databases import Databases
from ..demo.catalogue import check_data_folder, read_catalogue
from ..demo.driver import explain
from ..demo.leftovers import DemoLock
from ..demo.scenario import import_orders
from ..errors import Stopped
from ..odoo import OdooServer
from ..paths import prepare_folders
from ..postgres import Cluster
from ..rpc import RpcError
from ..simulator import Simulator

HTTP_PORT = 8069
DATABASE = "demo"
DESCRIPTION = """\
Starts PostgreSQL, an Amazon simulator and Odoo, imports the simulator's orders
and prints what became of them. Then it stays up until Ctrl-C.
"""


def parse(arguments):
    """Read the command line and refuse what cannot work."""
    parser = Parser("demo", DESCRIPTION)
    parser.add_argument("--once", action="store_true", help="end after the table")
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        help="serve the orders in DIR/orders/*.json and the settlement reports in"
        " DIR/reports; first create the products in"
        " DIR/catalogue.csv (sku, name, price, currency)",
    )
    parser.add_argument(
        "--create-products",
        action="store_true",
        help="let the seller create products for unknown SKUs",
    )
    parser.add_argument(
        "--fresh", action="store_true", help="start from an empty database"
    )
    parser.add_argument(
        "--json", metavar="FILE", type=writable_file, help="write the result to FILE"
    )
    parser.add_argument(
        "--orders",
        metavar="N",
        type=whole_number,
        default=80,
        help="number of generated orders (default: 80)",
    )
    parser.add_argument(
        "--seed",
        metavar="S",
        type=whole_number,
        default=7,
        help="same seed, same orders (default: 7)",
    )
    options = parser.parse_args(arguments)
    if options.data:
        options.data = options.data.absolute()
        check_data_folder(options.data)
    return options


def run(options):
    """Show the connector at work; return 1 if something failed."""
    prepare_folders()
    with DemoLock() as lock, ExitStack() as cleanup:
        cluster = cleanup.enter_context(Cluster())
        _prepare_database(Databases(cluster), options.fresh)
        simulator, odoo = _start_servers(cluster, options, lock, cleanup)
        report = _import_orders(options, simulator, odoo)
        print(f"\n{report.text()}\n", flush=True)
        if options.json:
            report.write_json(options.json)
        if not options.once:
            _stay_up(simulator, odoo)
        return int(report.failed)


def _prepare_database(databases, fresh):
    if fresh or DATABASE not in databases.cluster.databases():
        databases.copy_of_template(DATABASE)
        say(f"Created the database {DATABASE}.")
    else:
        databases.update(DATABASE)


def _start_servers(cluster, options, lock, cleanup):
    if options.data:
        arguments = ("--data", options.data)
    else:
        arguments = ("--orders", options.orders, "--seed", options.seed)
    # One process with threads: only then the web client's live messages pass
    # through the same port, without a proxy in front.
    odoo = OdooServer(cluster, DATABASE, "demo", workers=0, port=HTTP_PORT)
    servers = Simulator(*arguments), odoo
    with step("Starting the Amazon simulator and Odoo"):
        for server in servers:
            cleanup.callback(server.stop)
            server.start()
            lock.record(server)
        for server in servers:
            server.wait_until_ready()
    return servers


def _import_orders(options, simulator, odoo):
    if options.data:
        catalogue = read_catalogue(options.data)
    else:
        catalogue = simulator.control("/_sim/catalogue")
    try:
        return import_orders(
            odoo.login(),
            simulator,
            catalogue,
            options.create_products,
            odoo.check_alive,
        )
    except RpcError as error:
        odoo.check_alive()
        raise explain(error) from error


def _stay_up(simulator, odoo):
    print(f"Odoo       {odoo.url}/odoo/amazon-orders   login: admin   password: admin")
    print(f"Simulator  {simulator.url}/_sim/journal   (every request that it got)")
    print("Ctrl-C stops both.", flush=True)
    try:
        while True:
            time.sleep(1)
            odoo.check_alive()
            simulator.check_alive()
    except Stopped as stopped:
        if stopped.status != 128 + signal.SIGINT:
            raise
        say("Stopping ...")
