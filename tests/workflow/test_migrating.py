"""Running cases under another version: the dry run, the run, the same run again, and the way back."""

from dataclasses import replace
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from time_machine import travel

from interior_portal.audit.models import AuditEntry
from interior_portal.outbox import relay
from interior_portal.workflow import engine, migration_runs, queries, registry, versions
from interior_portal.workflow.migration_runs import version_of
from interior_portal.workflow.models import Case, CaseEvent, WorkItem
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.verbs.migrating import Plan
from tests.workflow.test_races import overtaken
from tests.workflow.test_timers import after
from tests.workflow.timed import TIMED, begin_timed, open_timers
from tests.workflow.trial import NOON, Cast, Trial, make_cast

RENAMED = {"decision": "verdict"}


def renamed() -> Procedure:
    """The second version: another name for the deciding step, in a queue of another role; no `asked`."""
    steps = tuple(
        replace(
            step,
            code=RENAMED.get(step.code, step.code),
            then=RENAMED.get(step.then, step.then),
            role="TRIAL_HEAD" if step.code == "decision" else step.role,
        )
        for step in TIMED.steps
        if step.code != "asked"
    )
    moves = tuple(
        replace(
            move,
            source=tuple(RENAMED.get(code, code) for code in move.source),
            target=RENAMED.get(move.target, move.target),
            after_minutes=700 if move.code == "cut_short" else move.after_minutes,
        )
        for move in TIMED.transitions
        if move.code not in {"ask", "answer", "give_up_waiting"}
    )
    return replace(TIMED, version=2, steps=steps, transitions=moves)


@pytest.fixture(autouse=True)
def both(registered: None, db: None) -> None:
    registry.register_procedure(TIMED)
    for procedure in (TIMED, renamed()):
        versions.store(procedure)


@pytest.fixture
def cases(cast: Cast) -> dict[str, Trial]:
    """One at the checks, one decided about, one where the applicant is asked, one closed."""
    found: dict[str, Trial] = {}
    with travel(NOON, tick=False):
        for name in ("checking", "deciding", "asked", "closed"):
            found[name] = case = begin_timed(cast, key=name)
            case.do("submit", cast.traveller)
            if name != "checking":
                case.do("police_silent", None)
                case.do("tax_silent", None)
        found["asked"].do("ask", cast.officer)
        found["closed"].do("grant", cast.officer)
    return found


def plan(run: str = "run-1") -> Plan:
    target = version_of(TIMED.code, 2)
    return Plan(source=TIMED, target=target, steps=RENAMED, run=run)


def command(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("migrate_cases", *arguments, stdout=out)
    return out.getvalue().splitlines()


def numbers() -> list[int]:
    return list(Case.objects.order_by("pk").values_list("procedure_version__version", flat=True))


def items(case: Trial) -> list[tuple[Any, ...]]:
    rows = WorkItem.objects.filter(case=case.case_id, closed_at=None).order_by("branch")
    return list(rows.values_list("branch", "step", "queue"))


def test_the_dry_run_says_who_goes_where_and_who_cannot_and_writes_nothing(
    cases: dict[str, Trial],
) -> None:
    before = list(Case.objects.order_by("pk").values())
    lines = command("trial.timed", "--from", "1", "--to", "2", "--map", "decision=verdict")
    reference = cases["asked"].case.reference
    assert lines == [
        "Dry run: nothing is written.",
        "checking -> checking: 1",
        "decision -> verdict: 1",
        f"{reference}: The new version has no place for step “asked”.",
        "2 cases, 1 left",
    ]
    assert list(Case.objects.order_by("pk").values()) == before


def test_the_run_moves_step_item_timers_and_version(cases: dict[str, Trial]) -> None:
    with travel(after(10), tick=False):
        migration_runs.apply(plan())
    assert numbers() == [2, 2, 1, 1]
    case = cases["deciding"].case
    assert (case.step, case.version, case.moved_at) == ("verdict", 5, after(10))
    assert items(cases["deciding"]) == [("", "verdict", f"{case.unit_id}:TRIAL_HEAD")]
    assert cases["deciding"].item.due_at == case.due_at == after(600)
    event = CaseEvent.objects.filter(case=case).latest("seq")
    assert (event.code, event.from_step, event.to_step) == (
        "workflow.migrated",
        "decision",
        "verdict",
    )
    assert event.data == {
        "run": "run-1",
        "from_version": 1,
        "to_version": 2,
        "steps": {"decision": "verdict"},
    }
    assert queries.verify_chain(case).is_whole
    audit = AuditEntry.objects.get(action="workflow.migrated")
    assert (audit.subject_ref, audit.reason) == ("trial.timed", "run-1")


def test_branches_go_with_their_case_and_it_goes_on_under_the_new_version(
    cases: dict[str, Trial], cast: Cast
) -> None:
    before = items(cases["checking"])
    with travel(after(10), tick=False):
        migration_runs.apply(plan())
    checking = cases["checking"]
    assert items(checking) == before
    moments = {name: row.fires_at for name, row in open_timers(checking.case).items()}
    assert moments["cut_short"] == after(710)
    assert moments["BREACH"] == after(600)
    checking.do("tax_done", cast.officer)
    checking.do("police_silent", None)
    assert checking.case.step == "verdict"
    assert queries.verify_chain(checking.case).is_whole


def test_the_same_run_again_touches_nothing(cases: dict[str, Trial]) -> None:
    first = migration_runs.apply(plan(), limit=1)
    assert first.ways.total() == 1
    second = migration_runs.apply(plan(), batch=1)
    assert second.ways.total() == 1
    events = CaseEvent.objects.filter(code="workflow.migrated").count()
    assert migration_runs.apply(plan()).ways.total() == 0
    again = engine.migrate(case_id=cases["deciding"].case_id, plan=plan(), by=None)
    assert again.replayed
    assert CaseEvent.objects.filter(code="workflow.migrated").count() == events == 2


def test_a_run_is_taken_back_and_who_moved_on_is_left(cases: dict[str, Trial], cast: Cast) -> None:
    before = {name: items(case) for name, case in cases.items()}
    migration_runs.apply(plan())
    cases["checking"].do("tax_done", cast.officer)
    report = migration_runs.revert(TIMED.code, "run-1")
    assert dict(report.ways) == {("verdict", "decision"): 1}
    reference = cases["checking"].case.reference
    assert report.left == {reference: "The case has moved on since it was migrated."}
    assert numbers() == [2, 1, 1, 1]
    deciding = cases["deciding"]
    assert (deciding.case.step, items(deciding)) == ("decision", before["deciding"])
    assert queries.verify_chain(deciding.case).is_whole
    assert migration_runs.revert(TIMED.code, "run-1").left.keys() == {reference}


def test_one_bad_case_never_stops_a_batch(
    cases: dict[str, Trial], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, bad = engine.migrate, cases["checking"].case_id

    def fail(*, case_id: int, **more: Any) -> object:
        if case_id == bad:
            raise RuntimeError("somebody's name")
        return real(case_id=case_id, **more)

    monkeypatch.setattr(engine, "migrate", fail)
    report = migration_runs.apply(plan())
    assert report.ways == {("decision", "verdict"): 1}
    assert report.left[cases["checking"].case.reference].startswith("RuntimeError at ")


def test_a_page_that_showed_the_old_version_is_stale(cases: dict[str, Trial], cast: Cast) -> None:
    deciding = cases["deciding"]
    seen = deciding.case.version
    migration_runs.apply(plan())
    with pytest.raises(engine.StaleCase):
        engine.advance(
            case_id=deciding.case_id, transition="grant", by=cast.officer, version=seen, key="late"
        )


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--from", "1"), "Say --from and --to"),
        (("--from", "1", "--to", "9"), "has no version 9"),
        (("--from", "1", "--to", "2", "--map", "decision"), "is not of the form old=new"),
        (("--revert", "nothing"), "no running case"),
    ],
)
def test_a_wrong_command_says_what_is_wrong(arguments: tuple[str, ...], fault: str) -> None:
    with pytest.raises(CommandError, match=fault):
        command("trial.timed", *arguments)


