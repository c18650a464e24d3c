"""The words of the annual report: versions, four eyes, whose chapter it is, what is locked, what is printed."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from interior_portal.accounts.actions import Term, substitute
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from reports.actions.annual import editions, narratives
from reports.models import Edition, Narrative, NarrativeRuling
from reports.rules.annual.prose import as_html
from reports.rules.differences import Change, Piece, differences
from tests.cast import Cast, ClientOf
from tests.reports.annual import YEAR, approved, begun, settle, text_of, words, written
from tests.reports.attacks import ATTACKS

States = Narrative.State


def refusal_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def test_a_text_is_written_sent_back_changed_and_approved(cast: Cast) -> None:
    text = text_of(begun(cast))
    narratives.write(narrative=text, words=words("أ"), by=cast.secretary)
    sent_back = narratives.send_back(narrative=text, number=1, by=cast.chair, reason="أقصر")
    assert sent_back.state == States.RETURNED
    second = narratives.write(narrative=text, words=words("ب", seen=1), by=cast.secretary)
    narratives.approve(narrative=text, number=2, by=cast.chair)
    text.refresh_from_db()
    assert (text.state, text.newest, text.approved) == (States.APPROVED, 2, second)
    assert [each.text_ar for each in text.versions.all()] == ["أ", "ب"]
    assert AuditEntry.objects.filter(action__startswith="reports.edition.").count() == 5


def test_nobody_approves_what_they_wrote(cast: Cast) -> None:
    text = text_of(begun(cast))
    version = narratives.write(narrative=text, words=words(), by=cast.chair)
    code = refusal_of(lambda: narratives.approve(narrative=text, number=1, by=cast.chair))
    assert code == "narrative_four_eyes"
    assert narratives.approve(narrative=text, number=1, by=cast.co_chair).approved == version


def test_the_database_keeps_four_eyes_and_every_version(cast: Cast) -> None:
    version = narratives.write(narrative=text_of(begun(cast)), words=words(), by=cast.chair)
    with pytest.raises(IntegrityError, match="narrative_four_eyes"), transaction.atomic():
        NarrativeRuling.objects.create(
            version=version, outcome="APPROVED", written_by=cast.chair, by=cast.chair
        )
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        type(version).objects.filter(pk=version.pk).update(text_ar="غيره")


def test_who_stands_in_for_the_writer_does_not_approve(cast: Cast) -> None:
    text = text_of(begun(cast))
    substitute(
        absent=cast.chair,
        substitute=cast.vehicle_head,
        term=Term(starts_on=clock.today(), ends_on=clock.today()),
        by=cast.chair,
    )
    narratives.write(narrative=text, words=words(), by=cast.chair)
    code = refusal_of(lambda: narratives.approve(narrative=text, number=1, by=cast.vehicle_head))
    assert code == "narrative_four_eyes"
    # And what they write in that person's place is that person's too.
    written_for = narratives.write(narrative=text, words=words(seen=1), by=cast.vehicle_head)
    assert written_for.on_behalf_of == cast.chair
    code = refusal_of(lambda: narratives.approve(narrative=text, number=2, by=cast.chair))
    assert code == "narrative_four_eyes"


def test_a_head_writes_the_chapter_of_their_own_directorate_alone(cast: Cast) -> None:
    edition = begun(cast)
    own, other = text_of(edition, "board-visas", "achieved"), text_of(edition, "foreword")
    assert narratives.write(narrative=own, words=words(), by=cast.head).number == 1
    vehicles = text_of(edition, "board-vehicles", "achieved")
    for text in (other, vehicles):
        with pytest.raises(Refused, match="Your role does not allow"):
            narratives.write(narrative=text, words=words(), by=cast.head)
    assert narratives.approve(narrative=own, number=1, by=cast.chair).state == States.APPROVED


def test_who_saw_an_older_version_is_told_and_the_same_post_writes_once(cast: Cast) -> None:
    text, first = text_of(begun(cast)), words()
    narratives.write(narrative=text, words=first, by=cast.secretary)
    again = narratives.write(narrative=text, words=first, by=cast.secretary)
    assert again.number == 1
    late = replace(words(), seen=0)
    code = refusal_of(lambda: narratives.write(narrative=text, words=late, by=cast.chair))
    assert code == "narrative_written_meanwhile"
    assert text.versions.count() == 1


def test_an_edition_is_approved_when_every_text_is_and_its_words_are_locked_then(
    cast: Cast,
) -> None:
    edition = begun(cast)
    code = refusal_of(lambda: editions.approve_edition(edition=edition, by=cast.chair))
    assert code == "edition_words_missing"
    written(cast, edition)
    assert editions.approve_edition(edition=edition, by=cast.chair).state == "APPROVED"
    late = words(seen=1)
    code = refusal_of(
        lambda: narratives.write(narrative=text_of(edition), words=late, by=cast.secretary)
    )
    assert code == "edition_not_a_draft"
    assert editions.reopen_edition(edition=edition, by=cast.chair).state == "DRAFT"
    assert narratives.write(narrative=text_of(edition), words=late, by=cast.secretary).number == 2


def test_only_one_edition_of_a_year_is_in_the_making(cast: Cast) -> None:
    begun(cast)
    code = refusal_of(lambda: editions.begin_edition(year=YEAR, by=cast.secretary))
    assert code == "edition_in_the_making"
    assert refusal_of(lambda: begun(cast, clock.today().year + 1)) == "report_year"
    assert refusal_of(lambda: editions.begin_edition(year=YEAR, by=cast.head)) == "not_permitted"


def test_nothing_is_released_before_its_book_is_made(cast: Cast) -> None:
    edition = approved(cast)
    code = refusal_of(lambda: editions.release_edition(edition=edition, by=cast.secretary))
    assert code == "edition_book_missing"


@pytest.mark.django_db(transaction=True)
def test_two_who_rule_at_once_rule_once(cast: Cast) -> None:
    text, gate = text_of(begun(cast)), threading.Barrier(2)
    narratives.write(narrative=text, words=words(), by=cast.secretary)
    codes: list[str] = []

    def rule(by: str) -> None:
        try:
            gate.wait()
            narratives.approve(narrative=text, number=1, by=cast[by])
            codes.append("approved")
        except Refused as refused:
            codes.append(refused.refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=rule, args=(by,)) for by in ("chair", "co_chair")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["approved", "narrative_nothing_waits"]
    assert NarrativeRuling.objects.count() == 1


def test_the_pages_take_a_text_from_its_writer_to_its_approval(
    client_of: ClientOf, cast: Cast
) -> None:
    edition = begun(cast)
    place = (YEAR, edition.number, "foreword", "words")
    url = reverse("reports:annual_text", args=place)
    writer, chair = client_of("secretary"), client_of("chair")
    key = writer.get(url).context["form"]["key"].value()
    posted = {"key": key, "seen": "0", "ar": "# عام\n\nعملنا", "kmr": "# Sal\n\nMe xebitî"}
    looked = writer.post(url, {**posted, "look": "1"})
    assert "<h3>Sal</h3>" in looked.content.decode()
    assert text_of(edition).newest == 0
    assert writer.post(url, posted).status_code == 302
    stale = chair.post(url, {**posted, "key": "0b6b6a38-8f4c-4f9e-8a2c-1a1f4a6a0f11"})
    assert "guhertoyeke nûtir" in stale.content.decode()
    ruled = chair.post(reverse("reports:annual_rule", args=place), {"number": "1", "approve": "1"})
    assert ruled.status_code == 302
    assert text_of(edition).state == States.APPROVED


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_somebody_types_becomes_markup(attack: str) -> None:
    html = str(as_html(attack))
    allowed = ("p", "h3", "h4", "ul", "ol", "li", "strong", "em", "br")
    for tag in allowed:
        html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
    assert "<" not in html
    assert "href" not in html or "=" in html  # an address stays a word that one can read


def test_marks_become_paragraphs_headings_lists_and_emphasis() -> None:
    text = "# Sal\n\nMe **gelek** *xebitî*.\n\n- yek\n- du\n\n1. sê"
    assert as_html(text) == (
        "<h3>Sal</h3><p>Me <strong>gelek</strong> <em>xebitî</em>.</p>"
        "<ul><li>yek</li><li>du</li></ul><ol><li>sê</li></ol>"
    )


def test_differences_are_told_word_by_word() -> None:
    assert differences("one two three", "one 2 three four") == [
        Piece(Change.SAME, "one "),
        Piece(Change.GONE, "two"),
        Piece(Change.NEW, "2"),
        Piece(Change.SAME, " three"),
        Piece(Change.NEW, " four"),
    ]


def test_a_correction_takes_over_what_was_approved(cast: Cast) -> None:
    first = approved(cast)
    Edition.objects.filter(pk=first.pk).update(
        state="RELEASED", released_by=cast.chair, released_at=clock.now()
    )
    code = refusal_of(lambda: editions.begin_edition(year=YEAR, by=cast.secretary))
    assert code == "edition_change_unsaid"
    second = editions.begin_edition(
        year=YEAR, by=cast.secretary, change_ar="صُحّح رقم", change_kmr="Hejmarek hat rastkirin"
    )
    taken = text_of(second)
    assert (taken.state, taken.approved and taken.approved.by) == (States.APPROVED, cast.secretary)
    settle(taken, words("جديد", seen=1), writer=cast.chair, other=cast.co_chair)
    old = text_of(first).approved
    assert old is not None
    assert old.text_ar == "كلام"
