"""Choose the photos of a panorama, have it made, and make it."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.documents import actions as documents
from interior_portal.documents.uploads.clean import SentFile
from interior_portal.outbox import actions as outbox
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused, check
from reports.actions.annual.editions import locked, note
from reports.models import DrawnChart, Edition, FigureRow, Panorama, PanoramaPhoto, Snapshot
from reports.papers import panorama as deck
from reports.papers.annual.pictures import draw_chart
from reports.queries.annual.chapters import find_chapter, may_for_all
from reports.queries.panorama import MOST_PHOTOS, is_being_made, newest_snapshot, photos_of
from reports.roles import REPORT_MAKE
from reports.rules.annual.blocks import charts_in
from reports.rules.annual.numbers import LANGUAGES

PURPOSE = "reports.panorama"
NO_FIGURES = Refusal(
    "no_figures",
    _("Have the book of this edition made first: the panorama shows the same figures."),
)
BEING_MADE = Refusal("panorama_being_made", _("The panorama is being made already."))
NO_PICTURE = Refusal("no_picture", _("Choose a picture: JPEG, PNG, WebP or HEIC."))
ENOUGH = Refusal("enough_photos", _("A panorama shows 24 photos at most. Take one out first."))


@dataclass(frozen=True, slots=True)
class Caption:
    """What a photo shows, in both languages, and the chapter it stands after."""

    chapter: str
    ar: str
    kmr: str


@transaction.atomic
def add_photo(*, edition: Edition, file: SentFile, caption: Caption, by: User) -> PanoramaPhoto:
    """Show a picture after a chapter. Raises Refused."""
    check(why_not_keep(by))
    edition = locked(edition)
    if find_chapter(caption.chapter) is None:
        raise LookupError(caption.chapter)
    if len(photos_of(edition)) >= MOST_PHOTOS:
        raise Refused(ENOUGH)
    upload = documents.receive_upload(file, owner=by, purpose=PURPOSE)
    if not upload.is_image:
        upload.file.delete(save=False)
        raise Refused(NO_PICTURE)
    photo = PanoramaPhoto.objects.create(
        edition=edition,
        chapter=caption.chapter,
        upload=upload,
        caption_ar=caption.ar,
        caption_kmr=caption.kmr,
        added_by=by,
    )
    note("photo_added", edition, by, {"chapter": caption.chapter})
    return photo


@transaction.atomic
def remove_photo(*, photo: PanoramaPhoto, by: User) -> None:
    """Show it no more; files that were made keep it. Raises Refused."""
    check(why_not_keep(by))
    going = PanoramaPhoto.objects.filter(pk=photo.pk, removed_at=None)
    if going.update(removed_at=clock.now()):
        note("photo_removed", photo.edition, by, {"chapter": photo.chapter})


@transaction.atomic
def order(*, edition: Edition, key: uuid.UUID, by: User) -> list[Panorama]:
    """Have the files made in both languages; the same key is the same order. Raises Refused."""
    keys = {language: uuid.uuid5(key, language) for language in LANGUAGES}
    known = list(Panorama.objects.filter(key__in=keys.values()).order_by("pk"))
    if known:
        return known
    edition = locked(edition)
    check(why_not_order(edition, by))
    snapshot = newest_snapshot(edition)
    if snapshot is None:
        raise Refused(NO_FIGURES)
    ordered = [
        Panorama.objects.create(
            key=keys[language], edition=edition, snapshot=snapshot, language=language, ordered_by=by
        )
        for language in LANGUAGES
    ]
    for each in ordered:
        outbox.put(
            "reports.make_panorama",
            key=f"reports.panorama:{each.key}",
            payload={"panorama": each.pk},
        )
    note("panorama_ordered", edition, by, {})
    return ordered


def why_not_keep(by: User) -> Refusal | None:
    return None if may_for_all(by, REPORT_MAKE) else NOT_PERMITTED


def why_not_order(edition: Edition, by: User) -> Refusal | None:
    if refusal := why_not_keep(by):
        return refusal
    return BEING_MADE if is_being_made(edition) else None


def make(payload: Mapping[str, Any]) -> None:
    """The files of an order: in the worker, in one transaction. About 10 s for 30 pages."""
    ordered = Panorama.objects.select_related("edition__report", "snapshot")
    panorama = ordered.filter(pk=payload["panorama"], made_at=None).first()
    if panorama is None:
        return
    snapshot, language = panorama.snapshot, panorama.language
    rows = {row.number: row for row in snapshot.rows.all()}
    _draw_missing(snapshot, rows, language)
    source = deck.Source(
        panorama.edition,
        snapshot,
        rows,
        _words(panorama.edition),
        photos_of(panorama.edition),
        {chart.name: bytes(chart.svg) for chart in snapshot.charts.filter(language=language)},
    )
    made = deck.make(source, language)
    panorama.page.save("", ContentFile(made.page.encode()), save=False)
    panorama.pdf.save("", ContentFile(made.pdf), save=False)
    panorama.slides, panorama.made_at = made.slides, clock.now()
    panorama.save()
    note("panorama_made", panorama.edition, None, {"language": language, "pages": made.slides})


def _draw_missing(snapshot: Snapshot, rows: Mapping[str, FigureRow], language: str) -> None:
    """A book in one language has drawn the charts of that one alone."""
    drawn = set(snapshot.charts.filter(language=language).values_list("name", flat=True))
    missing = [block for block in charts_in(snapshot.content) if block["name"] not in drawn]
    year = snapshot.content["year"]
    charts = [
        DrawnChart(
            snapshot=snapshot,
            name=block["name"],
            language=language,
            svg=draw_chart(block, rows, year, language),
        )
        for block in missing
    ]
    DrawnChart.objects.bulk_create(charts, ignore_conflicts=True)


def _words(edition: Edition) -> dict[tuple[str, str], dict[str, str]]:
    """The approved texts by chapter and section."""
    texts = edition.narratives.filter(approved__isnull=False).select_related("approved")
    return {
        (text.chapter, text.section): {"ar": text.approved.text_ar, "kmr": text.approved.text_kmr}
        for text in texts
        if text.approved is not None
    }
