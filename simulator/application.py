# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The WSGI program: one request in, one answer out, one line in the journal."""

import ipaddress
import json
import threading
import uuid
from datetime import timedelta
from urllib.parse import unquote_plus

from werkzeug.http import http_date
from werkzeug.wrappers import Request

from .answer import Answer, answer_of_fault, dress, transmit
from .clock import format_time
from .consent import CONSENT_PATH, answer_consent
from .control import Control
from .downloads import answer_download, is_download
from .errors import ApiError, error_of_status, invalid_input, token_refused
from .inquiry import Inquiry
from .journal import JournalEntry, user_agent_problem
from .lwa import LoginError, fingerprint
from .operations import (
    CONSENT,
    DOWNLOAD,
    TOKEN,
    TOKEN_PATH,
    UNKNOWN,
    find_operation,
)
from .page_faults import spoil_page
from .queues import OPERATIONS as QUEUE_OPERATIONS
from .queues import answer_queue, operation_of_queue

# Amazon gives its rate header with these statuses only.
_STATUSES_WITH_RATE = {200, 400, 404}
_PAGES = {TOKEN_PATH: TOKEN, CONSENT_PATH: CONSENT}
_SECRET_PARAMETERS = {"state", "signature"}


class Call:
    """A request to the API while it is being answered."""

    def __init__(self, request, state):
        self.request = request
        self.request_id = str(uuid.uuid4())
        self.access_token = request.headers.get("x-amz-access-token", "")
        self.parameters = request.args.to_dict()
        self.match = find_operation(request.method, request.path)
        self.operation = self.match.operation.name if self.match else UNKNOWN
        self.operation = _PAGES.get(request.path, self.operation)
        if is_download(request.path):
            self.operation = DOWNLOAD
        self.operation = operation_of_queue(request) or self.operation
        self.seller = state.login.seller_of_access_token(self.access_token) or ""
        if self.operation == TOKEN:
            self.seller = state.login.seller_of_token_request(request.form)
        target = unquote_plus(request.full_path)
        self.faults = state.faults.of_call(self.operation, target, self.seller)
        offset = sum(float(fault.get("clock_offset", 0)) for fault in self.faults)
        self.now = state.clock.now() + timedelta(seconds=offset)

    @property
    def unknown_parameters(self):
        """Return the query parameters that the operation does not have."""
        if not self.match:
            return ()
        return tuple(sorted(set(self.parameters) - self.match.operation.parameters))


