# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Seller Central's consent page, where a seller authorises an application."""

import threading
from dataclasses import asdict, dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit

from markupsafe import Markup

from .answer import Answer
from .errors import error_of_status
from .lwa import DEFAULT_CLIENT_ID

CONSENT_PATH = "/apps/authorize/consent"
DEFAULT_APPLICATION_ID = "amzn1.sp.solution.simulator"
HTML_TYPE = "text/html; charset=utf-8"
# Amazon's own codes: the application is a draft or unknown, the address is not its own.
DRAFT_OR_UNKNOWN = "MD1000"
WRONG_REDIRECT_URI = "MD5101"

_PAGE = Markup("""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<h1>{title}</h1>
{content}
<p>This is the Amazon simulator: no real account is touched.</p>
</body>
</html>
""")
_FORM = Markup("""<p>The application {application} asks for access to the data of a
selling account. It will send you back to {redirect_uri}</p>
<form method="post">
<label>Selling account <select name="seller">{options}</select></label>
<button type="submit" name="authorize" value="1">Authorise</button>
</form>""")
_OPTION = Markup('<option value="{identifier}">{store_name} ({identifier})</option>')
_PROBLEM = Markup("<p>{problem}</p><p>Error Code: {code}</p>")


@dataclass(frozen=True)
class PublicApplication:
    """An application that sellers authorise on Amazon's site.

    Without ``redirect_uris`` it takes any address that the request names. A draft
    needs ``version=beta``.
    """

    application_id: str
    client_id: str = DEFAULT_CLIENT_ID
    redirect_uris: tuple = ()
    is_draft: bool = False


class Applications:
    """The applications that are registered."""

    def __init__(self):
        self._lock = threading.Lock()
        self._applications = {}
        self.reset()

    def reset(self):
        """Forget everything but the default application."""
        with self._lock:
            self._applications.clear()
        self.register(PublicApplication(DEFAULT_APPLICATION_ID))

    def register(self, application):
        """Add or replace an application."""
        with self._lock:
            self._applications[application.application_id] = application

    def get(self, application_id):
        """Return an application, or None."""
        return self._applications.get(application_id)

    def as_list(self):
        """Return every application as JSON takes it."""
        with self._lock:
            return [asdict(each) for each in self._applications.values()]


class ConsentError(Exception):
    """What Amazon's page shows in place of the button."""

    def __init__(self, code, problem):
        super().__init__(problem)
        self.code = code
        self.problem = problem


def answer_consent(state, request):
    """Answer GET with the page, and POST (its button) with the way back.

    The parameters are Amazon's: application_id, state, redirect_uri, version. The
    form adds ``seller``; without it the default seller consents.
    """
    if request.method not in ("GET", "POST"):
        raise error_of_status(404)
    try:
        application = _application(state, request.values)
        redirect_uri = _redirect_uri(application, request.values)
    except ConsentError as error:
        content = _PROBLEM.format(problem=error.problem, code=error.code)
        return _page(400, "Authorisation is not possible", content)
    if request.method == "POST":
        return _send_back(state, application, redirect_uri, request.values)
    content = _form(state, application, redirect_uri)
    return _page(200, "Authorise an application", content)


def _application(state, values):
    application = state.applications.get(values.get("application_id"))
    if application is None:
        raise ConsentError(DRAFT_OR_UNKNOWN, "There is no such application.")
    if application.is_draft and values.get("version") != "beta":
        problem = "The application is a draft and version=beta is missing."
        raise ConsentError(DRAFT_OR_UNKNOWN, problem)
    return application


def _redirect_uri(application, values):
    known = application.redirect_uris
    address = values.get("redirect_uri") or (known[0] if known else "")
    if not _is_web_address(address) or (known and address not in known):
        problem = "The redirect_uri is not one of the application's."
        raise ConsentError(WRONG_REDIRECT_URI, problem)
    return address


def _is_web_address(address):
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    is_complete = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_complete and not parts.fragment and address.isprintable()


def _form(state, application, redirect_uri):
    options = Markup().join(
        _OPTION.format(identifier=seller.identifier, store_name=seller.store_name)
        for seller in state.all_sellers()
    )
    return _FORM.format(
        application=application.application_id,
        redirect_uri=redirect_uri,
        options=options,
    )


def _page(status, title, content):
    answer = Answer(status, headers={"Content-Type": HTML_TYPE})
    answer.body = _PAGE.format(title=title, content=content).encode()
    return answer


def _send_back(state, application, redirect_uri, values):
    seller = state.seller(values.get("seller")).identifier
    code = state.login.issue_code(application.client_id, seller, redirect_uri)
    parameters = {"selling_partner_id": seller, "spapi_oauth_code": code}
    if "state" in values:
        parameters = {"state": values["state"], **parameters}
    location = _with_parameters(redirect_uri, parameters)
    headers = {"Content-Type": HTML_TYPE, "Location": location}
    return Answer(302, headers=headers)


def _with_parameters(address, parameters):
    parts = urlsplit(address)
    query = "&".join(filter(None, [parts.query, urlencode(parameters)]))
    return urlunsplit(parts._replace(query=query))
