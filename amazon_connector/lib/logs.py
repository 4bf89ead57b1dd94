# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Keeps the loggers of our dependencies quiet: they print what nobody may read."""

import logging
import re

TALKATIVE_LOGGERS = ("sp_api", "httpx", "httpcore", "boto3", "botocore")


def cap_loggers():
    """Keep tokens, addresses and personal data out of the log, whatever its level."""
    for name in TALKATIVE_LOGGERS:
        logging.getLogger(name)
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in TALKATIVE_LOGGERS:
            logger = logging.getLogger(name)
            logger.setLevel(max(logger.level, logging.WARNING))


class HiddenQuery(logging.Filter):
    """Takes the query of one page out of log records, also where it is quoted.

    Add it to the logger that writes the access log.
    """

    def __init__(self, path):
        super().__init__()
        parts = (re.escape(part) for part in path.strip("/").split("/"))
        page = "(?:/|%2F)".join(["", *parts])
        self._pattern = re.compile(rf"({page})(?:\?|%3F)[^\s\"]*", re.IGNORECASE)

    @property
    def pattern(self):
        """The expression that finds the page."""
        return self._pattern.pattern

    def filter(self, record):
        """Rewrite the record if it shows the page; keep every record."""
        text = record.getMessage()
        hidden = self._pattern.sub(r"\1?...", text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True


def hide_query(logger_name, path):
    """Keep the query of a page out of what a logger writes, once per process."""
    logger = logging.getLogger(logger_name)
    hidden = HiddenQuery(path)
    present = [each for each in logger.filters if isinstance(each, HiddenQuery)]
    if hidden.pattern not in [each.pattern for each in present]:
        logger.addFilter(hidden)