def test_the_command_runs_and_takes_back(cases: dict[str, Trial], tmp_path: Any) -> None:
    file = tmp_path / "map.toml"
    file.write_text('[steps]\ndecision = "verdict"\n')
    lines = command("trial.timed", "--from=1", "--to=2", f"--map-file={file}", "--apply")
    run = lines[0].removeprefix("Run ")
    assert lines[-1] == "2 cases, 1 left"
    assert command("trial.timed", "--revert", run)[-1] == "2 cases, 0 left"


@pytest.fixture
def on_disk(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """A case that other connections see, held by the officer; both versions are stored."""
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    for procedure in (TIMED, renamed()):
        versions.store(procedure)
    cast = make_cast()
    case = begin_timed(cast)
    case.do("submit", cast.traveller)
    case.do("police_silent", None)
    case.do("tax_silent", None)
    case.claim(cast.officer)
    return case


def grant(case: Trial) -> Any:
    return engine.advance(
        case_id=case.case_id, transition="grant", by=case.cast.officer, version=4, key="grant"
    )


def migrated(case: Trial) -> Any:
    return engine.migrate(case_id=case.case_id, plan=plan(), by=None)


def test_who_decides_while_a_case_is_migrated_is_told_and_decides_again(on_disk: Trial) -> None:
    moved, decided = overtaken(partial(migrated, on_disk), partial(grant, on_disk))
    assert (moved.step, decided) == ("verdict", "stale_case")
    assert (on_disk.case.step, on_disk.case.closed_at, numbers()) == ("verdict", None, [2])
    assert open_timers(on_disk.case).keys() == {"NEAR_BREACH", "BREACH"}
    assert queries.verify_chain(on_disk.case).is_whole


def test_a_case_that_is_decided_meanwhile_stays_under_its_version(on_disk: Trial) -> None:
    decided, moved = overtaken(partial(grant, on_disk), partial(migrated, on_disk))
    assert (decided.step, moved) == ("granted", "case_closed")
    assert (on_disk.case.step, numbers()) == ("granted", [1])
    assert not CaseEvent.objects.filter(code="workflow.migrated").exists()
    assert open_timers(on_disk.case) == {}
    assert queries.verify_chain(on_disk.case).is_whole


def test_a_case_that_moves_on_meanwhile_is_migrated_from_where_it_stands(on_disk: Trial) -> None:
    """Between two steps that both versions have: the migration waits, then looks again."""
    cast = on_disk.cast
    other = begin_timed(cast, key="other")
    send = partial(
        engine.advance,
        case_id=other.case_id,
        transition="submit",
        by=cast.traveller,
        version=1,
        key="send",
    )
    sent, moved = overtaken(send, partial(migrated, other))
    assert (sent.step, moved.step) == ("checking", "checking")
    assert items(other) != []
    steps = CaseEvent.objects.filter(case=other.case_id).order_by("seq")
    assert list(steps.values_list("code", flat=True))[-1] == "workflow.migrated"
    assert queries.verify_chain(other.case).is_whole
