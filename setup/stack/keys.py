# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import os

from .paths import LOCAL, SECRET_KEY


def secret_key():
    """Return the key that encrypts the sellers' secrets; made once, under .local/."""
    if not SECRET_KEY.exists():
        _make(SECRET_KEY)
    return SECRET_KEY.read_text().strip()


def open_private(path):
    """Open a new file for writing that only its owner can read."""
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")


def _make(path):
    unfinished = LOCAL / f"secret.{os.getpid()}.new"
    with open_private(unfinished) as file:
        # What Fernet.generate_key() makes; no package is installed here yet.
        file.write(base64.urlsafe_b64encode(os.urandom(32)).decode())
    try:
        # Unlike a rename, this spares the key of a command that was faster.
        path.hardlink_to(unfinished)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
