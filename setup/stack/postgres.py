# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import pwd
import shutil
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

from .console import last_lines, step
from .errors import SetupError
from .locks import FileLock, exclusively
from .paths import CHECKOUT_KEY, LOCAL

MINIMUM_VERSION = 13
SOCKET_PATH_LIMIT = 100
PORT = 5432
USER = "odoo"

# A private throw-away server: speed counts, surviving a power cut does not.
SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{socket}'
port = {port}
max_connections = 200
shared_buffers = 256MB
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""


def find_program(name, version=None):
    """Return the path of a PostgreSQL server program, the newest unless told."""
    found = {
        int(path.parent.parent.name): path
        for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
        if path.parent.parent.name.isdigit()
    }
    if version in found:
        return found[version]
    if found and version is None and max(found) >= MINIMUM_VERSION:
        return found[max(found)]
    on_path = shutil.which(name)
    if on_path and version is None:
        return Path(on_path)
    wanted = version or f"{MINIMUM_VERSION} or newer"
    raise SetupError(
        f"PostgreSQL {wanted} is missing: install Debian's package 'postgresql'."
    )


class Cluster:
    """The private PostgreSQL server that all commands of this checkout share.

    It listens on one Unix socket in a folder that only its owner and root can
    enter. The first command that needs it starts it, the last one stops it:
    each holds a shared lock, which the kernel drops even if it is killed.
    """

    def __init__(self):
        self.owner = self._choose_owner()
        self.home = self._choose_home()
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.socket = self._choose_socket()
        self._users = FileLock("postgres-users")

    # --- where and who ---

    @staticmethod
    def _choose_owner():
        """PostgreSQL refuses to run as root, so root lends it another user."""
        if os.geteuid():
            return pwd.getpwuid(os.geteuid())
        with suppress(OSError, KeyError):
            return pwd.getpwuid((LOCAL / "postgres").stat().st_uid or -1)
        for name in ("postgres", "nobody"):
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise SetupError("There is no user 'postgres' to run PostgreSQL as.")

    def _choose_home(self):
        """In the checkout, unless the owner cannot reach it (a clone in /root)."""
        reachable = self._as_owner(["test", "-x", LOCAL], check=False).returncode == 0
        if reachable:
            return LOCAL / "postgres"
        return Path("/var/tmp") / f"amazon-connector-{CHECKOUT_KEY}"

    def _choose_socket(self):
        """The kernel limits the path of a socket to 107 bytes."""
        socket = self.home / "socket"
        if len(os.fsencode(socket / f".s.PGSQL.{PORT}.lock")) < SOCKET_PATH_LIMIT:
            return socket
        return Path("/tmp") / f"amazon-connector-{CHECKOUT_KEY}"

    def _as_owner(self, command, check=True, cwd="/"):
        other_user = {}
        if not os.geteuid():
            other_user = {
                "user": self.owner.pw_uid,
                "group": self.owner.pw_gid,
                "extra_groups": [],
            }
        result = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=cwd,
            start_new_session=True,
            **other_user,
        )
        if check and result.returncode:
            raise SetupError(
                f"{Path(command[0]).name} failed: {result.stdout.strip()}\n"
                f"{last_lines(self.log)}\n"
                f"If this does not go away, delete {self.home} and try again."
            )
        return result

    def _private_folder(self, path):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.geteuid() and path.stat().st_uid == 0:
            os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        status = path.lstat()
        if path.is_symlink() or status.st_uid != self.owner.pw_uid:
            raise SetupError(f"{path} belongs to another user: delete that folder.")
        path.chmod(0o700)

    # --- life cycle ---

    def __enter__(self):
        with exclusively("postgres", "starts PostgreSQL"):
            if not self.is_running():
                self._initialize()
                self._start()
            self._users.acquire(shared=True)
        return self

    def __exit__(self, *_exception):
        with exclusively("postgres", "stops PostgreSQL"):
            if self._users.acquire(wait=False):
                self._control("stop", "-m", "fast", check=False)
            self._users.release()

    def is_running(self):
        """True if the server of this very checkout answers."""
        import psycopg2

        for _attempt in range(60):
            try:
                with closing(self._connect("postgres")) as connection:
                    return self._is_own_server(connection)
            except psycopg2.OperationalError:
                if not self._process_is_alive():
                    return False
                time.sleep(0.5)
        return False

    def _is_own_server(self, connection):
        with connection.cursor() as cursor:
            cursor.execute("SHOW data_directory")
            return Path(cursor.fetchone()[0]) == self.data

    def _process_is_alive(self):
        """A pid file can outlive its server, or come with a copied folder."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n")[0])
            return Path(os.readlink(f"/proc/{pid}/cwd")) == self.data
        except (OSError, ValueError):
            return False

    def _initialize(self):
        self._private_folder(self.home)
        self._private_folder(self.socket)
        if (self.data / "PG_VERSION").exists():
            return
        with step("Creating the private PostgreSQL cluster"):
            shutil.rmtree(self.data, ignore_errors=True)
            unfinished = self.home / "data.new"
            shutil.rmtree(unfinished, ignore_errors=True)
            command = [find_program("initdb"), "-D", unfinished, "-U", USER]
            options = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
            self._as_owner([*command, *options], cwd=self.home)
            unfinished.rename(self.data)

    def _start(self):
        settings = SETTINGS.format(
            socket=str(self.socket).replace("'", "''"), port=PORT
        )
        (self.data / "postgresql.conf").write_text(settings)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self.socket.glob(".s.PGSQL.*"):
            leftover.unlink()
        self._control("start", "-w", "-t", "60", "-l", self.log)

    def _control(self, *arguments, check=True):
        version = int((self.data / "PG_VERSION").read_text())
        program = find_program("pg_ctl", version)
        self._as_owner([program, "-D", self.data, *arguments], check, cwd=self.home)

    # --- databases ---

    def _connect(self, database):
        import psycopg2

        return psycopg2.connect(
            host=str(self.socket), port=PORT, user=USER, dbname=database
        )

    def execute(self, query, parameters=None, database="postgres"):
        """Run one statement outside a transaction and return its rows."""
        with closing(self._connect(database)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall() if cursor.description else []

    def databases(self):
        """Return the name and the comment of every database."""
        return dict(
            self.execute(
                "SELECT datname, shobj_description(oid, 'pg_database')"
                " FROM pg_database WHERE NOT datistemplate AND datname != 'postgres'"
            )
        )

    def create_from(self, template, name):
        """Copy a database to which nobody is connected."""
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def drop(self, name):
        """Delete a database, whoever is connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def rename(self, name, new_name):
        """Give a database its final name."""
        self.execute(f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')

    def comment(self, name, text):
        """Remember a text with the database; it is gone when the database is."""
        self.execute(f'COMMENT ON DATABASE "{name}" IS %s', [text])

    def odoo_options(self):
        """Return the connection as options of an Odoo configuration file."""
        return {"db_host": self.socket, "db_port": PORT, "db_user": USER}

    def environment(self):
        """Return the connection as variables for PostgreSQL's own programs."""
        return {"PGHOST": str(self.socket), "PGPORT": str(PORT), "PGUSER": USER}
