"""The chain of events: what a line's hash covers, and how it is computed."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = bytes(32)
# Made once: an encoder per call costs more than the encoding.
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of the ledger before it is chained. `data` is canonical JSON text."""

    reference: str
    seq: int
    code: str
    transition: str
    from_step: str
    to_step: str
    version: int
    actor_id: int | None
    role: str
    on_behalf_of_id: int | None
    unit_id: int
    at: dt.datetime
    data: str
    key: str
    body_hash: bytes


def canonical(value: Mapping[str, Any]) -> str:
    """`value` as the one JSON text that means it: sorted names, no spaces.

    `TypeError` for what PostgreSQL would not give back unchanged: write money and other fractions as
    text, moments in ISO 8601.
    """
    _refuse_unstable(value, "data")
    return _encode(value)


def chained(prev_hash: bytes, event: Event) -> bytes:
    """The hash of a line: over the hash before it and everything the line says."""
    line = _encode(
        [
            event.reference,
            event.seq,
            event.code,
            event.transition,
            event.from_step,
            event.to_step,
            event.version,
            event.actor_id,
            event.role,
            event.on_behalf_of_id,
            event.unit_id,
            event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            event.data,
            event.key,
            event.body_hash.hex(),
        ]
    )
    return hashlib.sha256(prev_hash + line.encode()).digest()


def body_hash(transition: str, actor_id: int | None, data: str) -> bytes:
    """What a request said, so that its key can be recognised: the same words, or other ones."""
    return hashlib.sha256(_encode([transition, actor_id, data]).encode()).digest()


def _refuse_unstable(value: object, place: str) -> None:
    match value:
        case None | bool() | int() | str():
            return
        case list() | tuple():
            for number, part in enumerate(value):
                _refuse_unstable(part, f"{place}[{number}]")
        case Mapping():
            for name, part in value.items():
                if not isinstance(name, str):
                    raise TypeError(f"{place} has a name that is no text: {name!r}")
                _refuse_unstable(part, f"{place}.{name}")
        case _:
            raise TypeError(f"{place} is a {type(value).__name__}; give it as text")
