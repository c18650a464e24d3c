"""The ledger of cases for process mining: XES (IEEE 1849) and CSV, written row by row.

Nobody is named: who acted is a number made of their id and a salt that lives as long as the export,
so two exports cannot be joined by it. Free words of events stay out, and so does who applied.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from xml.sax.saxutils import quoteattr

from django.db import connection, transaction

from interior_portal.shared import tables

AT_ONCE = 2000
COLUMNS = (
    "case:concept:name",
    "case:procedure",
    "concept:name",
    "time:timestamp",
    "lifecycle:transition",
    "org:resource",
    "org:role",
    "from_step",
    "to_step",
)
SYSTEM, APPLICANT = "SYSTEM", "APPLICANT"

# Cases are picked by the day they were opened, so a trace is always whole. The cursor lives on the
# server: whatever is exported, this process holds AT_ONCE rows.
_EVENTS = """
SELECT c.reference, c.procedure, e.seq, e.code, e.at, e.actor_id, e.role, e.from_step, e.to_step
FROM workflow_case c JOIN workflow_caseevent e ON e.case_id = c.id
WHERE (%(procedure)s::text IS NULL OR c.procedure = %(procedure)s)
  AND (%(units)s::bigint[] IS NULL OR c.unit_id = ANY(%(units)s::bigint[]))
  AND c.opened_at >= %(since)s AND c.opened_at < %(until)s
ORDER BY c.id, e.seq
"""
_DECLARE = "DECLARE event_log NO SCROLL CURSOR FOR"
_XES_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>\
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>\
<string key="lifecycle:transition" value="complete"/></global>
<classifier name="Activity" keys="concept:name lifecycle:transition"/>
<string key="lifecycle:model" value="standard"/>
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One event. `resource` is a number that means something within one export only."""

    case: str
    procedure: str
    seq: int
    activity: str
    at: dt.datetime
    resource: str
    role: str
    from_step: str
    to_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which cases: those opened in `since` (included) to `until` (not), of one procedure or of all.

    `unit_ids` None means all units.
    """

    since: dt.datetime
    until: dt.datetime
    procedure: str | None = None
    unit_ids: tuple[int, ...] | None = None


def lines(choice: Choice) -> Iterator[Line]:
    """Every event of the chosen cases, case by case in order. One query, read in pieces."""
    salt = secrets.token_bytes(16)
    parameters = {
        "procedure": choice.procedure,
        "units": None if choice.unit_ids is None else list(choice.unit_ids),
        "since": choice.since,
        "until": choice.until,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{_DECLARE} {_EVENTS}", parameters)
        while True:
            cursor.execute(f"FETCH {AT_ONCE} FROM event_log")
            rows = cursor.fetchall()
            for case, procedure, seq, code, at, actor, role, source, target in rows:
                who = _pseudonym(salt, actor)
                where = _role(actor, role)
                yield Line(case, procedure, seq, code, at, who, where, source, target)
            if len(rows) < AT_ONCE:
                break
        cursor.execute("CLOSE event_log")


def as_csv(events: Iterable[Line]) -> Iterator[str]:
    """Lines of a table that a spreadsheet opens without taking any cell for a formula."""
    return tables.as_csv(chain([COLUMNS], map(_cells, events)))


def as_xes(events: Iterable[Line]) -> Iterator[str]:
    """Pieces of an XES document: one trace for each case."""
    yield _XES_HEAD
    for case, of_case in groupby(events, key=lambda event: event.case):
        yield f"<trace>{_string('concept:name', case)}\n"
        for event in of_case:
            yield _event(event)
        yield "</trace>\n"
    yield "</log>\n"


def _cells(event: Line) -> tuple[str, ...]:
    return (
        event.case,
        event.procedure,
        event.activity,
        _moment(event.at),
        "complete",
        event.resource,
        event.role,
        event.from_step,
        event.to_step,
    )


def _event(event: Line) -> str:
    parts = (
        _string("concept:name", event.activity),
        f'<date key="time:timestamp" value={quoteattr(_moment(event.at))}/>',
        _string("lifecycle:transition", "complete"),
        _string("org:resource", event.resource),
        _string("org:role", event.role),
        _string("procedure", event.procedure),
        _string("from_step", event.from_step),
        _string("to_step", event.to_step),
    )
    return f"<event>{''.join(parts)}</event>\n"


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(value)}/>"


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds")


def _pseudonym(salt: bytes, actor_id: int | None) -> str:
    if actor_id is None:
        return "0"
    digest = hashlib.blake2b(str(actor_id).encode(), key=salt, digest_size=6).digest()
    return str(int.from_bytes(digest))


def _role(actor_id: int | None, role: str) -> str:
    """An event without a role is the applicant's own, or the system's."""
    return role or (SYSTEM if actor_id is None else APPLICANT)
