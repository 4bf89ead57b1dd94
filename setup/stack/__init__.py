# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the commands in setup/ are made of: PostgreSQL, Odoo and the simulator.

``stack.running.Stack`` is the entry for benchmarks and end-to-end tests.
"""
