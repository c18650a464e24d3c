"""One thing done to many cases: each in a transaction of its own, with a result of its own."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction as database
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import acts, engine
from interior_portal.workflow.models import Case, WorkItem
from interior_portal.workflow.queries import procedure_of
from interior_portal.workflow.results import Advance, Claim

logger = logging.getLogger(__name__)
MOST = 100
TOO_MANY = Refusal(
    "bulk_too_many",
    gettext_lazy("Choose at most %(most)s cases at a time."),
    {"most": MOST},
)
NOT_IN_BULK = Refusal(
    "not_in_bulk", gettext_lazy("This is decided for one case at a time. Open the case.")
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A case as the page showed it: `version` is the one that the actor saw."""

    case_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of one row: done, or the sentence why not. `version` is the case's after a step, else 0."""

    case_id: int
    reference: str
    refusal: str = ""
    version: int = 0

    @property
    def is_done(self) -> bool:
        return not self.refusal


def carry_out(
    *, chosen: Sequence[Chosen], transition: str, by: User, data: Mapping[str, Any], key: str
) -> list[RowResult]:
    """Do `transition` to each case by its directorate's own action, in the order given.

    A case that lies free is taken first. The key of a row is "key:case", so that the same page sent
    twice does nothing twice. A row that is refused or fails leaves the others alone. Raises `Refused`
    for more than 100 rows. Three queries and those of the action for each row.
    """
    cases = _cases([row.case_id for row in chosen])
    versions = {row.case_id: row.version for row in chosen}

    def act(case: Case) -> Advance:
        found = acts.find_bulk(case.procedure, transition)
        if found is None:
            raise Refused(NOT_IN_BULK)
        _take_if_needed(case, transition, by)
        version = versions[case.pk]
        return found(case_id=case.pk, by=by, version=version, key=f"{key}:{case.pk}", data=data)

    return [_row(case, partial(act, case)) for case in cases]


def undo(*, chosen: Sequence[Chosen], by: User, key: str) -> list[RowResult]:
    """Take back one's own last decision on each case (`engine.undo`). Results and limits as for `carry_out`."""
    versions = {row.case_id: row.version for row in chosen}

    def act(case: Case) -> Advance:
        version = versions[case.pk]
        return engine.undo(case_id=case.pk, by=by, version=version, key=f"{key}:{case.pk}")

    return [_row(case, partial(act, case)) for case in _cases(list(versions))]


def assign(*, item_ids: Collection[int], to: User, by: User) -> list[RowResult]:
    """Give each item to `to`. Results and limits as for `carry_out`."""
    items = _items(item_ids)
    return [_row(i.case, partial(engine.assign, item_id=i.pk, to=to, by=by)) for i in items]


def release(*, item_ids: Collection[int], by: User) -> list[RowResult]:
    """Put each item back into its queue. Results and limits as for `carry_out`."""
    items = _items(item_ids)
    return [_row(i.case, partial(engine.release, item_id=i.pk, by=by)) for i in items]


def _row(case: Case, act: Callable[[], Advance | Claim]) -> RowResult:
    try:
        with database.atomic():
            done = act()
    except Refused as refused:
        return RowResult(case.pk, case.reference, str(refused))
    except Exception:
        logger.exception("case %s could not be done in bulk", case.reference)
        failed = _("Something went wrong with this case. Open it and try it there.")
        return RowResult(case.pk, case.reference, failed)
    version = done.version if isinstance(done, Advance) else 0
    return RowResult(case.pk, case.reference, version=version)


def _take_if_needed(case: Case, transition: str, by: User) -> None:
    """An action replayed or refused by its step finds no item, and says so itself."""
    if not procedure_of(case).transition(transition).needs_claim:
        return
    item = WorkItem.objects.filter(case=case, branch="", closed_at=None).first()
    if item is not None and item.claimed_by_id is None:
        engine.claim(item_id=item.pk, by=by)


def _cases(ids: Sequence[int]) -> list[Case]:
    _check_number(ids)
    found = Case.objects.select_related("procedure_version").in_bulk(ids)
    return [found[case_id] for case_id in dict.fromkeys(ids) if case_id in found]


def _items(ids: Collection[int]) -> list[WorkItem]:
    _check_number(ids)
    found = WorkItem.objects.select_related("case").in_bulk(ids)
    return [found[item_id] for item_id in dict.fromkeys(ids) if item_id in found]


def _check_number(ids: Collection[int]) -> None:
    if len(ids) > MOST:
        raise Refused(TOO_MANY)
