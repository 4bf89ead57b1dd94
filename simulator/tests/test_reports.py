# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""getReports, getReport, getReportDocument, and the documents themselves."""

import gzip
from urllib.parse import urlsplit

import httpx
import pytest

from simulator.data_folder import DataFolder

from .conftest import NO_CERTIFICATES

REPORTS = "/reports/2021-06-30/reports"
DOCUMENTS = "/reports/2021-06-30/documents"
SETTLEMENTS = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2"
OTHER = "GET_MERCHANT_LISTINGS_ALL_DATA"


def add(caller, **values):
    """Add a report and return what Amazon would say about it."""
    values.setdefault("reportType", SETTLEMENTS)
    (report,) = caller.http.post("/_sim/reports", json=values).json()
    return report


def listed(caller, **parameters):
    """Return the report ids of one page."""
    parameters.setdefault("reportTypes", SETTLEMENTS)
    answer = caller.get(REPORTS, **parameters)
    assert answer.status_code == 200, answer.text
    return [report["reportId"] for report in answer.json()["reports"]]


def download(url):
    """Return the answer to a caller without an access token."""
    return httpx.get(url, verify=NO_CERTIFICATES, headers={"Accept-Encoding": ""})


def test_files_are_served_byte_for_byte(tmp_path, start):
    folder = tmp_path / "reports" / SETTLEMENTS
    folder.mkdir(parents=True)
    (folder / "1.txt").write_bytes(b"caf\xe9\tfirst\r\n")
    (folder / "2.txt").write_bytes(b"second")
    _server, caller = start(reports=DataFolder(tmp_path).reports())
    reports = caller.get(REPORTS, reportTypes=SETTLEMENTS).json()["reports"]
    assert [report["createdTime"] for report in reports] == [
        "2026-06-15T11:59:00Z",
        "2026-06-15T11:58:00Z",
    ]
    assert len(reports[0]["marketplaceIds"]) == 23
    paths = [f"{DOCUMENTS}/{report['reportDocumentId']}" for report in reports]
    bodies = [download(caller.get(path).json()["url"]).content for path in paths]
    assert bodies == [b"second", b"caf\xe9\tfirst\r\n"]


def test_newest_first(start):
    _server, caller = start()
    days = ["2026-06-02", "2026-06-03", "2026-06-01"]
    ids = [add(caller, createdTime=f"{day}T00:00:00Z")["reportId"] for day in days]
    add(caller, reportType=OTHER)
    assert listed(caller) == [ids[1], ids[0], ids[2]]
    assert len(listed(caller, reportTypes=f"{SETTLEMENTS},{OTHER}")) == 4


def test_filters(start):
    _server, caller = start()
    old = add(caller, createdTime="2026-06-01T00:00:00Z", marketplaceIds=["A", "B"])
    new = add(caller, createdTime="2026-06-10T00:00:00Z", processingStatus="FATAL")
    old, new = old["reportId"], new["reportId"]
    assert listed(caller, processingStatuses="DONE,CANCELLED") == [old]
    assert listed(caller, processingStatuses="FATAL") == [new]
    assert listed(caller, marketplaceIds="B,C") == [old]
    assert listed(caller, createdSince="2026-06-02T00:00:00Z") == [new]
    assert listed(caller, createdUntil="2026-06-02T00:00:00Z") == [old]


def test_retention(start):
    server, caller = start()
    report = add(caller, createdTime="2026-06-01T00:00:00Z")
    server.clock.advance(75 * 86400)
    caller.log_in()
    assert listed(caller) == [report["reportId"]]
    server.clock.advance(86400)
    caller.log_in()
    assert listed(caller, createdSince="2026-01-01T00:00:00Z") == []
    assert caller.get(f"{REPORTS}/{report['reportId']}").status_code == 404
    document = f"{DOCUMENTS}/{report['reportDocumentId']}"
    assert caller.get(document).status_code == 404


def test_pages(start):
    _server, caller = start()
    for day in range(1, 6):
        add(caller, createdTime=f"2026-06-0{day}T00:00:00Z")
    everything = listed(caller)
    page = caller.get(REPORTS, reportTypes=SETTLEMENTS, pageSize=2).json()
    add(caller)
    found = []
    while True:
        found.append([report["reportId"] for report in page["reports"]])
        if "nextToken" not in page:
            break
        page = caller.get(REPORTS, nextToken=page["nextToken"]).json()
    assert found == [everything[:2], everything[2:4], everything[4:]]


@pytest.mark.parametrize("fault", ["duplicate_page", "same_token"])
def test_faults_of_pages(start, fault):
    server, caller = start()
    for _ in range(5):
        add(caller)
    server.faults.plan(operation="getReports", nth=2, **{fault: True})
    first = caller.get(REPORTS, reportTypes=SETTLEMENTS, pageSize=2).json()
    second = caller.get(REPORTS, nextToken=first["nextToken"]).json()
    third = caller.get(REPORTS, nextToken=second["nextToken"]).json()
    assert (second["nextToken"] == first["nextToken"]) == (fault == "same_token")
    assert (second["reports"] == first["reports"]) == (fault == "duplicate_page")
    assert third["reports"] not in ([], first["reports"])


