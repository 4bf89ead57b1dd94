# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keeps the loggers of our dependencies quiet: they print what nobody may read."""

import logging

TALKATIVE_LOGGERS = ("sp_api", "httpx", "httpcore")


def cap_loggers():
    """Keep tokens, addresses and personal data out of the log, whatever its level."""
    for name in TALKATIVE_LOGGERS:
        logging.getLogger(name)
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in TALKATIVE_LOGGERS:
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.WARNING))
