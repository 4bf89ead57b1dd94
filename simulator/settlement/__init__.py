# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Settlement reports of made-up orders: what Amazon pays for them, and when."""

from .reports import REPORT_TYPE, make_settlements

__all__ = ["REPORT_TYPE", "make_settlements"]
