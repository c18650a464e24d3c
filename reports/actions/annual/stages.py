"""What the worker does for an order, stage by stage."""

import errno
import hashlib
import io
from collections.abc import Mapping
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from interior_portal.documents import render, sign
from interior_portal.shared import clock
from reports.actions.annual import snapshots
from reports.actions.annual.editions import note
from reports.actions.annual.makings import (
    Stage,
    State,
    advance,
    fail,
    find_open,
    is_open,
    lock_open,
    put,
)
from reports.models import Book, DrawnChart, FigureRow, LaidOut, Making, Snapshot
from reports.models.annual.makings import stored_name
from reports.papers.annual import book
from reports.papers.annual.pictures import draw_chart
from reports.queries.annual.pages import pages_of, unequal
from reports.queries.annual.parts import Part, find_part
from reports.queries.annual.sentences import unequal_sentences
from reports.rules.annual.blocks import Block, charts_in

IN_A_ROW = 8  # pictures of one commit
READ, DRAWN, LAID, COMPARED = 10, 60, 90, 95  # hundredths, when a stage is done
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
Name = tuple[str, str]  # of a picture, and its language


def carry_out(payload: Mapping[str, Any]) -> None:
    """One stage; nothing when the order is over."""
    making = find_open(payload["making"])
    if making is not None:
        STAGES[payload["stage"]](making, payload["part"])


def give_up(payload: Mapping[str, Any]) -> None:
    """A stage did not succeed however often it was tried: the order ends with that, and can be made again."""
    making = find_open(payload["making"])
    if making is not None:
        fail(making, "given_up")


def languages_of(making: Making) -> tuple[str, ...]:
    both = making.languages == Making.Languages.BOTH
    return ("ar", "kmr") if both else (str(making.languages),)


