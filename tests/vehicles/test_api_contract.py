"""Schemathesis holds the JSON interface to its own OpenAPI document, by calls that fit it and calls that do not.

The calls go through the whole portal as WSGI, on the database of the tests; no socket is opened. The same
examples are made each time.
"""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import BaseSchema, GenerationMode

from interior_portal.documents import api
from interior_portal.wsgi import application

OPERATIONS = [f"POST {path}" for path in api.document()["paths"]]
CALLS = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Words out of the portal's own source would be other calls with every change of it.
SCHEMATHESIS = schemathesis.Config.from_dict({"analysis": {"constants": {"enabled": False}}})


@pytest.fixture
def described(db: None) -> Iterator[BaseSchema]:
    """The document as it is served, and the portal that serves it; it keeps the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=SCHEMATHESIS)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
@CALLS
@given(st.data())
def test_every_operation_keeps_its_contract(
    described: BaseSchema, label: str, mode: GenerationMode, data: st.DataObject
) -> None:
    operation = described.find_operation_by_label(label)
    assert operation is not None
    case = data.draw(operation.as_strategy(generation_mode=mode))
    cache.clear()  # who asks this often would wait; that has a test of its own
    case.call_and_validate()
