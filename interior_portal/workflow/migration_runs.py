"""Many cases to another version of their procedure: looked at first, in batches, and back again by run.

A run may be stopped and repeated: who is there already is left alone. One case that cannot go, or that
fails, stops no other.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from interior_portal.audit import actions as audit
from interior_portal.outbox.runner import describe
from interior_portal.shared.refusals import Refusal, Refused
from interior_portal.workflow import engine, versions
from interior_portal.workflow.models import Case, CaseEvent, ProcedureVersion
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.verbs import migrating
from interior_portal.workflow.verbs.migrating import Plan

BATCH = 200


@dataclass(slots=True)
class Report:
    """How many cases go from which step to which, and which cannot and why, by reference."""

    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    left: dict[str, str] = field(default_factory=dict)


def version_of(code: str, number: int) -> Procedure:
    """A stored version. `LookupError` when there is none."""
    stored = ProcedureVersion.objects.filter(code=code, version=number).first()
    if stored is None:
        message = f"procedure {code} has no version {number}"
        raise LookupError(message)
    return versions.find(stored.sha256)


def look(plan: Plan, limit: int | None = None) -> Report:
    """What `apply` would do, without writing. One query for each case."""
    report = Report()
    for case_id, reference, step in _cases(plan, limit):
        found = migrating.look(case_id, plan)
        if isinstance(found, Refusal):
            report.left[reference] = str(found)
        else:
            report.ways[step, found.step.code] += 1
    return report


def apply(plan: Plan, limit: int | None = None, batch: int = BATCH) -> Report:
    """Migrate the running cases of the old version, each in a transaction of its own; leaves an audit line."""
    report = Report()
    for case_id, reference, step in _cases(plan, limit, batch):
        try:
            moved = engine.migrate(case_id=case_id, plan=plan, by=None)
        except Refused as refused:
            report.left[reference] = str(refused.refusal)
        except Exception as error:  # noqa: BLE001 (one bad case never stops a batch)
            report.left[reference] = describe(error)
        else:
            report.ways[step, moved.step] += 1
    _note("workflow.migrated", plan, report)
    return report


def revert(code: str, run: str) -> Report:
    """Take a run back; cases that moved on since are named and left. `LookupError` for an unknown run."""
    report, plan = Report(), None
    events = CaseEvent.objects.filter(
        case__procedure=code, case__closed_at=None, key=f"migrated:{run}"
    ).order_by("pk")
    rows = events.values_list("case_id", "case__reference", "version", "data")
    for case_id, reference, version, data in rows.iterator(chunk_size=BATCH):
        plan = _back(code, run, data)
        try:
            moved = engine.revert_migration(case_id=case_id, plan=plan, since=version, by=None)
        except Refused as refused:
            report.left[reference] = str(refused.refusal)
        except Exception as error:  # noqa: BLE001 (one bad case never stops a batch)
            report.left[reference] = describe(error)
        else:
            report.ways[data["steps"].get(moved.step, moved.step), moved.step] += 1
    if plan is None:
        message = f"no running case of {code} was migrated by the run {run}"
        raise LookupError(message)
    _note("workflow.migration_reverted", plan, report)
    return report


def _back(code: str, run: str, data: Mapping[str, Any]) -> Plan:
    return Plan(
        source=version_of(code, data["to_version"]),
        target=version_of(code, data["from_version"]),
        steps={new: old for old, new in data["steps"].items()},
        run=run,
    )


def _cases(plan: Plan, limit: int | None, batch: int = BATCH) -> Iterator[tuple[int, str, str]]:
    """Running cases of the old version in the order of their ids, so many at a time."""
    running = Case.objects.filter(
        procedure=plan.source.code,
        closed_at=None,
        procedure_version__sha256=plan.source.sha256,
    ).order_by("pk")
    last, left = 0, limit
    while left is None or left > 0:
        size = batch if left is None else min(batch, left)
        rows = list(running.filter(pk__gt=last).values_list("pk", "reference", "step")[:size])
        if not rows:
            return
        yield from rows
        last = rows[-1][0]
        left = None if left is None else left - len(rows)


def _note(action: str, plan: Plan, report: Report) -> None:
    audit.record(
        action=action,
        by=None,
        subject_kind="procedure",
        subject_ref=plan.source.code,
        reason=plan.run,
        data={
            "from": plan.source.version,
            "to": plan.target.version,
            "cases": report.ways.total(),
            "left": len(report.left),
        },
    )
