# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Odoo's command line as a file of its own.

A server with workers starts its gevent process from the path of the program, which
``python -m odoo`` does not have.
"""

from odoo.cli.command import main

main()
