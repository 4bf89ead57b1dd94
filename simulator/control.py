# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The simulator's own interface: what tests and people steer it with."""

import base64
import json
from dataclasses import fields

from .answer import Answer
from .clock import parse_time
from .consent import PublicApplication
from .errors import ApiError, error_of_status, invalid_input
from .lwa import DEFAULT_CLIENT_ID
from .marketplaces import with_participation, without_participation
from .queues import DEFAULT_QUEUE, QueueError
from .report_store import REPORT_FIELDS, STATUSES
from .roles import ROLES

_REPORT_TIMES = {name for name in REPORT_FIELDS if name.endswith("Time")}


class Control:
    """Answers everything below /_sim/."""

    def __init__(self, state):
        self.state = state
        self._routes = {
            ("GET", "health"): self._health,
            ("GET", "journal"): self._journal,
            ("DELETE", "journal"): self._clear_journal,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._plan_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "orders"): self._orders,
            ("POST", "orders"): self._put_orders,
            ("GET", "listings"): self._listings,
            ("POST", "listings"): self._put_listings,
            ("GET", "submissions"): self._submissions,
            ("POST", "credentials"): self._authorize,
            ("DELETE", "credentials"): self._revoke,
            ("POST", "secrets"): self._plan_secrets,
            ("GET", "applications"): self._applications,
            ("POST", "applications"): self._register_applications,
            ("GET", "participations"): self._participations,
            ("POST", "participations"): self._change_participations,
            ("PUT", "participations"): self._replace_participations,
            ("DELETE", "participations"): self._remove_participations,
            ("GET", "roles"): self._roles,
            ("POST", "roles"): self._deny_roles,
            ("GET", "reports"): self._reports,
            ("POST", "reports"): self._add_reports,
            ("POST", "settlements"): self._settle,
            ("GET", "catalogue"): self._catalogue,
            ("GET", "notifications"): self._notifications,
            ("POST", "notifications"): self._put_notifications,
            ("POST", "queues"): self._create_queue,
            ("POST", "rotation"): self._register_rotation,
            ("POST", "clock"): self._advance,
            ("POST", "reset"): self._reset,
        }

    def answer(self, request):
        """Return the answer to a control request."""
        name = request.path.removeprefix("/_sim/")
        route = self._routes.get((request.method, name))
        try:
            if route is None:
                raise error_of_status(404)
            return Answer(200, route(request))
        except QueueError as error:
            return error.answer()
        except ApiError as error:
            return Answer(error.status, error.payload())
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            refusal = invalid_input(f"{type(error).__name__}: {error}")
            return Answer(400, refusal.payload())

    def _health(self, request):
        state = self.state
        orders = {name: len(each.orders) for name, each in state.sellers.items()}
        return {
            "status": "ok",
            "now": state.clock.now().isoformat(),
            "orders": sum(orders.values()),
            "orders_by_seller": orders,
            "catalogue": len(state.catalogue),
            "rate_limits": state.limiter.enforced,
            **state.contents,
        }

    def _journal(self, request):
        entries = self.state.journal.entries(request.args.get("operation"))
        return [entry.as_dict() for entry in entries]

    def _clear_journal(self, request):
        self.state.journal.clear()
        return {}

    def _faults(self, request):
        return self.state.faults.as_list()

    def _plan_faults(self, request):
        return [fault.as_dict() for fault in self.state.faults.plan(*_list(request))]

    def _clear_faults(self, request):
        self.state.faults.clear()
        return {}

    def _orders(self, request):
        return self._seller(request).orders.all()

    def _put_orders(self, request):
        orders = _list(request)
        self.state.put_orders(orders, request.args.get("seller", ""))
        return {"orders": len(orders)}

    def _listings(self, request):
        return self._seller(request).listings.all()

    def _put_listings(self, request):
        items = [_checked_listing(each) for each in _list(request)]
        self.state.put_listings(items, request.args.get("seller", ""))
        return {"listings": len(items)}

    def _submissions(self, request):
        return self._seller(request).listings.submissions()

    def _authorize(self, request):
        values = [_checked_authorization(each) for each in _list(request)]
        for each in values:
            self.state.login.authorize(**each)
            self.state.seller(each["seller"])
        return {"credentials": len(values)}

    def _revoke(self, request):
        login = self.state.login
        for each in _list(request):
            if each.get("refresh_token"):
                login.revoke(each["refresh_token"])
            if each.get("client_secret"):
                login.retire_secret(each["client_id"], each["client_secret"])
            if each.get("access_tokens"):
                login.revoke_access_tokens()
        return {}

    def _plan_secrets(self, request):
        plans = [_checked_secret(each) for each in _list(request)]
        for each in plans:
            self.state.login.plan_secret(**each)
        return {"secrets": len(plans)}

    def _applications(self, request):
        return self.state.applications.as_list()

    def _register_applications(self, request):
        applications = [_application(each) for each in _list(request)]
        for application in applications:
            self.state.applications.register(application)
        return {"applications": len(applications)}

    def _participations(self, request):
        return self._seller(request).participations

    def _change_participations(self, request):
        seller = self._seller(request)
        participations = seller.participations
        for each in _list(request):
            change = _checked_participation(each)
            participations = with_participation(
                participations, change, seller.store_name
            )
        seller.participations = participations
        return participations

    def _replace_participations(self, request):
        participations = [_whole_participation(each) for each in _list(request)]
        self._seller(request).participations = participations
        return participations

    def _remove_participations(self, request):
        seller = self._seller(request)
        participations = seller.participations
        for each in _list(request):
            _check_keys(each, {"marketplaceId"})
            participations = without_participation(
                participations, each["marketplaceId"]
            )
        seller.participations = participations
        return participations

    def _roles(self, request):
        denied = self._seller(request).denied_roles
        return {role: role not in denied for role in sorted(ROLES)}

    def _deny_roles(self, request):
        denied = _body(request)["denied"]
        if not isinstance(denied, list):
            raise TypeError("denied is not a list")
        self.state.deny_roles(denied, request.args.get("seller", ""))
        return self._roles(request)

    def _reports(self, request):
        reports = self._seller(request).reports
        return [each.description for each in reports.all(self.state.clock.now())]

    def _add_reports(self, request):
        seller = request.args.get("seller", "")
        values = [_checked_report(each) for each in _list(request)]
        reports = [self.state.add_report(seller=seller, **each) for each in values]
        return [report.description for report in reports]

    def _settle(self, request):
        reports = self.state.settle(request.args.get("seller", ""))
        return [report.description for report in reports]

    def _seller(self, request):
        return self.state.seller(request.args.get("seller"))

    def _catalogue(self, request):
        return self.state.catalogue

    def _notifications(self, request):
        return self.state.queues.bodies(request.args.get("queue", DEFAULT_QUEUE))

    def _put_notifications(self, request):
        documents = _list(request)
        for document in documents:
            self.state.queues.send(document, request.args.get("queue", DEFAULT_QUEUE))
        return {"notifications": len(documents)}

    def _create_queue(self, request):
        values = _body(request)
        _check_keys(values, {"queue"})
        self.state.queues.create(values["queue"])
        return {"queue": values["queue"]}

    def _register_rotation(self, request):
        values = _body(request)
        _check_keys(values, {"client_id", "queue"})
        application = self.state.developer_application(
            values.get("client_id", DEFAULT_CLIENT_ID)
        )
        application.queue_name = values.get("queue", DEFAULT_QUEUE)
        return {"queue": application.queue_name}

    def _advance(self, request):
        self.state.clock.advance(float(_body(request)["advance"]))
        return {"now": self.state.clock.now().isoformat()}

    def _reset(self, request):
        self.state.reset()
        return {}