def read_figures(making: Making, _part: int) -> None:
    """All numbers in one snapshot; an approved edition has one already after its first book.

    The pictures that are missing are a row for every eight, for as many workers as there are.
    """
    making.snapshot = snapshots.take(making.edition, part_of(making))
    making.save(update_fields=["snapshot"])
    if not advance(making, Stage.CHARTS, READ):
        return
    missing = {
        name: place for place, name in enumerate(_wanted(making)) if name in _missing(making)
    }
    for part in sorted({place // IN_A_ROW for place in missing.values()}):
        put(making, "charts", part)
    if not missing:
        _go_on_when_drawn(making)


def part_of(making: Making) -> Part | None:
    """What a book of one unit tells of; None for the whole Authority."""
    return None if making.unit is None else find_part(making.unit, making.ordered_by)


def draw_charts(making: Making, part: int) -> None:
    """Eight of the pictures; stops as soon as the order is cancelled."""
    snapshot, missing, wanted = _snapshot(making), _missing(making), _wanted(making)
    rows = _rows(snapshot)
    for name in list(wanted)[part * IN_A_ROW : (part + 1) * IN_A_ROW]:
        if name in missing:
            if not is_open(making):
                return
            _draw(snapshot, wanted[name], name[1], rows)
    _go_on_when_drawn(making)


def _go_on_when_drawn(making: Making) -> None:
    """Whoever draws the last picture has the pages laid out.

    Workers count what is missing one after the other, under the lock of the order: without it, two that draw the
    last pictures at once would each miss those of the other, and nobody would go on.
    """
    if not lock_open(making):
        return
    left, whole = len(_missing(making)), max(len(_wanted(making)), 1)
    stage = Stage.CHARTS if left else Stage.LAYOUT
    if advance(making, stage, READ + (DRAWN - READ) * (whole - left) // whole) and not left:
        put(making, "layout")


def _wanted(making: Making) -> dict[Name, Block]:
    """The pictures of a book by name and language, in an order that stays."""
    charts = charts_in(_snapshot(making).content)
    return {(block["name"], lang): block for block in charts for lang in languages_of(making)}


def _missing(making: Making) -> set[Name]:
    """Those that nobody has drawn and committed yet."""
    drawn = set(_snapshot(making).charts.values_list("name", "language"))
    return _wanted(making).keys() - drawn


def lay_out(making: Making, _part: int) -> None:
    """Template to pages. What comes between being killed and the commit is done again, nothing else."""
    source, languages = _source(making), languages_of(making)
    pictures = {
        book.picture_name({"name": chart.name}, chart.language): bytes(chart.svg)
        for chart in source.snapshot.charts.filter(language__in=languages)
    }
    pdf = render.book(book.html_of(source, languages), pictures, book.enclosed(source, languages))
    if advance(making, Stage.CHECK, LAID):
        laid = {"pdf": pdf, "pages": pages_of(pdf)}
        LaidOut.objects.update_or_create(making=making, defaults=laid)
        put(making, "compare")


def compare(making: Making, _part: int) -> None:
    """Read the pages back: every number must say what was kept, in every language."""
    snapshot, languages = _snapshot(making), languages_of(making)
    rows, pdf = list(snapshot.rows.all()), bytes(making.laid_out.pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        told = unequal_sentences(document, snapshot, rows, languages)
    if told or unequal(pdf, rows, languages):
        fail(making, "numbers_differ")
    elif advance(making, Stage.STORE, COMPARED):
        put(making, "store")


def store(making: Making, _part: int) -> None:
    """Sign the pages and keep them; where there is no room for them the order fails and leaves nothing behind."""
    signed = sign.sign_pdf(bytes(making.laid_out.pdf)).content
    if not is_open(making):
        return
    made = Book(making=making, sha256=hashlib.sha256(signed).hexdigest(), size=len(signed))
    made.pages = making.laid_out.pages
    made.seconds = round((clock.now() - making.ordered_at).total_seconds())
    try:
        made.file.name = _kept(made, signed)
    except OSError as error:
        if error.errno not in FULL:
            raise
        fail(making, "disk_full")
        return
    made.save()
    making.laid_out.delete()
    ended = Making.objects.filter(pk=making.pk, state=State.RUNNING)
    ended.update(state=State.DONE, progress=100, finished_at=clock.now())
    data = {"order": making.reference, "sha256": made.sha256, "pages": made.pages}
    note("made", making.edition, making.ordered_by, data)


def _kept(made: Book, content: bytes) -> str:
    """The file under its name. What an earlier try left there, whole or in part, gives way; so does a part of this."""
    name = stored_name(made, "")
    default_storage.delete(name)
    try:
        return str(default_storage.save(name, ContentFile(content)))
    except OSError:
        default_storage.delete(name)
        raise


def _draw(snapshot: Snapshot, block: Block, language: str, rows: Mapping[str, FigureRow]) -> None:
    svg = draw_chart(block, rows, snapshot.content["year"], language)
    with transaction.atomic():
        DrawnChart.objects.bulk_create(
            [DrawnChart(snapshot=snapshot, name=block["name"], language=language, svg=svg)],
            ignore_conflicts=True,
        )


def _snapshot(making: Making) -> Snapshot:
    if making.snapshot is None:
        raise ValueError("the figures of an order are read first")
    return making.snapshot


def _rows(snapshot: Snapshot) -> dict[str, FigureRow]:
    return {row.number: row for row in snapshot.rows.all()}


def _source(making: Making) -> book.Source:
    snapshot = _snapshot(making)
    texts = making.edition.narratives.filter(approved__isnull=False).select_related("approved")
    words = {
        (text.chapter, text.section): {"ar": text.approved.text_ar, "kmr": text.approved.text_kmr}
        for text in texts
        if text.approved is not None
    }
    return book.Source(making.edition, snapshot, _rows(snapshot), words, making.is_proof)


STAGES = {
    "snapshot": read_figures,
    "charts": draw_charts,
    "layout": lay_out,
    "compare": compare,
    "store": store,
}
