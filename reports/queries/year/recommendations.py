"""Recommendations and resolutions: those of a year, one of them with its thread."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import Reader, units_where
from interior_portal.accounts.roles import YEAR_VIEW
from reports.models import Recommendation, RecommendationEvent

Kind = RecommendationEvent.Kind
MOST = 200
MOST_EVENTS = 500
LONGEST_THREAD = 20  # years


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """One recommendation in its year: how much proves it, and what its owner wrote last."""

    recommendation: Recommendation
    others: Sequence[Unit]
    evidence: int
    last_note: str


def recommendations_of(year: int, units: QuerySet[Unit] | None = None) -> list[RecommendationLine]:
    """Those to be carried out in a year, by meeting, kind and number; four statements.

    With `units`, those that one of these units owns alone or with others. At most 200.
    """
    found = Recommendation.objects.filter(year=year).select_related("unit")
    if units is not None:
        found = found.filter(owned_by(units))
    rows = list(found.prefetch_related("others").order_by("-meeting_year", "kind", "number")[:MOST])
    evidence, notes = _evidence(rows), _last_notes(rows)
    return [
        RecommendationLine(
            recommendation=row,
            others=list(row.others.all()),
            evidence=evidence.get(row.pk, 0),
            last_note=notes.get(row.pk, ""),
        )
        for row in rows
    ]


def owned_by(units: QuerySet[Unit]) -> Q:
    """That one of these units owns it, alone or with others."""
    shared = Recommendation.others.through.objects.filter(unit__in=units)
    return Q(unit__in=units) | Q(pk__in=shared.values("recommendation_id"))


def _evidence(rows: Sequence[Recommendation]) -> dict[int, int]:
    events = RecommendationEvent.objects.filter(recommendation__in=rows, kind=Kind.EVIDENCE)
    counted = events.order_by().values_list("recommendation").annotate(number=Count("pk"))
    return dict(counted)


def _last_notes(rows: Sequence[Recommendation]) -> dict[int, str]:
    events = RecommendationEvent.objects.filter(recommendation__in=rows, kind=Kind.NOTE)
    last = events.order_by("recommendation_id", "-pk").distinct("recommendation_id")
    return dict(last.values_list("recommendation", "text"))


def find_recommendation(reference: str, reader: Reader) -> Recommendation | None:
    """The one of this reference if the reader may see the year of one of its owners."""
    units = units_where(reader, YEAR_VIEW)
    return (
        Recommendation.objects.select_related("unit", "continues", "reported_by", "confirmed_by")
        .prefetch_related("others")
        .filter(owned_by(units), reference=reference)
        .first()
    )


def events_of(recommendation: Recommendation) -> list[RecommendationEvent]:
    """All that happened in this year of its life, newest first."""
    events = recommendation.events.select_related(
        "by", "upload", "project__unit", "session__course"
    )
    return list(events.order_by("-pk")[:MOST_EVENTS])


def thread_of(recommendation: Recommendation) -> list[Recommendation]:
    """The same recommendation in each of its years, oldest first; one statement."""
    found = Recommendation.objects.filter(
        meeting_year=recommendation.meeting_year,
        kind=recommendation.kind,
        number=recommendation.number,
    )
    return list(found.order_by("year")[:LONGEST_THREAD])


def years() -> list[int]:
    """The years that have recommendations, newest first."""
    found = Recommendation.objects.order_by("-year").values_list("year", flat=True)
    return list(found.distinct()[:LONGEST_THREAD])
