"""What an administrator of the catalogue must know: what a change touches, and why it may not be made."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.payments.queries import fees_in_force
from interior_portal.shared.dated import DatedQuerySet
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow.queries import Count
from visas.models import (
    Application,
    Category,
    KindPromise,
    Question,
    RefusalGround,
    RequiredDocument,
    VisaKind,
)

NEWEST, MOST = 10_000, 99
NO_PROMISE = Refusal(
    "no_promise", _("This kind has no promise in force today. Add one, then open the kind.")
)
NO_FEE = Refusal("no_fee", _("This fee has no amount in force today. Add one, then choose it."))
LAST_GROUND = Refusal(
    "last_ground", _("This is the last ground in use. Add another one before you close it.")
)
LAST_CATEGORY = Refusal(
    "last_category", _("This is the last open category. Add another one, or close the visa kind.")
)
PROMISED = _(
    "A promise begins on %(since)s already. Choose a later day, or change that promise"
    " as long as it lies ahead."
)
ASKED = Refusal(
    "asked_already",
    _("This is asked already during part of that time. Give the older row its last day first."),
)
OTHER_ANSWER = Refusal(
    "other_answer",
    _("Under this code people have answered in another way. Give the new question a new code."),
)


def running(applications: QuerySet[Application], *, drafts: bool = False) -> Count:
    """How many of the newest ten thousand are not decided yet (or not even sent), counted to 99; one query."""
    newest = applications.order_by("-pk").values("pk")[:NEWEST]
    found = Application.objects.filter(pk__in=newest, case__closed_at__isnull=True)
    if drafts:
        found = found.filter(declared_at__isnull=True)
    return Count(len(found.values_list("pk", flat=True)[: MOST + 1]))


def lock_kind(pk: int) -> VisaKind:
    """The kind under a lock: who changes its dated rows waits for who does so already."""
    return VisaKind.objects.select_for_update(of=("self",)).get(pk=pk)


def overlapping(rows: DatedQuerySet, since: dt.date, until: dt.date | None) -> DatedQuerySet:
    """The rows in force on any day from `since` to `until` (None: until further notice)."""
    found = rows.filter(Q(until__isnull=True) | Q(until__gte=since))
    return found if until is None else found.filter(since__lte=until)


def same_document(kind: VisaKind, category: Category | None, code: str) -> DatedQuerySet:
    """Rows by which an application could be asked for this paper twice."""
    rows = RequiredDocument.objects.filter(kind=kind, code=code)
    return rows.filter(Q(category=category) | Q(category__isnull=True)) if category else rows


def same_question(kind: VisaKind, code: str) -> DatedQuerySet:
    """Rows whose answers would be kept under the same code."""
    return Question.objects.filter(kind=kind, code=code)


def why_not_open(kind: VisaKind, *, fee_code: str) -> Refusal | None:
    """An open kind has a promise and a fee in force: its pages say both."""
    if not KindPromise.objects.in_force().filter(kind=kind).exists():
        return NO_PROMISE
    return None if fees_in_force(fee_code).exists() else NO_FEE


def why_not_promise(*, kind: VisaKind, since: dt.date) -> Refusal | None:
    """Promises follow one another: a new one begins after the last one has begun."""
    last = KindPromise.objects.filter(kind=kind).order_by("since").last()
    if last is not None and last.since >= since:
        return Refusal("promised", PROMISED, {"since": last.since.isoformat()})
    return None


def why_not_document(row: RequiredDocument) -> Refusal | None:
    """The days of a row, new or changed, against those of the others."""
    others = same_document(row.kind, row.category, row.code).exclude(pk=row.pk)
    return ASKED if overlapping(others, row.since, row.until).exists() else None


def why_not_question(row: Question) -> Refusal | None:
    """The days against those of the others, and the kind of answer that people have given already."""
    others = same_question(row.kind, row.code).exclude(pk=row.pk)
    if others.exclude(answer=row.answer).exists():
        return OTHER_ANSWER
    return ASKED if overlapping(others, row.since, row.until).exists() else None


def why_not_close_ground(ground: RefusalGround) -> Refusal | None:
    """An officer who proposes a refusal has a ground to choose."""
    others = RefusalGround.objects.filter(is_open=True).exclude(pk=ground.pk)
    return None if others.exists() else LAST_GROUND


def why_not_close_category(category: Category) -> Refusal | None:
    """A kind with categories keeps an open one as long as it takes applications."""
    if not category.kind.is_open:
        return None
    others = Category.objects.filter(kind=category.kind, is_open=True).exclude(pk=category.pk)
    return None if others.exists() else LAST_CATEGORY
