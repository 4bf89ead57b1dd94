# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import os
import subprocess
import sys
from configparser import ConfigParser

from .console import last_lines
from .errors import SetupError
from .keys import open_private, secret_key
from .paths import DATA, LOGS, PROJECT, RUN
from .processes import Service, free_port
from .rpc import RpcSession

PROGRAM = PROJECT / "setup/lib/odoo_program.py"
CHANNELS = "root:2,root.amazon:2"


def write_configuration(cluster, name, options=None, queue_job=None):
    """Write an Odoo configuration file under .local/ and return its path."""
    settings = {
        "addons_path": PROJECT,
        "data_dir": DATA,
        "http_interface": "127.0.0.1",
        "server_wide_modules": "base,rpc,web,queue_job",
        **cluster.odoo_options(),
        **(options or {}),
    }
    parser = ConfigParser(interpolation=None)
    parser["options"] = {key: str(value) for key, value in settings.items()}
    parser["queue_job"] = {"channels": CHANNELS, **(queue_job or {})}
    parser["amazon_connector"] = {"secret_key": secret_key()}
    path = RUN / f"{name}.conf"
    unfinished = RUN / f"{name}.{os.getpid()}.new"
    with open_private(unfinished) as file:
        parser.write(file)
    unfinished.rename(path)
    return path


def odoo_command(configuration, *arguments):
    """Return the command line and the environment of Odoo's own program."""
    environment = {**os.environ, "ODOO_RC": str(configuration)}
    return [sys.executable, str(PROGRAM), *arguments], environment


def run_odoo(configuration, log_name, *arguments):
    """Run Odoo until it ends by itself; its output goes to a log file."""
    command, environment = odoo_command(configuration, *arguments)
    log = LOGS / f"{log_name}.log"
    with log.open("wb") as file:
        result = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=environment,
        )
    if result.returncode:
        raise SetupError(
            f"Odoo ended with status {result.returncode}."
            f" The end of {log}:\n{last_lines(log)}"
        )
    return log


class OdooServer(Service):
    """Odoo with HTTP workers and the queue_job runner on one database.

    Servers that start at the same moment must not prefer the same ``port``.
    """

    ready_path = "/web/health"
    ready_seconds = 120

    def __init__(
        self,
        cluster,
        database,
        name="odoo",
        workers=2,
        options=None,
        port=None,
        channels=CHANNELS,
    ):
        port = free_port(port)
        ports = {"http_port": port, "gevent_port": free_port()}
        self.configuration = write_configuration(
            cluster,
            name,
            {
                "db_name": database,
                "dbfilter": f"^{database}$",
                "workers": workers,
                "max_cron_threads": 1,
                **ports,
                **(options or {}),
            },
            {
                "scheme": "http",
                "host": "127.0.0.1",
                "port": str(port),
                "channels": channels,
            },
        )
        command, environment = odoo_command(self.configuration)
        super().__init__("Odoo", command, LOGS / f"{name}.log", port, environment)
        self.database = database

    def stop(self):
        """Stop the server and delete its configuration file."""
        super().stop()
        self.configuration.unlink(missing_ok=True)

    def login(self, login="admin", password="admin"):
        """Return a session that calls Odoo as a browser would."""
        return RpcSession(self.url, self.database, login, password)
