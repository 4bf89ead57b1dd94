# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import os
import threading
from contextlib import ExitStack, contextmanager

from .databases import Databases
from .odoo import OdooServer, write_configuration
from .paths import RUN, prepare_folders
from .postgres import Cluster
from .processes import is_leftover
from .simulator import Simulator


class Stack:
    """PostgreSQL, databases, simulators and Odoo servers for one program::

        with Stack("bench") as stack:
            database = stack.database()
            simulator = stack.simulator("--orders", 500, "--no-rate-limits")
            odoo = stack.odoo(database)
            odoo.login().call("res.users", "search_count", [])

    Leaving the block stops every server and drops every database that it made;
    PostgreSQL goes on if another command still uses it.
    """

    def __init__(self, name):
        prepare_folders()
        self.name = name
        self.cluster = Cluster()
        self.databases = Databases(self.cluster)
        self._cleanup = ExitStack()
        self._count = 0

    def __enter__(self):
        self._cleanup.enter_context(self.cluster)
        self.drop_leftovers(self.name)
        return self

    def __exit__(self, *exception):
        return self._cleanup.__exit__(*exception)

    def drop_leftovers(self, name):
        """Delete what programs of that name left behind when they were killed."""
        self.databases.drop_leftovers(name)
        for path in RUN.glob(f"{name}_*.conf"):
            if is_leftover(path.stem, name):
                path.unlink(missing_ok=True)

    def _next_name(self):
        self._count += 1
        return f"{self.name}_{os.getpid()}_{self._count}"

    def database(self):
        """Return the name of a new database with the addons; dropped at the end."""
        name = self._next_name()
        self._cleanup.callback(self.databases.drop, name)
        self.databases.copy_of_template(name)
        return name

    def simulator(self, *arguments):
        """Start a simulator with command line ``arguments`` and wait for it."""
        return self._start(Simulator(*arguments, name=self._next_name()))

    def odoo(self, database, workers=2, options=None, **settings):
        """Start an Odoo server; several can share one database."""
        name = self._next_name()
        server = OdooServer(self.cluster, database, name, workers, options, **settings)
        return self._start(server)

    def _start(self, service):
        self._cleanup.callback(service.stop)
        return service.start().wait_until_ready()

    def configuration(self, database, options=None):
        """Return an Odoo configuration file for ``database``; deleted at the end."""
        options = {"db_name": database, **(options or {})}
        path = write_configuration(self.cluster, self._next_name(), options)
        self._cleanup.callback(path.unlink, missing_ok=True)
        return path

    @contextmanager
    def environment(self, database):
        """Give an Odoo environment in this process, as ``odoo shell`` does.

        The block commits or rolls back by itself. A process can open one
        database after the other. No job runner runs in this process.
        """
        import odoo.api
        from odoo.modules.registry import Registry
        from odoo.service.server import load_server_wide_modules
        from odoo.tools import config

        options = ["-c", str(self.configuration(database)), "--log-level=warn"]
        config.parse_config(options, setup_logging=True)
        logging.getLogger("py.warnings").setLevel(logging.ERROR)
        load_server_wide_modules()
        threading.current_thread().dbname = database
        with Registry(database).cursor() as cursor:
            self._cleanup.callback(self._close_connections)
            yield odoo.api.Environment(cursor, odoo.api.SUPERUSER_ID, {})

    @staticmethod
    def _close_connections():
        from odoo import sql_db

        sql_db.close_all()
