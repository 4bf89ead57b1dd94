# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import signal
import subprocess

from ..odoo import odoo_command, write_configuration
from ..running import Stack

HELP = """\
usage: setup/odoo ARGUMENTS

Runs Odoo's own command line in the environment of this checkout, with the
private PostgreSQL server started if it is not up. Examples:

  setup/odoo shell -d demo
  setup/odoo -d demo -u amazon_connector --stop-after-init
  setup/odoo --help          Odoo's own help (this text: setup/odoo without arguments)
"""


def parse(arguments):
    """Everything belongs to Odoo; nothing at all asks for help."""
    if not arguments:
        print(HELP)
        raise SystemExit(0)
    return arguments


def run(arguments):
    """Run Odoo on this terminal and return its exit status."""
    with Stack("odoo") as stack:
        configuration = write_configuration(stack.cluster, "odoo")
        command, environment = odoo_command(configuration, *arguments)
        # The terminal sends Ctrl-C to Odoo as well, which decides what it means.
        signal.signal(signal.SIGINT, lambda *_: None)
        process = subprocess.Popen(command, env=environment)
        try:
            return process.wait()
        finally:
            process.terminate()
            process.wait()
