# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The command: python -m simulator."""

import argparse
import sys

from .application import Application
from .clock import Clock
from .consent import DEFAULT_APPLICATION_ID
from .data_folder import DataError, DataFolder
from .generator import catalogue, generate_orders
from .lwa import (
    DEFAULT_CLIENT_ID,
    DEFAULT_CLIENT_SECRET,
    DEFAULT_REFRESH_TOKEN,
    DEFAULT_SELLER,
)
from .server import make_http_server
from .state import SimulatorState

_GREETING = f"""Amazon simulator with {{count}} orders on {{address}}
  client id      {DEFAULT_CLIENT_ID}
  client secret  {DEFAULT_CLIENT_SECRET}
  refresh token  {DEFAULT_REFRESH_TOKEN}
  merchant token {DEFAULT_SELLER}
  application id {DEFAULT_APPLICATION_ID}"""


def main(arguments=None):
    """Serve until interrupted; return the exit status."""
    options = parse_arguments(arguments)
    try:
        state = make_state(options)
    except DataError as error:
        print(error, file=sys.stderr)
        return 2
    application = Application(state, options.strict, options.allow_remote)
    server = make_http_server(application, options.host, options.port)
    count = len(state.seller().orders)
    address = f"http://{options.host}:{server.port}"
    print(_GREETING.format(count=count, address=address), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    return 0


def parse_arguments(arguments=None):
    """Return the options of the command line."""
    parser = argparse.ArgumentParser("python -m simulator", description=__doc__)
    parser.add_argument("--port", type=int, default=9555, help="0 takes a free port")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--data", metavar="DIR", help="folder of documents to serve")
    parser.add_argument("--orders", type=int, default=0, help="orders to make up")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same orders")
    parser.add_argument(
        "--kinds",
        choices=["all", "simple"],
        default="all",
        help="simple: only plain orders that can be imported",
    )
    parser.add_argument(
        "--time-scale",
        type=float,
        default=1.0,
        metavar="X",
        help="rate limits and token lifetimes pass X times as fast",
    )
    parser.add_argument("--no-rate-limits", action="store_true")
    parser.add_argument(
        "--strict", action="store_true", help="refuse unknown query parameters"
    )
    parser.add_argument(
        "--allow-remote", action="store_true", help="answer other hosts, too"
    )
    return parser.parse_args(arguments)


def make_state(options):
    """Return the state that the options describe."""
    clock = Clock(options.time_scale)
    documents, participations, contents, reports, listings = (), None, {}, {}, ()
    if options.data:
        folder = DataFolder(options.data)
        documents = folder.orders()
        participations = folder.participations()
        contents = folder.contents()
        reports = folder.reports()
        listings = folder.listings()
    # The same orders all day long, so that a second start has nothing new to offer.
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    orders = generate_orders(options.orders, options.seed, today, options.kinds)
    return SimulatorState(
        orders=orders,
        documents=documents,
        participations=participations,
        catalogue=catalogue() if orders else (),
        clock=clock,
        rate_limits=not options.no_rate_limits,
        contents=contents,
        reports=reports,
        listings=listings,
        settled_until=today,
    )


if __name__ == "__main__":
    sys.exit(main())
