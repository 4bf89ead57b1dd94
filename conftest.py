# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Lets the tests of every addon's lib/ run without Odoo."""

import sys
import types
from pathlib import Path


def _stand_in(name, folder):
    """Register an empty package, so that the real one's models stay out."""
    package = types.ModuleType(name)
    package.__path__ = [str(folder)]
    package.__file__ = str(folder / "__init__.py")
    sys.modules.setdefault(name, package)


for _manifest in Path(__file__).parent.glob("*/__manifest__.py"):
    _addon = _manifest.parent
    _stand_in(_addon.name, _addon)
    _stand_in(f"{_addon.name}.tests", _addon / "tests")
