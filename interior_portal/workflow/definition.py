"""A procedure as JSON and back: what is stored beside the cases that run under it.

The fingerprint covers the graph and leaves the labels out: a better word for a step is no new
version, a moved arrow is one. What has its default value is not written, so that a later addition to
the vocabulary leaves the fingerprints of all older procedures as they are.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy

from interior_portal.workflow.procedures import (
    Clock,
    Owner,
    Procedure,
    Promise,
    Step,
    Transition,
)

_LABELS = frozenset({"label", "applicant_label"})


def fingerprint(procedure: Procedure) -> str:
    """sha256 of the canonical JSON without labels, as 64 hexadecimal digits."""
    text = json.dumps(_graph(procedure, leave_out=_LABELS), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_definition(procedure: Procedure) -> dict[str, Any]:
    """The whole procedure as JSON values, labels in their English source."""
    with translation.override(None):
        return _graph(procedure, leave_out=frozenset())


def from_definition(definition: Mapping[str, Any]) -> Procedure:
    """The procedure a definition describes; its labels are looked up in the reader's language."""
    plain = {name: value for name, value in definition.items() if name not in _NESTED}
    return Procedure(
        **{**plain, "label": _label(definition["label"])},
        promise=Promise(**definition["promise"]),
        steps=tuple(_step(step) for step in definition["steps"]),
        transitions=tuple(_transition(transition) for transition in definition["transitions"]),
    )


_NESTED = frozenset({"steps", "transitions", "promise"})


def _graph(procedure: Procedure, leave_out: frozenset[str]) -> dict[str, Any]:
    return {
        **_columns(procedure, leave_out | _NESTED),
        "promise": {"minutes": procedure.promise.minutes},
        "steps": [_columns(step, leave_out) for step in procedure.steps],
        "transitions": [_columns(transition, leave_out) for transition in procedure.transitions],
    }


def _columns(part: Procedure | Step | Transition, leave_out: frozenset[str]) -> dict[str, Any]:
    return {
        field.name: _value(getattr(part, field.name))
        for field in fields(part)
        if field.init and field.name not in leave_out and getattr(part, field.name) != field.default
    }


def _value(value: object) -> object:
    match value:
        case Owner() | Clock():
            return value.value
        case bool() | int():
            return value
        case tuple():
            return list(value)
        case _:
            return str(value)


def _label(text: str) -> Any:
    return gettext_lazy(text) if text else ""


def _step(columns: Mapping[str, Any]) -> Step:
    known = {"owner": Owner(columns["owner"]), "clock": Clock(columns["clock"])}
    labels = {name: _label(columns.get(name, "")) for name in _LABELS}
    return Step(**{**columns, **_lists(columns), **known, **labels})


def _transition(columns: Mapping[str, Any]) -> Transition:
    label = _label(columns["label"])
    return Transition(**{**columns, **_lists(columns), "by": Owner(columns["by"]), "label": label})


def _lists(columns: Mapping[str, Any]) -> dict[str, tuple[Any, ...]]:
    return {name: tuple(value) for name, value in columns.items() if isinstance(value, list)}
