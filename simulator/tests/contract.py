# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Amazon's published models as validators."""

import json
import os
import unittest
from datetime import datetime
from functools import cache
from pathlib import Path

from jsonschema import Draft4Validator, Draft7Validator, FormatChecker

APPLICATIONS_MODEL = "application-management-api-model/application_2023-11-30.json"
LISTINGS_MODEL = "listings-items-api-model/listingsItems_2021-08-01.json"
NOTIFICATIONS_MODEL = "notifications-api-model/notifications.json"
ORDERS_MODEL = "orders-api-model/orders_2026-01-01.json"
REPORTS_MODEL = "reports-api-model/reports_2021-06-30.json"
SELLERS_MODEL = "sellers-api-model/sellers.json"
_PROJECT = Path(__file__).resolve().parents[2]
_FORMATS = FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value):
    if isinstance(value, str):
        parsed = datetime.fromisoformat(value.replace("Z", "+00:00"))
        return "T" in value and parsed.tzinfo is not None
    return True


def models_folder():
    """Return the folder of Amazon's models (SP_API_MODELS names another one)."""
    default = _PROJECT.parent / "shared" / "spapi-models"
    return Path(os.environ.get("SP_API_MODELS") or default)


def model_content(path):
    """Return a model as it was published; the test is skipped without it."""
    return _read(models_folder() / "models" / path)


def notification_validator(name):
    """Return a validator of a notification, such as ``"OrderChangeNotification"``."""
    path = models_folder() / "schemas" / "notifications" / f"{name}.json"
    return Draft7Validator(_read(path), format_checker=_FORMATS)


def model_validator(path, definition):
    """Return a validator of one definition of a model, such as ``"Order"``.

    It also refuses fields that the model does not have. The test is skipped if the
    models are not there.
    """
    definitions = _definitions(models_folder() / "models" / path)
    schema = {"$ref": f"#/definitions/{definition}", "definitions": definitions}
    return Draft4Validator(schema, format_checker=_FORMATS)


def _read(path):
    if not path.is_file():
        raise unittest.SkipTest(
            f"Amazon's models are not there: {path} (SP_API_MODELS names their folder)"
        )
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def _definitions(path):
    definitions = _read(path)["definitions"]
    for definition in definitions.values():
        if "properties" in definition:
            definition["additionalProperties"] = False
    return definitions
