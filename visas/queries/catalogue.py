"""What the directorate offers, as the data say today."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from interior_portal.accounts.models import Unit
from interior_portal.workflow import queries as workflow
from interior_portal.workflow.queries import HandlingRange
from visas.models import Category, KindPromise, Question, RequiredDocument, VisaKind

WORKING_DAY = 7 * 60


def open_kinds() -> QuerySet[VisaKind]:
    """Kinds that take applications, in the order of the lists."""
    return VisaKind.objects.filter(is_open=True)


def kind_names() -> dict[str, str]:
    """Every kind by its code, closed ones too: cases of theirs may still lie on a desk. One query."""
    return {kind.code: kind.name for kind in VisaKind.objects.all()}


def promise_minutes(kind: VisaKind) -> int:
    """Working minutes within which the kind is decided today."""
    promise: KindPromise = KindPromise.objects.in_force().get(kind=kind)
    return promise.minutes


def required_documents(kind: VisaKind, category: Category | None) -> QuerySet[RequiredDocument]:
    """The papers asked today, of everyone and of the category."""
    return RequiredDocument.objects.in_force().filter(
        Q(category__isnull=True) | Q(category=category), kind=kind
    )


def questions(
    kind: VisaKind, category: Category | None, on: dt.date | None = None
) -> QuerySet[Question]:
    """The questions asked on a day (today by default), of everyone and of the category."""
    return Question.objects.in_force(on).filter(
        Q(category__isnull=True) | Q(category=category), kind=kind
    )


def crossing_posts() -> QuerySet[Unit]:
    """The crossings through which people can travel."""
    return Unit.objects.filter(kind=Unit.Kind.POST, is_active=True).order_by("code")


def kinds_by_audience() -> list[tuple["str | Promise", list[VisaKind]]]:
    """Open kinds under the heading of whom they are for; one query."""
    kinds = list(open_kinds())
    groups = [
        (audience.label, [kind for kind in kinds if kind.audience == audience])
        for audience in VisaKind.Audience
    ]
    return [(label, rows) for label, rows in groups if rows]


def promise_days(kind: VisaKind) -> int:
    """The promise in working days, at least one."""
    return max(1, round(promise_minutes(kind) / WORKING_DAY))


def handling_days(kind: VisaKind) -> HandlingRange | None:
    """From how many to how many days recent cases of the kind took; None while too few are known."""
    return workflow.handling_range(kind.procedure, category=kind.code)


def documents_by_category(
    kind: VisaKind,
) -> list[tuple[Category | None, Sequence[RequiredDocument]]]:
    """What everyone sends, then what each category adds; one query."""
    rows = RequiredDocument.objects.in_force().filter(kind=kind).select_related("category")
    grouped: dict[Category | None, list[RequiredDocument]] = {None: []}
    for row in rows:
        grouped.setdefault(row.category, []).append(row)
    return [(category, documents) for category, documents in grouped.items() if documents]
