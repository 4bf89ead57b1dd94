# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
import os
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LOCAL = Path(os.environ.get("AMAZON_CONNECTOR_LOCAL", PROJECT / ".local")).resolve()
DATA = LOCAL / "data"
LOGS = LOCAL / "log"
RUN = LOCAL / "run"
SECRET_KEY = LOCAL / "secret.key"
LOG_SECONDS = 14 * 24 * 3600

CHECKOUT_KEY = hashlib.sha256(str(LOCAL).encode()).hexdigest()[:12]


def addons():
    """Return the names of the addons of this repository, base first."""
    return sorted(path.parent.name for path in PROJECT.glob("*/__manifest__.py"))


def prepare_folders():
    """Create the folders that every command writes to; forget old logs."""
    for folder in (DATA, LOGS, RUN):
        folder.mkdir(parents=True, exist_ok=True)
    for log in LOGS.iterdir():
        if time.time() - log.stat().st_mtime > LOG_SECONDS:
            log.unlink(missing_ok=True)
