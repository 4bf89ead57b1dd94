# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The documents that these tests invent are Orders by Amazon's published model."""

import pytest
from generated_documents import true_orders
from hypothesis import given, settings
from order_documents import full_document
from proceeds_cases import HELD, READ

from simulator.tests.contract import ORDERS_MODEL, model_validator


@pytest.fixture(scope="module")
def validator():
    return model_validator(ORDERS_MODEL, "Order")


def test_full_document(validator):
    validator.validate(full_document())


@pytest.mark.parametrize("case", READ)
def test_read_cases(validator, case):
    validator.validate(READ[case][0])


@pytest.mark.parametrize("case", HELD)
def test_held_cases(validator, case):
    validator.validate(HELD[case][0])


@settings(max_examples=25)
@given(truth=true_orders())
def test_generated_cases(validator, truth):
    validator.validate(truth.document())
