"""The book of an edition: its stages, its numbers read back, its tags; cancelled, corrected, without room."""

import io
import resource
import signal
import uuid
from decimal import Decimal

import pgtrigger
import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse

from interior_portal.accounts.actions import move_unit
from interior_portal.accounts.models import Unit
from interior_portal.documents import keys, sign
from interior_portal.documents.sign import SignedFile
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.tallies import actions as tallies
from reports.actions.annual import editions, makings, snapshots, stages
from reports.models import Book, DrawnChart, Edition, FigureRow, LaidOut, Making
from reports.queries.annual import deriving, pages
from reports.queries.annual.composing import compose
from reports.rules.annual.blocks import charts_in
from reports.rules.annual.numbers import written
from tests.cast import Cast, ClientOf
from tests.reports.annual import YEAR, approved, begun, count_visas

pytestmark = pytest.mark.django_db(transaction=True)
State = Making.State


@pytest.fixture
def counted(cast: Cast) -> None:
    count_visas()


def ordered(cast: Cast, edition: Edition, languages: str = "both") -> Making:
    return makings.order(edition=edition, languages=languages, key=uuid.uuid4(), by=cast.secretary)


def made(cast: Cast, edition: Edition, languages: str = "both") -> Making:
    making = ordered(cast, edition, languages)
    relay.drain()
    making.refresh_from_db()
    return making


def content_of(making: Making) -> bytes:
    with making.book.file.open() as file:
        return bytes(file.read())


def test_a_book_with_both_languages_is_made_checked_signed_and_released(
    cast: Cast, counted: None
) -> None:
    keys.ensure_keys()
    edition = approved(cast)
    making = made(cast, edition)
    assert (making.state, making.failure, making.progress) == (State.DONE, "", 100)
    edition.refresh_from_db()
    assert editions.release_edition(edition=edition, by=cast.secretary).state == "RELEASED"
    _is_tagged_and_universal(content_of(making))
    assert not LaidOut.objects.exists()
    call_command("check_report", YEAR, stdout=(told := io.StringIO()))
    assert "0 differences, 0 corrected" in told.getvalue()


def test_a_correction_is_a_book_of_its_own_and_the_old_one_stays_to_the_byte(
    cast: Cast, counted: None
) -> None:
    keys.ensure_keys()
    first = approved(cast)
    making = made(cast, first)
    editions.release_edition(edition=first, by=cast.secretary)
    before, rows = content_of(making), list(FigureRow.objects.values_list("number", "value"))
    tallies.count("visas.granted", unit_id=Unit.objects.get(code="visas").pk, count=5)
    told = {"change_ar": "صُحّح رقم", "change_kmr": "Hejmarek hat rastkirin"}
    second = editions.begin_edition(year=YEAR, by=cast.secretary, **told)
    corrected = made(cast, editions.approve_edition(edition=second, by=cast.chair), "ar")
    assert (corrected.state, corrected.failure) == (State.DONE, "")
    assert content_of(making) == before != content_of(corrected)
    of_first = FigureRow.objects.filter(snapshot__edition=first)
    assert list(of_first.values_list("number", "value")) == rows
    assert set(of_first.values_list("number", "value")) != set(
        FigureRow.objects.filter(snapshot__edition=second).values_list("number", "value")
    )
    for edition, differs in ((1, True), (2, False)):
        call_command("check_report", YEAR, edition=edition, stdout=(said := io.StringIO()))
        assert ("0 corrected" not in said.getvalue()) is differs
        assert "0 differences" in said.getvalue()


