# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
import hashlib
import importlib.util
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from .console import step
from .errors import SetupError
from .locks import exclusively
from .odoo import run_odoo, write_configuration
from .paths import DATA, LOGS, PROJECT, addons
from .processes import is_leftover

FILESTORE = DATA / "filestore"
EXTRA_MODULES = ("account", "sale_management", "stock")
# Nothing in these folders reaches a database.
FOLDERS_WITHOUT_DATA = {"tests", "static", "readme", "__pycache__"}
REQUIREMENTS = ("requirements.txt", "setup/lib/odoo-requirements.txt")


def _manifest(addon):
    return ast.literal_eval((PROJECT / addon / "__manifest__.py").read_text())


def outside_modules():
    """Return what the addons need from Odoo and OCA."""
    own = addons()
    needed = {name for addon in own for name in _manifest(addon).get("depends", [])}
    return sorted((needed | set(EXTRA_MODULES)) - set(own))


def _digest(parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()[:12]


def base_digest():
    """Name the content of a database before the addons are installed."""
    odoo = Path(importlib.util.find_spec("odoo.release").origin)
    files = [(PROJECT / name).read_bytes() for name in REQUIREMENTS]
    return _digest([str(odoo), odoo.read_text(), *outside_modules(), *files])


def addons_digest():
    """Name the content of the addons as far as a database can show it."""
    parts = []
    for addon in addons():
        for path in sorted((PROJECT / addon).rglob("*")):
            relative = path.relative_to(PROJECT)
            if path.is_file() and FOLDERS_WITHOUT_DATA.isdisjoint(relative.parts):
                parts += [str(relative), path.read_bytes()]
    return _digest(parts)


class Databases:
    """Databases with the addons in seconds: copies of templates made once.

    ``base_<digest>`` holds Odoo and OCA modules, ``template_<digest>`` the
    addons on top. The digests name the content, so a change makes a new one.
    """

    def __init__(self, cluster):
        self.cluster = cluster

    def copy_of_template(self, name):
        """Create a database with the addons installed; replaces ``name``."""
        with exclusively("databases", "prepares a database"):
            base, current = base_digest(), addons_digest()
            template = self._ensure_template(base, current)
            self.drop(name)
            self._copy(template, name)
            self.cluster.comment(name, f"{base} {current}")

    def prepare_template(self):
        """Make the template, so that nobody has to wait for it later."""
        with exclusively("databases", "prepares a database"):
            self._ensure_template(base_digest(), addons_digest())

    def update(self, name):
        """Bring an existing database to the present state of the addons."""
        wanted = f"{base_digest()} {addons_digest()}"
        found = self.cluster.databases().get(name) or ""
        if found == wanted:
            return
        same_base = found.split(" ")[0] == wanted.split(" ")[0]
        modules = ",".join(addons()) if same_base else "all"
        self._run_odoo(f"Updating the database {name}", name, "update", "-u", modules)
        self.cluster.comment(name, wanted)

    def drop(self, name):
        """Delete a database and its files."""
        self.cluster.drop(name)
        shutil.rmtree(FILESTORE / name, ignore_errors=True)

    def drop_leftovers(self, prefix):
        """Delete databases named ``<prefix>_<pid>...`` of processes that are gone."""
        files = {path.name for path in FILESTORE.glob(f"{prefix}_*")}
        for name in {*self.cluster.databases(), *files}:
            if is_leftover(name, prefix):
                self.drop(name)

    # --- templates ---

    def _ensure_template(self, base, current):
        template = f"template_{_digest([base, current])}"
        if template not in self.cluster.databases():
            self._build_template(f"base_{base}", template)
        return template

    def _build_template(self, base, template):
        if base not in self.cluster.databases():
            self._build(base, None, "Odoo", outside_modules(), "about a minute")
        self._build(template, base, "the addons", addons(), "some seconds")
        for name in self.cluster.databases():
            is_template = name.startswith(("base_", "template_", "building_"))
            if is_template and name not in (base, template):
                self.drop(name)

    def _build(self, name, origin, what, modules, duration):
        unfinished = f"building_{name}"
        self.drop(unfinished)
        if origin:
            self._copy(origin, unfinished)
        title = f"Installing {what} in the template database ({duration})"
        log = name.partition("_")[0]
        self._run_odoo(title, unfinished, log, "-i", ",".join(modules))
        self._check_installed(unfinished, modules, LOGS / f"{log}.log")
        self.cluster.rename(unfinished, name)
        shutil.rmtree(FILESTORE / name, ignore_errors=True)
        with suppress(FileNotFoundError):
            (FILESTORE / unfinished).rename(FILESTORE / name)

    def _check_installed(self, database, modules, log):
        rows = self.cluster.execute(
            "SELECT name FROM ir_module_module WHERE state = 'installed'",
            database=database,
        )
        missing = set(modules) - {name for (name,) in rows}
        if missing:
            raise SetupError(f"Odoo did not install {', '.join(missing)}: see {log}")

    def _run_odoo(self, title, database, log_name, *arguments):
        options = {"db_name": database, "workers": 0, "max_cron_threads": 0}
        configuration = write_configuration(self.cluster, log_name, options)
        log = LOGS / f"{log_name}.log"
        with step(title, lambda: _loading_progress(log)):
            run_odoo(
                configuration, log_name, *arguments, "--stop-after-init", "--no-http"
            )

    def _copy(self, origin, name):
        self.cluster.create_from(origin, name)
        target = FILESTORE / name
        shutil.rmtree(target, ignore_errors=True)
        if (FILESTORE / origin).is_dir():
            # Odoo never changes a stored file, so copies can share it.
            shutil.copytree(FILESTORE / origin, target, copy_function=os.link)


def _loading_progress(log):
    """Return how far Odoo is, from the numbers in its log."""
    with suppress(OSError):
        found = re.findall(rb"Loading module (\w+) \((\d+/\d+)\)", log.read_bytes())
        if found:
            return f"module {found[-1][1].decode()}"
    return ""
