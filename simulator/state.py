# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Everything that the simulator remembers."""

import threading
from datetime import timedelta

from .clock import Clock, format_time, two_minutes_before
from .consent import Applications
from .faults import FaultPlan
from .journal import Journal
from .listings import ListingStore, make_item
from .lwa import DEFAULT_SELLER, LoginWithAmazon
from .marketplaces import standard_participations
from .notifications import DeveloperApplication
from .order_store import OrderStore
from .queues import Queues
from .rate_limit import RateLimiter
from .report_store import ReportStore
from .roles import ROLES
from .settlement import make_settlements

DEFAULT_STORE_NAME = "Simulator Store"


class Seller:
    """One selling partner account: its marketplaces, orders, reports, last pages."""

    def __init__(self, identifier, store_name, participations=None):
        self.identifier = identifier
        self.store_name = store_name
        self.participations = participations or standard_participations(store_name)
        self.orders = OrderStore()
        self.reports = ReportStore()
        self.listings = ListingStore()
        self.subscriptions = {}
        self.denied_roles = frozenset()
        self.pages = {}

    def marketplace_ids(self):
        """Return the marketplaces that the seller takes part in."""
        return [
            each["marketplace"]["id"]
            for each in self.participations
            if each.get("participation", {}).get("isParticipating")
        ]


class SimulatorState:
    """The sellers, their orders, credentials, limits, faults, and the journal."""

    def __init__(
        self,
        orders=(),
        documents=(),
        participations=None,
        catalogue=(),
        clock=None,
        rate_limits=True,
        contents=None,
        reports=None,
        settled_until=None,
        listings=(),
    ):
        """Start with orders, and with documents of any age that show at once.

        ``reports`` are files by report type; the last one of a type is its newest.
        ``orders`` are settled until a time, which is None for never. ``listings`` are
        Items; what is in the catalogue is listed as well.
        """
        self.clock = clock or Clock()
        self.login = LoginWithAmazon(self.clock)
        self.applications = Applications()
        self.queues = Queues(self.clock)
        self.limiter = RateLimiter(self.clock, enforced=rate_limits)
        self.journal = Journal()
        self.faults = FaultPlan()
        self.catalogue = list(catalogue)
        self.contents = contents or {}
        self._settled_until = settled_until
        self._listings = list(listings)
        self._initial = (list(orders), list(documents), participations, reports or {})
        self._lock = threading.Lock()
        self.reset()

    def reset(self):
        """Return to the state of the start."""
        orders, documents, participations, reports = self._initial
        self.clock.reset()
        self.login.reset()
        self.applications.reset()
        self.queues.reset()
        self._developers = {}
        self.limiter.reset()
        self.journal.clear()
        self.faults.clear()
        seller = Seller(DEFAULT_SELLER, DEFAULT_STORE_NAME, participations)
        seller.orders.put_all(documents, latest=two_minutes_before(self.clock.now()))
        seller.orders.put_all(orders)
        self.sellers = {DEFAULT_SELLER: seller}
        self.put_listings([*self._list_catalogue(seller), *self._listings])
        if self._settled_until:
            self._file_settlements(seller, orders, self._settled_until)
        for report_type, files in reports.items():
            self._file_reports(report_type, files)

    def seller(self, identifier=""):
        """Return a seller; one that is not known yet begins with no orders."""
        identifier = identifier or DEFAULT_SELLER
        with self._lock:
            if identifier not in self.sellers:
                store_name = f"{DEFAULT_STORE_NAME} {identifier}"
                self.sellers[identifier] = Seller(identifier, store_name)
            return self.sellers[identifier]

    def developer_application(self, client_id):
        """Return what belongs to an application; one not known yet has nothing."""
        with self._lock:
            if client_id not in self._developers:
                application = DeveloperApplication(client_id, self)
                self._developers[client_id] = application
            return self._developers[client_id]

    def all_sellers(self):
        """Return every seller, the default one first."""
        with self._lock:
            return list(self.sellers.values())

    def put_orders(self, orders, seller=""):
        """Add or replace orders of a seller."""
        store = self.seller(seller).orders
        for order in orders:
            store.put(order)

    def _list_catalogue(self, seller):
        """Return the Items of the products of made-up orders."""
        return [
            make_item(
                product["sku"],
                seller.marketplace_ids(),
                self.clock.now(),
                product["name"],
            )
            for product in self.catalogue
        ]

    def put_listings(self, items, seller=""):
        """Add or replace listings of a seller."""
        store = self.seller(seller).listings
        for item in items:
            store.put(item)

    def delete_subscription(self, notification_type, subscription_id):
        """Delete a subscription of any seller; return whether there was one."""
        for seller in self.all_sellers():
            found = seller.subscriptions.get(notification_type) or {}
            if found.get("subscriptionId") == subscription_id:
                del seller.subscriptions[notification_type]
                return True
        return False

    def add_report(self, values, seller="", **document):
        """Add a report of a seller; ``values`` are fields of Amazon's Report.

        Without marketplaceIds it is one of every marketplace that the seller is in.
        ``document``: content, is_compressed and content_type of the ReportStore.
        """
        owner = self.seller(seller)
        values = {"marketplaceIds": owner.marketplace_ids(), **values}
        return owner.reports.add(values, self.clock.now(), **document)

    def settle(self, seller=""):
        """Make settlement reports of the orders that a seller has; return them."""
        owner = self.seller(seller)
        return self._file_settlements(owner, owner.orders.all(), self.clock.now())

    def _file_settlements(self, seller, orders, until):
        """Add settlements as Amazon files them: compressed, and of all marketplaces."""
        return [
            self.add_report(
                report.values,
                seller.identifier,
                content=report.content,
                is_compressed=True,
                content_type=report.content_type,
            )
            for report in make_settlements(orders, until)
        ]

    def _file_reports(self, report_type, files):
        """Add files of any age as reports that Amazon made minute by minute."""
        first = self.clock.now() - timedelta(minutes=len(files))
        for number, path in enumerate(files):
            created = format_time(first + timedelta(minutes=number))
            values = {"reportType": report_type, "createdTime": created}
            self.add_report(values, content=path)

    def deny_roles(self, roles, seller=""):
        """Refuse these roles to a seller, and no others."""
        unknown = set(roles) - ROLES
        if unknown:
            raise ValueError(f"unknown role: {', '.join(sorted(unknown))}")
        self.seller(seller).denied_roles = frozenset(roles)

    def patch_order(self, order_id, patch, seller=""):
        """Change an order as Amazon would: with a new time of its last update."""
        store = self.seller(seller).orders
        order = store.get(order_id)
        if order is None:
            return
        stamp = {"lastUpdatedTime": format_time(self.clock.now())}
        store.put(merge(order, {**stamp, **patch}))


def merge(document, patch):
    """Return a document with a JSON merge patch (RFC 7396) applied."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(document) if isinstance(document, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged
