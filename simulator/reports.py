# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Reports API v2021-06-30: getReports, getReport, getReportDocument."""

from .clock import format_time
from .downloads import document_url
from .errors import ApiError, invalid_input
from .inquiry import read_choices, read_page_size, read_time, read_values
from .pagination import make_query_token, read_query_token
from .report_store import RETENTION, STATUSES, place_of
from .roles import role_of_report_type

LIST_PARAMETERS = frozenset(
    "reportTypes processingStatuses marketplaceIds pageSize createdSince createdUntil"
    " nextToken".split()
)
DOCUMENT_PARAMETERS = frozenset({"enableContentEncodingUrlHeader"})


def get_reports(seller, inquiry):
    """Answer getReports with one page, the newest report first."""
    parameters, after = _query(inquiry.parameters, inquiry.now)
    accepts = _filter(parameters)
    page_size = read_page_size(parameters, "pageSize", 10)
    reports = [
        report
        for report in seller.reports.all(inquiry.now)
        if accepts(report) and (after is None or place_of(report) < after)
    ]
    page = reports[:page_size]
    answer = {"reports": [report.description for report in page]}
    if len(reports) > page_size:
        place = place_of(page[-1])
        answer["nextToken"] = make_query_token(parameters, place, inquiry.now)
    return answer


def get_report(seller, inquiry, report_id):
    """Answer getReport."""
    report = seller.reports.get(report_id, inquiry.now)
    if report is None:
        raise ApiError(404, "NotFound", f"Report {report_id} was not found.")
    return report.description


def get_report_document(seller, inquiry, document_id):
    """Answer getReportDocument with an address that works for five minutes."""
    report = seller.reports.with_document(document_id, inquiry.now)
    if report is None:
        raise ApiError(404, "NotFound", f"Document {document_id} was not found.")
    answer = {"reportDocumentId": document_id}
    encoding = ""
    if report.is_compressed:
        answer["compressionAlgorithm"] = "GZIP"
        wanted = inquiry.parameters.get("enableContentEncodingUrlHeader", "false")
        encoding = "gzip" if wanted == "true" else "identity"
    answer["url"] = document_url(inquiry, seller.identifier, document_id, encoding)
    return answer


def roles_of_list(seller, inquiry):
    """Return the roles that the report types of a list need."""
    parameters = inquiry.parameters
    if "nextToken" in parameters:
        parameters, _place = read_query_token(parameters["nextToken"], inquiry.now)
    return _roles(read_values(parameters, "reportTypes"))


def roles_of_report(seller, inquiry, report_id):
    """Return the roles that the type of a report needs."""
    report = seller.reports.get(report_id, inquiry.now)
    return _roles({report.report_type} if report else ())


def roles_of_document(seller, inquiry, document_id):
    """Return the roles that the type of a document needs."""
    report = seller.reports.with_document(document_id, inquiry.now)
    return _roles({report.report_type} if report else ())


def _roles(report_types):
    return {role_of_report_type(each) for each in report_types} - {None}


def _query(parameters, now):
    """Return the filters, from the token if there is one, and the place to go on."""
    if "nextToken" not in parameters:
        if not read_values(parameters, "reportTypes", most=10):
            raise invalid_input("Either reportTypes or nextToken must be provided.")
        defaults = {
            "createdSince": format_time(now - RETENTION),
            "createdUntil": format_time(now),
        }
        return {**defaults, **parameters}, None
    if len(parameters) > 1:
        raise invalid_input("nextToken must be the only parameter.")
    return read_query_token(parameters["nextToken"], now)


def _filter(parameters):
    types = read_values(parameters, "reportTypes")
    statuses = read_choices(parameters, "processingStatuses", STATUSES)
    marketplaces = read_values(parameters, "marketplaceIds", most=10)
    since = read_time(parameters, "createdSince")
    until = read_time(parameters, "createdUntil")

    def accepts(report):
        description = report.description
        sold_in = description.get("marketplaceIds", ())
        return (
            report.report_type in types
            and since <= report.created <= until
            and (not statuses or description["processingStatus"] in statuses)
            and (not marketplaces or bool(marketplaces.intersection(sold_in)))
        )

    return accepts
