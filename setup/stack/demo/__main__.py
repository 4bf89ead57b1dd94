# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""``python -m stack.demo``: the import of setup/demo on servers that are running.

docker/compose.yaml uses it; it needs nothing but Python.
"""

import argparse
import sys

from ..errors import SetupError
from ..rpc import RpcError, RpcSession
from ..simulator import SimulatorControl
from .driver import explain
from .scenario import import_orders


def main():
    """Import once, print the table; return 1 if something failed."""
    parser = argparse.ArgumentParser("python -m stack.demo", description=__doc__)
    parser.add_argument("--odoo", metavar="URL", required=True)
    parser.add_argument("--simulator", metavar="URL", required=True)
    parser.add_argument("--database", metavar="NAME", default="demo")
    parser.add_argument("--create-products", action="store_true")
    options = parser.parse_args()
    try:
        session = RpcSession(options.odoo, options.database, "admin", "admin")
        simulator = SimulatorControl(options.simulator)
        report = import_orders(
            session,
            simulator,
            simulator.control("/_sim/catalogue"),
            options.create_products,
            check_alive=lambda: None,
        )
    except RpcError as error:
        print(f"error: {explain(error)}", file=sys.stderr)
        return 1
    except SetupError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    print(f"\n{report.text()}")
    return int(report.failed)


sys.exit(main())