def test_page_size_is_ten_unless_asked(start):
    _server, caller = start()
    for _ in range(11):
        add(caller)
    assert len(listed(caller)) == 10
    assert len(listed(caller, pageSize=11)) == 11


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"reportTypes": ""},
        {"reportTypes": ",".join(f"T{number}" for number in range(11))},
        {"reportTypes": SETTLEMENTS, "processingStatuses": "Done"},
        {"reportTypes": SETTLEMENTS, "pageSize": "0"},
        {"reportTypes": SETTLEMENTS, "pageSize": "101"},
        {"reportTypes": SETTLEMENTS, "createdSince": "yesterday"},
        {"reportTypes": SETTLEMENTS, "createdUntil": "2026-06-01"},
        {
            "reportTypes": SETTLEMENTS,
            "marketplaceIds": ",".join(f"M{number}" for number in range(11)),
        },
        {"nextToken": "made up"},
        {"nextToken": "bm90IGpzb24=+/=%"},
    ],
)
def test_parameters_refused(start, parameters):
    _server, caller = start()
    answer = caller.get(REPORTS, **parameters)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"


def test_next_token_goes_alone(start):
    server, caller = start()
    add(caller)
    add(caller)
    token = caller.get(REPORTS, reportTypes=SETTLEMENTS, pageSize=1).json()["nextToken"]
    both = caller.get(REPORTS, reportTypes=SETTLEMENTS, nextToken=token)
    assert both.status_code == 400
    assert caller.get(REPORTS, nextToken=token).status_code == 200
    server.state.deny_roles(["finance_and_accounting"])
    assert caller.get(REPORTS, nextToken=token).status_code == 403


@pytest.mark.parametrize(("seconds", "status"), [(86400, 200), (86401, 400)])
def test_next_token_ends(start, seconds, status):
    server, caller = start()
    add(caller)
    add(caller)
    token = caller.get(REPORTS, reportTypes=SETTLEMENTS, pageSize=1).json()["nextToken"]
    server.clock.advance(seconds)
    caller.log_in()
    assert caller.get(REPORTS, nextToken=token).status_code == status


def test_report(start):
    server, caller = start()
    report = add(caller, dataStartTime="2026-06-01T00:00:00Z", reportId="77")
    assert report["createdTime"] == "2026-06-15T12:00:00Z"
    assert caller.get(f"{REPORTS}/77").json() == report
    assert caller.get(f"{REPORTS}/78").status_code == 404
    assert caller.get("/_sim/reports").json() == [report]
    server.state.deny_roles(["finance_and_accounting"])
    assert caller.get(f"{REPORTS}/77").status_code == 403
    document = f"{DOCUMENTS}/{report['reportDocumentId']}"
    assert caller.get(document).status_code == 403


@pytest.mark.parametrize("status", ["CANCELLED", "IN_PROGRESS", "IN_QUEUE", "FATAL"])
def test_only_what_is_done_has_a_document(start, status):
    _server, caller = start()
    assert "reportDocumentId" not in add(caller, processingStatus=status)


def test_reports_of_another_seller(start):
    _server, caller = start()
    caller.http.post("/_sim/reports?seller=TWO", json={"reportType": SETTLEMENTS})
    assert listed(caller) == []


def test_download_needs_no_token_and_ends(start):
    server, caller = start()
    report = add(caller, content="a\tb\r\n")
    document = caller.get(f"{DOCUMENTS}/{report['reportDocumentId']}").json()
    assert set(document) == {"reportDocumentId", "url"}
    assert urlsplit(document["url"]).netloc == urlsplit(server.url).netloc
    server.clock.advance(299)
    answer = download(document["url"])
    assert (answer.status_code, answer.content) == (200, b"a\tb\r\n")
    entry = server.journal.entries("download")[0]
    assert entry.access_token == ""
    assert entry.query["signature"] not in document["url"]
    server.clock.advance(1)
    assert download(document["url"]).status_code == 403


@pytest.mark.parametrize("old", ["expires=1", "signature=", "documents/A"])
def test_changed_address_is_refused(start, old):
    _server, caller = start()
    report = add(caller, content="secret")
    document = caller.get(f"{DOCUMENTS}/{report['reportDocumentId']}").json()
    assert old in document["url"]
    answer = download(document["url"].replace(old, f"{old}9"))
    assert answer.status_code == 403
    assert b"secret" not in answer.content


@pytest.mark.parametrize(
    ("parameters", "encoding"),
    [({}, "identity"), ({"enableContentEncodingUrlHeader": "true"}, "gzip")],
)
def test_compressed(start, parameters, encoding):
    _server, caller = start()
    report = add(caller, content_base64="Y2Fm6Q==", compressed=True)
    path = f"{DOCUMENTS}/{report['reportDocumentId']}"
    document = caller.get(path, **parameters).json()
    assert document["compressionAlgorithm"] == "GZIP"
    answer = download(document["url"])
    assert answer.headers["content-encoding"] == encoding
    body = answer.content if encoding == "gzip" else gzip.decompress(answer.content)
    assert body == b"caf\xe9"


def test_rate_limits(start):
    _server, caller = start(rate_limits=True)
    answers = [caller.get(REPORTS, reportTypes=SETTLEMENTS) for _ in range(11)]
    assert [each.status_code for each in answers] == [200] * 10 + [429]
    assert answers[0].headers["x-amzn-RateLimit-Limit"] == "0.0222"
