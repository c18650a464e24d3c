"""The timeline of a case in words: everything with both names for the desk, little for the applicant."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Substitution
from interior_portal.shared import clock
from interior_portal.workflow import engine, registry, verbs
from interior_portal.workflow.queries import timelines
from tests.workflow.trial import PERMIT, Cast, Trial, begin

WORDS: timelines.Words = {"ask": ("Asked for a seal", "paused")}
IN_A_VERB = re.compile(r'"(workflow\.[a-z_]+)"')
EFFECTS = re.compile(r"workflow\.(tell_\w+|child_ended)")


def said(case: Trial) -> list[tuple[str, str]]:
    """What the desk reads, oldest first."""
    told = timelines.for_desk(case.case, WORDS)
    return [(str(event.what), str(event.who)) for event in reversed(told)]


def test_every_event_of_the_engine_has_words() -> None:
    files = Path(str(verbs.__file__)).parent.glob("*.py")
    codes = {code for file in files for code in IN_A_VERB.findall(file.read_text("utf-8"))}
    events = {code for code in codes if not EFFECTS.fullmatch(code)}
    assert events == timelines.OF_THE_ENGINE.keys()


def test_the_desk_reads_everything_with_names(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).submit()
    case.claim(cast.officer)
    engine.hand_over(item_id=case.item.pk, to=cast.second, by=cast.officer)
    engine.release(item_id=case.item.pk, by=cast.second)
    case.claim(cast.second)
    case.do("ask", cast.second)
    officer, second = cast.officer.name, cast.second.name
    assert said(case)[2:] == [
        ("Taken from the queue", officer),
        (f"Handed over to {second}", officer),
        ("Put back into the queue", second),
        ("Taken from the queue", second),
        ("Asked for a seal", second),
    ]
    assert said(case)[0] == ("Case begun", cast.traveller.name)
    assert said(case)[1][0] == str(PERMIT.transition("submit").label)
    row = case.case
    row.procedure_version.sha256  # noqa: B018 (loaded, as a page has it)
    with django_assert_num_queries(2):
        timelines.for_desk(row, WORDS)


def test_both_names_stand_where_somebody_stood_in(cast: Cast) -> None:
    case = begin(cast).submit()
    today = clock.today()
    Substitution.objects.create(
        absent=cast.officer, substitute=cast.clerk, starts_on=today, ends_on=today
    )
    case.claim(cast.clerk)
    names = f"{cast.clerk.name} for {cast.officer.name}"
    assert said(case)[-1] == ("Taken from the queue", names)


def test_the_applicant_reads_only_what_has_words_for_them(cast: Cast) -> None:
    case = begin(cast).taken()
    case.do("ask", cast.officer)
    told = timelines.for_applicant(case.case, WORDS)
    assert [(event.what, event.who, event.state) for event in told] == [
        ("Asked for a seal", "", "paused")
    ]


@pytest.mark.parametrize("seconds", [10, 40])
def test_what_was_undone_is_the_desks_own_business(
    cast: Cast, registered: None, seconds: int
) -> None:
    transitions = tuple(
        replace(t, undo_seconds=30) if t.code == "ask" else t for t in PERMIT.transitions
    )
    registry.register_procedure(replace(PERMIT, code="trial.undoable", transitions=transitions))
    case = begin(cast, key="undone", procedure="trial.undoable").taken()
    case.do("ask", cast.officer)
    assert timelines.for_applicant(case.case, WORDS) == []
    version = case.case.version
    engine.undo(case_id=case.case_id, by=cast.officer, version=version, key="undo")
    assert said(case)[-2:] == [
        ("Asked for a seal", cast.officer.name),
        ("Undone: Asked for a seal", cast.officer.name),
    ]
    with clock.told(clock.now() + dt.timedelta(seconds=seconds)):
        assert timelines.for_applicant(case.case, WORDS) == []