def _body(request):
    return json.loads(request.get_data() or b"null")


def _list(request):
    body = _body(request)
    return body if isinstance(body, list) else [body]


def _checked_listing(item):
    if not item["sku"] or not item["summaries"]:
        raise ValueError("sku and summaries are needed")
    return item


def _checked_authorization(values):
    _check_keys(values, {"refresh_token", "seller", "client_id", "client_secret"})
    return {"seller": values["seller"], **values}


def _checked_secret(values):
    _check_keys(values, {"client_id", "client_secret", "active_in", "expires_in"})
    expires_in = values.get("expires_in")
    return {
        "client_id": values.get("client_id", DEFAULT_CLIENT_ID),
        "client_secret": str(values["client_secret"]),
        "active_in": float(values.get("active_in", 0)),
        "expires_in": None if expires_in is None else float(expires_in),
    }


def _application(values):
    _check_keys(values, {field.name for field in fields(PublicApplication)})
    redirect_uris = values.get("redirect_uris", ())
    if not isinstance(redirect_uris, (list, tuple)):
        raise TypeError("redirect_uris is not a list")
    return PublicApplication(**{**values, "redirect_uris": tuple(redirect_uris)})


def _checked_participation(values):
    if "marketplace" in values:
        return _whole_participation(values)
    flags = {"isParticipating", "hasSuspendedListings"}
    _check_keys(values, {"marketplaceId", "storeName"} | flags)
    if not all(isinstance(values[name], bool) for name in flags & set(values)):
        raise TypeError("isParticipating and hasSuspendedListings are true or false")
    return {"marketplaceId": values["marketplaceId"], **values}


def _whole_participation(values):
    for name in ("marketplace", "participation", "storeName"):
        if name not in values:
            raise ValueError(f"{name} is missing")
    if not values["marketplace"]["id"]:
        raise ValueError("the id of the marketplace is missing")
    return values


def _checked_report(values):
    own = {"content", "content_base64", "compressed"}
    _check_keys(values, REPORT_FIELDS | own)
    if values.get("processingStatus", "DONE") not in STATUSES:
        raise ValueError("unknown processingStatus")
    for name in _REPORT_TIMES & set(values):
        parse_time(values[name])
    content = values.get("content", "").encode()
    if "content_base64" in values:
        content = base64.b64decode(values["content_base64"], validate=True)
    fields_of_report = {key: values[key] for key in values if key not in own}
    return {
        "values": {"reportType": values["reportType"], **fields_of_report},
        "content": content,
        "is_compressed": bool(values.get("compressed")),
    }


def _check_keys(values, names):
    unknown = set(values) - names
    if unknown:
        raise ValueError(f"unknown key: {', '.join(sorted(unknown))}")
