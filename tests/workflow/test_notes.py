"""Internal notes: by who sees the case at a desk, at any time, never changed."""

import pytest
from django.db import Error, transaction
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import notes, registry
from interior_portal.workflow.desks import DeskPage
from interior_portal.workflow.models import CaseNote
from tests.workflow.trial import Cast, begin, refusal_of

PAGE = DeskPage(
    label="Trial",
    url_name="trial:case",
    permission="TRIAL_DECIDE",
    lines=lambda _ids: {},
    categories=dict,
)


@pytest.fixture(autouse=True)
def desk_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_desk_pages", {"trial": PAGE})


def test_the_desk_writes_notes_before_and_after_the_end(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case = begin(cast).taken()
    notes.add(case=case.case, text=" Called them. ", by=cast.second)
    case.do("grant", cast.officer)
    notes.add(case=case.case, text="Done.", by=cast.officer)
    kept, seq = case.case, case.case.event_seq
    with django_assert_num_queries(1):
        found = [(note.text, note.by.name) for note in notes.notes_of(kept)]
    assert found == [("Done.", "Officer"), ("Called them.", "Second")]
    assert case.case.event_seq == seq
    other = begin(cast, key="other")
    with django_assert_num_queries(1):
        assert notes.note_counts([kept.pk, other.case_id]) == {kept.pk: 2}


@pytest.mark.parametrize("name", ["traveller", "rival", "clerk", "head", "stranger"])
def test_others_neither_read_nor_write(cast: Cast, name: str) -> None:
    case, user = begin(cast).submit().case, getattr(cast, name)
    code = "own_case" if name == "traveller" else "not_permitted"
    refusal = notes.why_not_note(case, user)
    assert refusal is not None
    assert refusal.code == code
    with pytest.raises(Refused) as caught:
        notes.add(case=case, text="No", by=user)
    assert refusal_of(caught) == code
    assert notes.why_not_note(case, cast.officer) is None


def test_nobody_writes_about_their_own_case(cast: Cast) -> None:
    case = begin(cast, by=cast.officer, applicant=cast.officer)
    with pytest.raises(Refused) as caught:
        notes.add(case=case.case, text="Mine", by=cast.officer)
    assert refusal_of(caught) == "own_case"


@pytest.mark.parametrize(
    ("text", "code"), [(" \n", "note_without_text"), ("x" * 2001, "note_too_long")]
)
def test_a_note_says_something_and_is_short(cast: Cast, text: str, code: str) -> None:
    case = begin(cast).submit().case
    with pytest.raises(Refused) as caught:
        notes.add(case=case, text=text, by=cast.officer)
    assert refusal_of(caught) == code
    notes.add(case=case, text="x" * 2000, by=cast.officer)


def test_the_newest_hundred_are_shown(cast: Cast) -> None:
    case, by = begin(cast).submit().case, User.objects.get(pk=cast.officer.pk)
    CaseNote.objects.bulk_create(CaseNote(case=case, text=str(n), by=by) for n in range(101))
    assert [note.text for note in notes.notes_of(case)] == [str(n) for n in range(100, 0, -1)]


def test_a_note_is_never_changed(cast: Cast) -> None:
    note = notes.add(case=begin(cast).submit().case, text="Once", by=cast.officer)
    with pytest.raises(Error), transaction.atomic():
        CaseNote.objects.filter(pk=note.pk).update(text="Twice")
    with pytest.raises(Error), transaction.atomic():
        note.delete()
