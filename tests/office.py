# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""A database and the Odoo servers that work on it."""

import os
import subprocess
from contextlib import closing, contextmanager

import psycopg2

from simulator.generator import catalogue
from stack.postgres import find_program

from .waiting import wait_until

# Who waits for a queue reaches its end at once: jobs that were put off are due, Amazon
# grants calls again, and the runner looks at its queue without its pause of a minute.
_PASSING_OF_TIME = """
    UPDATE queue_job SET eta = NULL WHERE state = 'pending' AND eta > now();
    UPDATE amazon_rate_limit SET blocked_until = 0, tokens = burst
     WHERE blocked_until > 0 OR tokens < 1;
    NOTIFY queue_job
"""
_WAITING_FOR_TABLE = """
    SELECT 1 FROM pg_locks
     WHERE NOT granted AND relation = %s::regclass
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_CUT_OFF_WAITING = """
    SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE NOT granted AND relation = %s::regclass
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_CUT_OFF_EVERYBODY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s
"""


class Office:
    """One Odoo database with products, and its servers, as a person meets them."""

    def __init__(self, stack):
        self._stack = stack
        self._session = None
        self._has_products = False
        self.database = stack.database()
        self.servers = []

    @property
    def session(self):
        """Return the session of the administrator on a running server."""
        return self._session

    def open(self, workers=2, **settings):
        """Start one more server and log in there."""
        server = self._stack.odoo(self.database, workers=workers, **settings)
        self._session = server.login()
        if not self._has_products:
            self._create_products()
        self.servers.append(server)
        return server

    def _create_products(self):
        self._session.call(
            "product.product",
            "create",
            [
                {
                    "name": product["name"],
                    "default_code": product["sku"],
                    "type": "consu",
                    "is_storable": True,
                }
                for product in catalogue()
            ],
        )
        self._has_products = True

    def kill(self, server):
        """End a server at once, with all its processes."""
        server.kill()
        self.servers.remove(server)
        if self.servers:
            self._session = self.servers[-1].login()

    def leave(self, server):
        """Ask a server to stop, and wait for it."""
        server.stop()
        self.servers.remove(server)

    def close(self):
        """Stop every server."""
        for server in self.servers:
            server.stop()
        self.servers.clear()

    # --- what happens in the database ---

    def query(self, statement, *parameters):
        """Return the rows of an SQL query: it needs no worker of Odoo."""
        return self._stack.cluster.execute(
            statement, parameters or None, database=self.database
        )

    def dump(self):
        """Return the whole database as SQL text, as a backup has it."""
        result = subprocess.run(
            [find_program("pg_dump"), self.database],
            env={**os.environ, **self._stack.cluster.environment()},
            capture_output=True,
            text=True,
            check=True,
        )
        return result.stdout

    def let_time_pass(self):
        """Make due whatever waits for a moment in the future."""
        self.query(_PASSING_OF_TIME)

    @contextmanager
    def block_writes(self, table):
        """Let nobody write to a table: a job stops there until the block ends."""
        with closing(self._connect()) as connection, connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
            yield

    def _connect(self):
        options = self._stack.cluster.environment()
        return psycopg2.connect(
            dbname=self.database,
            host=options["PGHOST"],
            port=options["PGPORT"],
            user=options["PGUSER"],
        )

    def wait_for_blocked_job(self, table):
        """Return when a job wants to write to a blocked table."""
        wait_until(
            lambda: self.query(_WAITING_FOR_TABLE, table),
            f"a job writes to {table}",
            meanwhile=self.let_time_pass,
        )

    def cut_off_blocked_jobs(self, table):
        """End the connections that wait to write to a blocked table."""
        self.query(_CUT_OFF_WAITING, table)

    @contextmanager
    def lose_database(self):
        """End every connection to the database; it takes none until the block ends.

        For those who are connected it is what a restart of PostgreSQL is; the other
        databases of the cluster stay.
        """
        cluster = self._stack.cluster
        allow = f'ALTER DATABASE "{self.database}" WITH ALLOW_CONNECTIONS'
        cluster.execute(f"{allow} false")
        try:
            cluster.execute(_CUT_OFF_EVERYBODY, [self.database])
            yield
        finally:
            cluster.execute(f"{allow} true")

    def servers_of_jobs(self, method):
        """Return the servers whose processes ran jobs of this method to the end."""
        rows = self.query(
            "SELECT DISTINCT worker_pid FROM queue_job"
            " WHERE method_name = %s AND state = 'done'",
            method,
        )
        groups = {_process_group(pid) for (pid,) in rows}
        return {server for server in self.servers if server.process.pid in groups}


def _process_group(pid):
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None
