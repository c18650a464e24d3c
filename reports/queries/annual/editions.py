"""Editions and their words, as pages show them."""

from collections.abc import Sequence

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import units_where
from interior_portal.accounts.roles import REPORT_WRITE
from reports.models import Edition, Making, Narrative, NarrativeVersion, Report

MOST_YEARS = 30
MOST_UNITS = 200
MOST_VERSIONS = 50


def reports(*, released_only: bool) -> Sequence[Report]:
    """The years, the newest first, each with `shown`: its editions, the newest first. Two queries."""
    editions = with_books(Edition.objects.order_by("-number"))
    if released_only:
        editions = editions.filter(state=Edition.State.RELEASED)
    found = Report.objects.filter(editions__in=editions.values("pk")).distinct().order_by("-year")
    return list(
        found.prefetch_related(Prefetch("editions", queryset=editions, to_attr="shown"))[
            :MOST_YEARS
        ]
    )


def with_books(editions: QuerySet[Edition]) -> QuerySet[Edition]:
    """With `pages` and `book_size` of the book that is handed out; None where none is made."""
    books = the_books().filter(edition=OuterRef("pk"))
    return editions.annotate(
        pages=Subquery(books.values("book__pages")[:1]),
        book_size=Subquery(books.values("book__size")[:1]),
    )


def the_books() -> QuerySet[Making]:
    """Orders with both languages from final figures, the last made first: the first is what is handed out."""
    return Making.objects.filter(
        state=Making.State.DONE,
        languages=Making.Languages.BOTH,
        snapshot__is_final=True,
        is_proof=False,
        unit=None,
    ).order_by("-pk")


def find_edition(year: int, number: int) -> Edition | None:
    editions = Edition.objects.select_related("report", "begun_by", "approved_by", "released_by")
    return editions.filter(report__year=year, number=number).first()


def follower_of(edition: Edition) -> Edition | None:
    """The newest released edition that takes this one's place; None while it is the newest itself."""
    later = Edition.objects.filter(
        report=edition.report_id, number__gt=edition.number, state=Edition.State.RELEASED
    )
    return later.select_related("report").order_by("number").last()


def words_of(edition: Edition) -> dict[tuple[str, str], Narrative]:
    """The texts of an edition by chapter and section; one query."""
    return {(text.chapter, text.section): text for text in edition.narratives.all()}


def find_text(edition: Edition, chapter: str, section: str) -> Narrative | None:
    found = edition.narratives.filter(chapter=chapter, section=section)
    return found.select_related("edition__report").first()


def versions_of(text: Narrative) -> list[NarrativeVersion]:
    """The last versions of a text, the newest first, with who wrote and ruled; one query."""
    versions = text.versions.select_related("by", "ruling__by").order_by("-number")
    return list(versions[:MOST_VERSIONS])


def units_of_reports(user: User) -> list[Unit]:
    """The units of which somebody has a report made, from the top; one query."""
    units = units_where(user, REPORT_WRITE).filter(is_active=True).exclude(parent=None)
    return list(units.order_by("path")[:MOST_UNITS])


def find_making(reference: str) -> Making | None:
    makings = Making.objects.select_related(
        "edition__report", "ordered_by", "book", "snapshot", "unit"
    )
    return makings.filter(reference=reference).first()


def makings_of(edition: Edition) -> list[Making]:
    """The last orders of an edition."""
    return list(edition.makings.select_related("ordered_by", "book", "unit")[:MOST_VERSIONS])


def is_to_be_made_again(making: Making) -> bool:
    """Whether an order ended without a book and none was given since."""
    if making.state not in {Making.State.FAILED, Making.State.CANCELLED}:
        return False
    return not Making.objects.filter(edition=making.edition_id, pk__gt=making.pk).exists()
