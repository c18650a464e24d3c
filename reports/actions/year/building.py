"""What is written about projects: each about one project under the lock of its row."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import YEAR_KEEP
from interior_portal.audit import actions as audit
from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, check
from interior_portal.tallies.actions import count
from reports.models import Project, ProjectBudget, ProjectLevel, ProjectSpending, ProjectStage

SPENT = "reports.project_spending"
State = Project.State
ENDS_EARLY = Refusal("ends_early", _("The project would end before it starts."))
STAGE_ENDS_EARLY = Refusal("stage_ends_early", _("The stage would end before it starts."))
THERE_ALREADY = Refusal("there_already", _("Your unit has a project with this title already."))
NO_BUDGET = Refusal("no_budget", _("Enter a budget in at least one currency."))
CLOSED = Refusal("project_closed", _("This project is over or was stopped."))
STAGE_DONE = Refusal("stage_done", _("This stage is done already."))
NOT_YET = Refusal("not_yet", _("This day is still to come."))
BEGAN_LATER = Refusal("began_later", _("A stage cannot be done before it began."))
STOPPED = Refusal("project_stopped", _("This project was stopped: nothing is measured after it."))
REASON_MISSING = Refusal("reason_missing", _("Write the reason."))
NOTHING = Refusal("nothing", _("Enter an amount that is not 0."))


@transaction.atomic
def enter(
    *,
    project: Project,
    budgets: Mapping[str, Decimal],
    level: ProjectLevel | None,
    key: str,
    by: User,
) -> Project:
    """Keep a project that is not saved yet, with its budget and what it is to change.

    The same key keeps it once. Raises Refused.
    """
    check(_keeps(by, project.unit))
    Unit.objects.select_for_update(no_key=True).get(pk=project.unit_id)
    known = Project.objects.filter(key=key).first()
    if known is not None:
        return known
    same = Project.objects.filter(unit=project.unit, title_ar=project.title_ar)
    check(THERE_ALREADY if same.exclude(state=State.STOPPED).exists() else None)
    check(None if project.ends_on >= project.starts_on else ENDS_EARLY)
    check(None if budgets else NO_BUDGET)
    project.made_by, project.key = by, key
    project.save(force_insert=True)
    ProjectBudget.objects.bulk_create(
        ProjectBudget(project=project, currency=currency, amount=amount)
        for currency, amount in budgets.items()
    )
    if level is not None:
        level.project = project
        level.save(force_insert=True)
    _told(project, "entered", by)
    return project


@transaction.atomic
def add_stage(*, project: Project, stage: ProjectStage, key: str, by: User) -> ProjectStage:
    """A further stage, after the others; the same key adds it once. Raises Refused."""
    held = _locked(project, by)
    known = held.stages.filter(key=key).first()
    if known is not None:
        return known
    check(_over(held))
    check(None if stage.planned_until >= stage.planned_from else STAGE_ENDS_EARLY)
    last = held.stages.order_by("-position").values_list("position", flat=True).first()
    stage.project, stage.position, stage.key = held, (last or 0) + 1, key
    stage.save(force_insert=True)
    _told(held, "stage_added", by)
    return stage


@transaction.atomic
def finish_stage(
    *, stage: ProjectStage, began_on: dt.date, finished_on: dt.date, by: User
) -> ProjectStage:
    """A stage is done; with the last one the project is finished. The same days again change nothing.

    Raises Refused.
    """
    held = _locked(stage.project, by)
    row = held.stages.get(pk=stage.pk)
    if (row.began_on, row.finished_on) == (began_on, finished_on):
        return row
    check(_over(held))
    check(STAGE_DONE if row.finished_on else None)
    check(None if finished_on <= clock.today() else NOT_YET)
    check(None if began_on <= finished_on else BEGAN_LATER)
    row.began_on, row.finished_on = began_on, finished_on
    row.save(update_fields=["began_on", "finished_on"])
    ends = held.stages.values_list("finished_on", flat=True)
    days = [day for day in ends if day is not None]
    if len(days) == len(ends):
        held.state, held.finished_on = State.FINISHED, max(days)
    else:
        held.state = State.RUNNING
    held.save(update_fields=["state", "finished_on"])
    _told(held, "stage_done", by)
    return row


@transaction.atomic
def add_level(*, project: Project, level: ProjectLevel, key: str, by: User) -> ProjectLevel:
    """A further level of service that the project is to change; the same key adds it once. Raises Refused."""
    held = _locked(project, by)
    known = held.levels.filter(key=key).first()
    if known is not None:
        return known
    check(_over(held))
    level.project, level.key = held, key
    level.save(force_insert=True)
    _told(held, "level_added", by)
    return level


@transaction.atomic
def measure_level(*, level: ProjectLevel, after: Decimal, by: User) -> ProjectLevel:
    """What the level of service is after the project; measured again, the last word counts. Raises Refused."""
    held = _locked(level.project, by)
    check(STOPPED if held.state == State.STOPPED else None)
    row = held.levels.get(pk=level.pk)
    if row.after != after:
        before, row.after = row.after, after
        row.save(update_fields=["after"])
        data = {"level": row.pk, "from": None if before is None else str(before), "to": str(after)}
        _told(held, "level_measured", by, data=data)
    return row


@transaction.atomic
def stop(*, project: Project, reason: str, by: User) -> Project:
    """The project ends before it is finished; the same reason again changes nothing. Raises Refused."""
    held, why = _locked(project, by), reason.strip()
    check(None if why else REASON_MISSING)
    if (held.state, held.reason) == (State.STOPPED, why):
        return held
    check(_over(held))
    held.state, held.reason = State.STOPPED, why
    held.save(update_fields=["state", "reason"])
    _told(held, "stopped", by, reason=why)
    return held


@transaction.atomic
def spend(*, spending: ProjectSpending, key: str, by: User) -> ProjectSpending:
    """Money went out, or (below 0) an entry is put right; the same key counts once. Raises Refused."""
    held = _locked(spending.project, by)
    known = ProjectSpending.objects.filter(key=key).first()
    if known is not None:
        return known
    check(CLOSED if held.state == State.STOPPED and spending.amount > 0 else None)
    check(None if spending.amount else NOTHING)
    check(None if spending.spent_on <= clock.today() else NOT_YET)
    spending.key, spending.by = key, by
    spending.save(force_insert=True)
    noon = dt.datetime.combine(spending.spent_on, dt.time(12), timezone.get_default_timezone())
    count(
        SPENT,
        unit_id=held.unit_id,
        category=spending.currency,
        amount=spending.amount,
        at=noon,
    )
    _told(held, "spent", by)
    return spending


def _keeps(by: User, unit: Unit) -> Refusal | None:
    return None if has_permission(by, YEAR_KEEP, unit) else NOT_PERMITTED


def _locked(project: Project, by: User) -> Project:
    """The project, locked, for who keeps the year of its unit."""
    found = Project.objects.select_related("unit").select_for_update(of=("self",))
    held = found.get(pk=project.pk)
    check(_keeps(by, held.unit))
    return held


def _over(held: Project) -> Refusal | None:
    return None if held.state in {State.PLANNED, State.RUNNING} else CLOSED


def _told(
    project: Project,
    what: str,
    by: User,
    *,
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    audit.record(
        action=f"reports.project.{what}",
        by=by,
        subject_kind="project",
        subject_ref=project.reference,
        reason=reason,
        data=data,
    )