class Application:
    """Answers as Amazon would, or as the planned faults say."""

    def __init__(self, state, strict=False, allow_remote=False):
        self.state = state
        self.strict = strict
        self.allow_remote = allow_remote
        self.stopping = threading.Event()
        self._control = Control(state)
        self._pages = {
            TOKEN: self._token,
            CONSENT: self._consent,
            DOWNLOAD: self._download,
            **dict.fromkeys(QUEUE_OPERATIONS, self._queue),
        }

    def __call__(self, environ, start_response):
        """Answer a WSGI request."""
        request = Request(environ)
        if not self.allow_remote and not _is_loopback(request.remote_addr):
            response = transmit(Answer(403, error_of_status(403).payload()), (), None)
        elif request.path.startswith("/_sim/"):
            response = transmit(self._control.answer(request), (), None)
        else:
            response = self._serve(Call(request, self.state))
        return response(environ, start_response)

    def _serve(self, call):
        self._prepare(call)
        answer = self._answer(call)
        self._add_headers(answer, call)
        for fault in call.faults:
            dress(answer, fault)
        self._record(call, answer)
        return transmit(answer, call.faults, self.stopping.wait)

    def _prepare(self, call):
        for fault in call.faults:
            for order_id, patch in (fault.get("mutate") or {}).items():
                self.state.patch_order(order_id, patch, call.seller)
            self.stopping.wait(float(fault.get("delay", 0)))

    def _answer(self, call):
        for fault in call.faults:
            if fault.replaces_answer:
                return answer_of_fault(fault)
        try:
            answer = self._pages.get(call.operation, self._operation)
            return answer(call)
        except (ApiError, LoginError) as error:
            return Answer(error.status, error.payload())

    def _token(self, call):
        request = call.request
        form_type = "application/x-www-form-urlencoded"
        if request.method != "POST" or request.mimetype != form_type:
            raise LoginError(400, "invalid_request", "A form has to be posted.")
        return Answer(200, self.state.login.grant(request.form))

    def _consent(self, call):
        return answer_consent(self.state, call.request)

    def _download(self, call):
        return answer_download(self.state, call.request.path, call.parameters, call.now)

    def _queue(self, call):
        return answer_queue(self.state.queues, call.request, call.operation)

    def _operation(self, call):
        if call.match and call.match.operation.scope:
            payload = self._payload_of_application(call)
        else:
            payload = self._payload(call)
        return Answer(204 if payload is None else 200, payload)

    def _payload_of_application(self, call):
        """Return what an operation answers to an application without a seller."""
        operation = call.match.operation
        client_id = self.state.login.application_of_scope(
            call.access_token, operation.scope
        )
        if not client_id:
            raise token_refused()
        if not self.state.limiter.take(client_id, call.operation):
            raise error_of_status(429)
        application = self.state.developer_application(client_id)
        inquiry = self._inquiry(call, application)
        return operation.handler(application, inquiry, *call.match.arguments)

    def _inquiry(self, call, application):
        return Inquiry(
            call.parameters,
            call.now,
            call.request.host_url,
            _read_body(call.request),
            application,
        )

    def _payload(self, call):
        login = self.state.login
        if not login.seller_of_access_token(call.access_token):
            raise token_refused()
        if call.match is None:
            raise error_of_status(404)
        seller = self.state.seller(call.seller)
        client_id = login.application_of_access_token(call.access_token)
        application = self.state.developer_application(client_id)
        inquiry = self._inquiry(call, application)
        asked = (seller, inquiry, *call.match.arguments)
        if seller.denied_roles & call.match.operation.roles(*asked):
            raise error_of_status(403)
        if not self.state.limiter.take(call.seller, call.operation):
            raise error_of_status(429)
        if self.strict and call.unknown_parameters:
            names = ", ".join(call.unknown_parameters)
            raise invalid_input(f"Unknown parameters: {names}")
        payload = call.match.operation.handler(*asked)
        previous = seller.pages.get(call.operation)
        payload = spoil_page(payload, call.faults, call.parameters, previous)
        seller.pages[call.operation] = payload
        return payload

    def _add_headers(self, answer, call):
        answer.headers["Date"] = http_date(call.now)
        if call.operation not in self._pages:
            answer.headers["x-amzn-RequestId"] = call.request_id
        rate = self.state.limiter.header(call.operation)
        if rate and answer.status in _STATUSES_WITH_RATE:
            answer.headers["x-amzn-RateLimit-Limit"] = rate

    def _record(self, call, answer):
        request = call.request
        user_agent = request.headers.get("User-Agent", "")
        entry = JournalEntry(
            time=format_time(call.now),
            operation=call.operation,
            method=request.method,
            path=request.path,
            query=_without_secrets(call.parameters),
            seller=call.seller,
            user_agent=user_agent,
            user_agent_problem=user_agent_problem(user_agent),
            status=answer.status,
            request_id=call.request_id,
            access_token=fingerprint(call.access_token),
            unknown_parameters=call.unknown_parameters,
            faults=tuple(_effects(fault) for fault in call.faults),
        )
        self.state.journal.add(entry)


def _read_body(request):
    """Return the JSON object that came with a request."""
    try:
        body = json.loads(request.get_data() or b"{}")
    except ValueError:
        raise invalid_input("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise invalid_input("The body is not an object.")
    return body


def _without_secrets(parameters):
    return {
        name: fingerprint(value) if name in _SECRET_PARAMETERS else value
        for name, value in parameters.items()
    }


def _effects(fault):
    return ",".join(sorted(fault.effects))


def _is_loopback(address):
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
