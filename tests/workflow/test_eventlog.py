"""The event log: whole traces in order, nobody's name in it, and a memory that stays flat."""

import csv
import datetime as dt
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree

from interior_portal.audit.models import AuditEntry
from interior_portal.workflow.models import CaseEvent
from interior_portal.workflow.seeing import eventlog
from interior_portal.workflow.seeing.eventlog import Choice, Line, as_csv, as_xes, lines
from tests.workflow import trial

ALWAYS = Choice(
    since=dt.datetime(2000, 1, 1, tzinfo=dt.UTC), until=dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
)
MOMENT = dt.datetime(2026, 11, 21, 12, 0, 0, 123456, dt.timezone(dt.timedelta(hours=3)))
XES = "{http://www.xes-standard.org/}"


def line(**more: str) -> Line:
    words = {
        "case": "Q26-1",
        "procedure": "trial.permit",
        "activity": "trial.permit.submit",
        "resource": "7",
        "role": "APPLICANT",
        "from_step": "draft",
        "to_step": "review",
    }
    return Line(seq=1, at=MOMENT, **{**words, **more})


@pytest.fixture
def finished(cast: trial.Cast) -> trial.Trial:
    case = trial.begin(cast).taken()
    case.do("grant", cast.officer, note="confidential words", number=1)
    return case


def test_a_trace_is_whole_and_in_order(finished: trial.Trial) -> None:
    written = list(lines(ALWAYS))
    kept = CaseEvent.objects.filter(case=finished.case_id).order_by("seq")
    assert [(event.activity, event.at) for event in written] == [(e.code, e.at) for e in kept]
    assert {event.case for event in written} == {finished.case.reference}
    assert [event.to_step for event in written][-1] == "granted"


def test_nobody_is_named(finished: trial.Trial) -> None:
    first, again = list(lines(ALWAYS)), list(lines(ALWAYS))
    resources = {event.resource for event in first}
    assert len(resources) == 2  # the traveller and the officer
    assert resources.isdisjoint(event.resource for event in again)
    people = {str(p.pk) for p in (finished.cast.traveller, finished.cast.officer)}
    assert resources.isdisjoint(people)
    text = "".join(as_xes(first)) + "".join(as_csv(first))
    for secret in ("Traveller", "Officer", "@trial.example", "confidential"):
        assert secret not in text


def test_the_system_and_the_applicant_have_roles_of_their_own(cast: trial.Cast) -> None:
    case = trial.begin(cast).taken()
    case.do("ask", cast.officer)
    case.do("expire", None)
    roles = {event.activity: event.role for event in lines(ALWAYS)}
    assert roles["trial.permit.submit"] == "APPLICANT"
    assert roles["trial.permit.ask"] == "TRIAL_OFFICER"
    assert roles["trial.permit.expire"] == "SYSTEM"
    system = [event.resource for event in lines(ALWAYS) if event.role == "SYSTEM"]
    assert system == ["0"]


def test_procedure_and_period_choose_whole_cases(finished: trial.Trial) -> None:
    opened = finished.case.opened_at
    second = dt.timedelta(seconds=1)

    def found(since: dt.datetime, until: dt.datetime, procedure: str | None = None) -> bool:
        return any(lines(Choice(since=since, until=until, procedure=procedure)))

    assert found(opened, opened + second, "trial.permit")
    assert not found(opened, opened + second, "trial.other")
    assert not found(opened - second, opened)
    assert not found(opened + second, opened + 2 * second)


def test_rows_are_fetched_in_pieces(finished: trial.Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.begin(finished.cast, "second")
    expected = [event.seq for event in lines(ALWAYS)]
    monkeypatch.setattr(eventlog, "AT_ONCE", 2)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert [event.seq for event in lines(ALWAYS)] == expected
    fetches = [query for query in asked.captured_queries if query["sql"].startswith("FETCH 2 ")]
    assert len(fetches) == len(expected) // 2 + 1


def test_nothing_is_read_ahead() -> None:
    taken = []

    def endless() -> Iterator[Line]:
        while True:
            taken.append(1)
            yield line()

    for write, pieces in ((as_csv, 4), (as_xes, 5)):
        taken.clear()
        document = write(endless())
        for _ in range(pieces):
            next(document)
        assert len(taken) == 3


def test_xes_can_be_read_back() -> None:
    odd = line(case="Q26-2", from_step='a"<&>b')
    root = etree.fromstring("".join(as_xes([line(), line(), odd])).encode())
    assert root.tag == f"{XES}log"
    extensions = {e.get("prefix") for e in root.iter(f"{XES}extension")}
    assert extensions == {"concept", "time", "lifecycle", "org"}
    traces = root.findall(f"{XES}trace")
    assert [len(trace.findall(f"{XES}event")) for trace in traces] == [2, 1]
    name = traces[0].find(f"{XES}string")
    assert name is not None
    assert (name.get("key"), name.get("value")) == ("concept:name", "Q26-1")
    event = traces[1].find(f"{XES}event")
    assert event is not None
    assert {part.get("key"): part.get("value") for part in event} == {
        "concept:name": "trial.permit.submit",
        "time:timestamp": "2026-11-21T09:00:00.123+00:00",
        "lifecycle:transition": "complete",
        "org:resource": "7",
        "org:role": "APPLICANT",
        "procedure": "trial.permit",
        "from_step": 'a"<&>b',
        "to_step": "review",
    }


def test_csv_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    text = "".join(as_csv([line(from_step='=HYPERLINK("x")', to_step="a,b")]))
    assert text.startswith("\ufeffcase:concept:name,")
    header, row = csv.reader(StringIO(text.removeprefix("\ufeff")))
    assert tuple(header) == eventlog.COLUMNS
    assert row[-2:] == ['\'=HYPERLINK("x")', "a,b"]
    for sign in "=+-@\t\r":
        assert f"'{sign}1" in "".join(as_csv([line(from_step=f"{sign}1")]))


def test_the_command_writes_and_leaves_a_line_in_the_ledger(finished: trial.Trial) -> None:
    day = finished.case.opened_at.date().isoformat()
    written = StringIO()
    period = {"first": dt.date(2000, 1, 1), "last": dt.date(2100, 1, 1)}
    call_command("export_events", "csv", procedure="trial.permit", stdout=written, **period)
    assert finished.case.reference in written.getvalue()
    assert day in written.getvalue()
    entry = AuditEntry.objects.get(action="workflow.events.exported")
    assert (entry.subject_kind, entry.subject_ref) == ("procedure", "trial.permit")
    assert entry.data == {"format": "csv", "first": "2000-01-01", "last": "2100-01-01"}


def test_the_command_refuses_what_cannot_be_meant(cast: trial.Cast) -> None:
    day, before = dt.date(2026, 2, 2), dt.date(2026, 2, 1)
    with pytest.raises(CommandError, match="Exchange the two"):
        call_command("export_events", "xes", first=day, last=before)
    with pytest.raises(CommandError, match=r"no procedure 'other'. There are: .*trial.permit"):
        call_command("export_events", "xes", first=day, last=day, procedure="other")
    assert not AuditEntry.objects.filter(action="workflow.events.exported").exists()