def _is_tagged_and_universal(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        metadata = document.Root.Metadata.read_bytes()
        assert b"pdfuaid:part" in metadata
        assert b"pdfaid:part" in metadata
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "ar"
        names = sorted(document.attachments)
        assert names == [f"figures-{YEAR}-1-ar.csv", f"figures-{YEAR}-1-kmr.csv"]
        assert {str(file.AFRelationship) for file in document.Root.AF} == {"/Data"}
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert titles == [f"التقرير السنوي {YEAR}", f"Rapora salane ya {YEAR}"]
        alts = [
            each.get("/Alt") for each in pages.elements(document.Root.StructTreeRoot, "/Figure")
        ]
        assert alts
        assert all(alts)


def test_a_planted_difference_is_found_in_the_pages_the_file_and_the_records(
    cast: Cast, counted: None
) -> None:
    keys.ensure_keys()
    edition = begun(cast)
    making = made(cast, edition, "kmr")
    rows = list(FigureRow.objects.all())
    assert pages.unequal(content_of(making), rows, ("kmr",)) == []
    row = next(each for each in rows if each.query.get("figure") == "visas.granted" and each.value)
    row.value = Decimal(99)
    assert row.number in pages.unequal(content_of(making), rows, ("kmr",))
    with pgtrigger.ignore():
        FigureRow.objects.filter(pk=row.pk).update(value=99)
    with pytest.raises(CommandError, match=row.number):
        call_command("check_report", YEAR, stdout=io.StringIO())


def test_what_is_corrected_later_is_told_as_such(cast: Cast, counted: None) -> None:
    edition = begun(cast)
    snapshot = snapshots.take(edition)
    assert deriving.differences(snapshot) == []
    assert deriving.broken(snapshot) == []
    unit = Unit.objects.get(code="visas")
    tallies.count("visas.granted", unit_id=unit.pk, category="tourism", count=1)
    changed = {each.row.query.get("month", "") for each in deriving.differences(snapshot)}
    assert "" in changed
    assert f"{clock.today():%Y-%m}-01" in changed


def test_a_unit_that_moved_in_the_middle_of_the_year_keeps_its_numbers(
    cast: Cast, counted: None
) -> None:
    edition = begun(cast)
    before = {row.number: row.value for row in snapshots.take(edition).rows.all()}
    unit, parent = Unit.objects.get(code="visas-qamishlo"), Unit.objects.get(code="traffic")
    move_unit(unit=unit, parent=parent, by=cast.administrator)
    after = snapshots.take(edition)
    assert {row.number: row.value for row in after.rows.all()} == before
    assert "4" in {written(row.value) for row in after.rows.filter(query__unit=unit.pk)}


def test_a_year_without_data_says_so_and_draws_nothing(cast: Cast) -> None:
    composed = compose(begun(cast, 2024))
    assert charts_in(composed.content) == []
    assert {each.value for each in composed.numbers if each.way == "share"} == {None}


def test_an_order_that_is_cancelled_draws_no_further_picture(cast: Cast, counted: None) -> None:
    making = ordered(cast, begun(cast), "ar")
    with transaction.atomic():
        stages.carry_out({"making": making.pk, "stage": "snapshot", "part": 0})
    makings.cancel(making=making, by=cast.secretary)
    relay.drain()
    making.refresh_from_db()
    assert (making.state, DrawnChart.objects.count()) == (State.CANCELLED, 0)
    assert not Book.objects.exists()
    assert ordered(cast, making.edition, "ar").state == State.WAITING


def test_without_room_the_order_fails_with_a_sentence_and_leaves_nothing(
    cast: Cast, counted: None, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf
) -> None:
    """The limit of a process on the size of its files: the kernel itself stops the write in the middle."""
    keys.ensure_keys()
    making = ordered(cast, begun(cast), "kmr")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept = sign.sign_pdf

    def sign_and_fill(pdf: bytes) -> SignedFile:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        return kept(pdf)

    monkeypatch.setattr(sign, "sign_pdf", sign_and_fill)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        relay.drain()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    making.refresh_from_db()
    assert (making.state, making.failure) == (State.FAILED, "disk_full")
    assert not Book.objects.exists()
    kept_files = default_storage.listdir("reports/annual")[1]
    assert [name for name in kept_files if name.startswith(making.reference)] == []
    page = client_of("secretary").get(reverse("reports:annual_making", args=[making.reference]))
    assert "notice-error" in page.content.decode()
