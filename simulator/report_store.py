# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The reports of one seller, with their documents."""

import gzip
import itertools
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from .clock import format_time, parse_time

RETENTION = timedelta(days=90)
STATUSES = frozenset("CANCELLED DONE FATAL IN_PROGRESS IN_QUEUE".split())
DEFAULT_TYPE = "application/octet-stream"
REPORT_FIELDS = frozenset(
    "reportId reportType createdTime processingStatus marketplaceIds dataStartTime"
    " dataEndTime processingStartTime processingEndTime reportScheduleId".split()
)


@dataclass(frozen=True)
class Report:
    """One report: what Amazon says about it, and the file behind it."""

    description: dict
    content: bytes | Path = b""
    is_compressed: bool = False
    content_type: str = DEFAULT_TYPE

    @property
    def identifier(self):
        """Return the report id."""
        return self.description["reportId"]

    @property
    def report_type(self):
        """Return the report type."""
        return self.description["reportType"]

    @property
    def document_id(self):
        """Return the id of the document, or None without one."""
        return self.description.get("reportDocumentId")

    @property
    def created(self):
        """Return when the report was created."""
        return parse_time(self.description["createdTime"])

    def body(self):
        """Return the bytes of the document as they are downloaded."""
        content = self.content
        content = content.read_bytes() if isinstance(content, Path) else content
        return gzip.compress(content, mtime=0) if self.is_compressed else content


class ReportStore:
    """A collection of reports; Amazon forgets each after 90 days."""

    def __init__(self):
        self._lock = threading.Lock()
        self._numbers = itertools.count(50_000_000_001)
        self._reports = {}

    def add(
        self,
        values,
        now,
        content=b"",
        is_compressed=False,
        content_type=DEFAULT_TYPE,
    ):
        """Add or replace a report and return it.

        ``values`` are fields of Amazon's Report. Without others it was created
        ``now`` and is done; only what is done has a document.
        """
        created = values.get("createdTime") or format_time(now)
        with self._lock:
            identifier = values.get("reportId") or str(next(self._numbers))
            done = {}
            if values.get("processingStatus", "DONE") == "DONE":
                done = {
                    "processingStartTime": created,
                    "processingEndTime": created,
                    "reportDocumentId": f"amzn1.spdoc.1.4.simulator.{identifier}",
                }
            description = {"processingStatus": "DONE", **done, **values}
            description.update(reportId=identifier, createdTime=created)
            report = Report(description, content, is_compressed, content_type)
            self._reports[identifier] = report
        return report

    def all(self, now):
        """Return the reports that Amazon still has, the newest first."""
        with self._lock:
            reports = list(self._reports.values())
        kept = [report for report in reports if now - report.created <= RETENTION]
        return sorted(kept, key=place_of, reverse=True)

    def get(self, identifier, now):
        """Return a report, or None."""
        return _first(self.all(now), lambda report: report.identifier == identifier)

    def with_document(self, document_id, now):
        """Return the report that a document belongs to, or None."""
        return _first(self.all(now), lambda report: report.document_id == document_id)


def place_of(report):
    """Return what reports are sorted by."""
    return report.created.timestamp(), report.identifier


def _first(reports, accepts):
    return next(filter(accepts, reports), None)
