"""The numbers of a report are the same in its book, its sentences, its workbook and its pages; what is not is named."""

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import pgtrigger
import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.translation import override

from interior_portal.documents import keys
from interior_portal.outbox import relay
from reports.actions.annual import editions, makings
from reports.models import Book, FigureRow, Making, Snapshot
from reports.queries.annual import pages, sentences
from reports.rules.annual import numbers
from reports.rules.annual.numbers import LANGUAGES, written
from reports.views.annual import presenters
from tests.cast import Cast, ClientOf
from tests.reports.annual import YEAR, approved, count_visas

pytestmark = pytest.mark.django_db(transaction=True)
MARK = json.dumps(numbers.mark("%s"))[1:-1]


@pytest.fixture
def released(cast: Cast) -> Making:
    """The book of a released edition, in both languages."""
    keys.ensure_keys()
    count_visas()
    edition = approved(cast)
    making = makings.order(edition=edition, languages="both", key=uuid.uuid4(), by=cast.secretary)
    relay.drain()
    editions.release_edition(edition=edition, by=cast.secretary)
    making.refresh_from_db()
    return making


def checked() -> str:
    """What the command says; raises CommandError."""
    call_command("check_report", YEAR, stdout=(told := io.StringIO()))
    return told.getvalue()


def faults() -> str:
    with pytest.raises(CommandError) as error:
        checked()
    return str(error.value)


def pdf_of(making: Making) -> bytes:
    with making.book.file.open() as file:
        return bytes(file.read())


def granted(making: Making) -> FigureRow:
    """The visas of the year: a number of a sentence and of a table."""
    assert making.snapshot is not None
    rows = making.snapshot.rows.filter(
        query__figure="visas.granted", query__span__startswith=str(YEAR)
    )
    row = next(row for row in rows if set(row.query) == {"figure", "span"})
    assert written(row.value) == "7"
    return row


def test_numbers_are_equal_wherever_they_are_told_and_whatever_is_changed_is_named(
    released: Making, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One book for all of it: it takes seconds to make."""
    assert "0 differences, 0 corrected" in checked()
    row = granted(released)
    _is_told_by_everything(released, row, client_of)
    _a_changed_workbook_is_named(released, row, client_of)
    _a_changed_page_is_named(row, monkeypatch)
    _a_changed_sentence_is_named(released, row)
    _a_changed_file_in_the_book_is_named(released, row)
    _changed_records_are_named(released, row)


def _is_told_by_everything(making: Making, row: FigureRow, client_of: ClientOf) -> None:
    """Read back from the real PDF, workbook, CSV and page of somebody who is not signed in."""
    assert making.snapshot is not None
    rows, reader = list(making.snapshot.rows.all()), client_of("anonymous")
    with pikepdf.open(io.BytesIO(pdf_of(making))) as book:
        told = [text for text in pages.paragraphs(book) if row.number in text]
        assert len(told) == len(LANGUAGES)
        assert all("7" in pages.digits(text) for text in told)
        assert sentences.unequal_sentences(book, making.snapshot, rows, LANGUAGES) == []
    assert pages.unequal(pdf_of(making), rows, LANGUAGES) == []
    for form in ("csv", "xlsx"):
        taken = reader.get(reverse("reports:annual_numbers", args=[YEAR, 1, form]))
        assert pages.unequal_table(taken.content, form, rows) == []
    for each in rows[::10]:
        page = reader.get(reverse("reports:annual_number", args=[YEAR, 1, each.number]))
        with override("ar"):
            assert not sentences.is_unequal_page(page.content.decode(), each)


def _a_changed_workbook_is_named(making: Making, row: FigureRow, client_of: ClientOf) -> None:
    assert making.snapshot is not None
    address = reverse("reports:annual_numbers", args=[YEAR, 1, "xlsx"])
    content, out = client_of("anonymous").get(address).content, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/sharedStrings.xml":
                assert b"<t>7</t>" in part
                part = part.replace(b"<t>7</t>", b"<t>8</t>")
            new.writestr(name, part)
    rows = list(making.snapshot.rows.all())
    found = pages.unequal_table(out.getvalue(), "xlsx", rows)
    assert row.number in found
    assert set(found) == {each.number for each in rows if written(each.value) == "7"}


def _a_changed_page_is_named(row: FigureRow, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the page told numbers in a way of its own."""

    def tell(way: str, value: Decimal | None, currency: str = "") -> str:
        return "8" if value == row.value else numbers.tell(way, value, currency)

    with monkeypatch.context() as broken:
        broken.setattr(presenters, "tell", tell)
        found = faults()
    for language in LANGUAGES:
        assert f"page {language} {row.number}" in found


def _a_changed_sentence_is_named(making: Making, row: FigureRow) -> None:
    """The book stays; what was kept says another number, as if the printer had put a wrong one."""
    assert making.snapshot is not None
    rows = list(making.snapshot.rows.all())
    for each in rows:
        if each.number == row.number:
            each.value = each.value and each.value + 1
    with pikepdf.open(io.BytesIO(pdf_of(making))) as book:
        found = sentences.unequal_sentences(book, making.snapshot, rows, LANGUAGES)
    assert row.number in found


def _a_changed_file_in_the_book_is_named(making: Making, row: FigureRow) -> None:
    kept, out = pdf_of(making), io.BytesIO()
    with pikepdf.open(io.BytesIO(kept)) as book:
        name = f"figures-{YEAR}-1-kmr.csv"
        old = book.attachments[name].get_file().read_bytes()
        line = next(each for each in old.splitlines() if row.number.encode() in each)
        new = old.replace(line, line.replace(b",7,", b",8,", 1))
        assert new != old
        book.attachments[name].obj.EF.F = book.attachments[name].obj.EF.UF = book.make_stream(new)
        book.save(out)
    with _stored(making.book, out.getvalue()):
        told = faults()
    assert f"pdf {making.reference} {row.number}" in told
    assert f"book {making.reference}" in told


@contextmanager
def _stored(book: Book, content: bytes) -> Iterator[None]:
    """Another file in the place of the book."""
    kept, name = pdf_of(book.making), str(book.file.name)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))
    try:
        yield
    finally:
        default_storage.delete(name)
        default_storage.save(name, ContentFile(kept))


def _changed_records_are_named(making: Making, row: FigureRow) -> None:
    assert "0 differences" in checked()
    snapshot = making.snapshot
    assert snapshot is not None
    kept = snapshot.content
    told = json.loads(json.dumps(kept).replace(MARK % row.number, "7"))
    assert told != kept
    Snapshot.objects.filter(pk=snapshot.pk).update(content=told)
    assert "kept snapshot" in faults()
    Snapshot.objects.filter(pk=snapshot.pk).update(content=kept)
    with pgtrigger.ignore():
        FigureRow.objects.filter(pk=row.pk).update(value=8)
    found = faults()
    for place in ("kept", f"pdf {making.reference}", f"sentence {making.reference}"):
        assert f"{place} {row.number}" in found
