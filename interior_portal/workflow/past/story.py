"""One case as the engine would have written it, moment by moment."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from interior_portal.shared import clock
from interior_portal.shared.copying import Sheets
from interior_portal.tallies.heaps import Heap
from interior_portal.workflow import counting
from interior_portal.workflow.ledger import chain
from interior_portal.workflow.past.hours import OpenMinutes
from interior_portal.workflow.procedures import Clock, Owner, Procedure, Step, Transition
from interior_portal.workflow.sql.past import CaseSheets
from interior_portal.workflow.timing import deadline as clocks
from interior_portal.workflow.timing.calendar import KnownCalendar
from interior_portal.workflow.timing.deadline import ClockMove, Deadline
from interior_portal.workflow.timing.timers import BREACH, NEAR_BREACH, Alarm, of_clock
from interior_portal.workflow.verbs.breaching import BREACHED
from interior_portal.workflow.verbs.holding import CLAIMED
from interior_portal.workflow.verbs.opening import CLOCK, STARTED
from interior_portal.workflow.verbs.questions import QUESTIONS

SWEPT = dt.timedelta(seconds=4)  # so long a due timer waits for the sweep
BY_MACHINE = True
_NO_DATA: Mapping[str, Any] = {}


class NotYet(Exception):
    """What was to happen lies after the end of the time that is told: the case stays where it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a case is from its beginning on."""

    case_id: int
    reference: str
    start_key: str
    procedure: Procedure
    version_id: int
    category: str
    unit_id: int
    applicant_id: int
    entered_by_id: int | None
    promise_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A question of a transition, and what the machine answered in the same moment."""

    question: str
    unit: str
    unit_id: int
    outcome: str
    is_clear: bool
    subject: dict[str, Any]


class Telling:
    """Where stories are gathered: rows, counts, the calendar, and the moment at which all of them end."""

    def __init__(self, calendar: KnownCalendar, until: dt.datetime) -> None:
        self.calendar, self.hours, self.until = calendar, OpenMinutes(calendar), until
        self.sheets = Sheets()
        self.rows = CaseSheets(self.sheets)
        self.heap = Heap()
        self._begun: dict[tuple[int, int, str], tuple[ClockMove, tuple[Alarm, ...]]] = {}

    def load(self, _since: dt.datetime) -> KnownCalendar:
        return self.calendar

    def begun(
        self, at: dt.datetime, promise: int, step: Step
    ) -> tuple[ClockMove, tuple[Alarm, ...]]:
        """A clock that begins: its end depends on the next open minute alone, and many begin before the same."""
        key = (self.hours.place(int(at.timestamp()) // 60), promise, step.code)
        found = self._begun.get(key)
        if found is None:
            move = clocks.enter(Deadline(promise), step, at, self.load)
            found = self._begun[key] = (
                move,
                of_clock(move.deadline, at, self.load, may_be_late=True),
            )
        move, alarms = found
        paused_at = at if move.deadline.paused_at else None
        begun = replace(move.deadline, received_at=at, paused_at=paused_at)
        return ClockMove(begun, move.facts), alarms


class Story:
    """A case that is told event by event; `finish` writes it. Raises `NotYet` at the end of the time."""

    def __init__(self, telling: Telling, frame: Frame) -> None:
        self.telling, self.frame = telling, frame
        self.step = frame.procedure.step(frame.procedure.initial)
        self.deadline = Deadline(frame.promise_minutes)
        self.version, self.seq, self.hash = 1, 0, chain.GENESIS
        self.opened_at: dt.datetime | None = None
        self.moved_at: dt.datetime | None = None
        self.closed_at: dt.datetime | None = None
        self._alarms: dict[str, tuple[Alarm, dt.datetime]] = {}
        self._warned: set[str] = set()
        self._item_step = ""
        # queue, due, opened, holder, held since
        self._item: (
            tuple[str, dt.datetime | None, dt.datetime, int | None, dt.datetime | None] | None
        ) = None

    def start(
        self,
        at: dt.datetime,
        *,
        by_id: int,
        role: str = "",
        data: Mapping[str, Any] = _NO_DATA,
    ) -> None:
        """The first event. Nothing is written of a case that would begin after the end."""
        frame = self.frame
        if at >= self.telling.until:
            raise NotYet
        self.opened_at = self.moved_at = at
        body = {
            "procedure": frame.procedure.code,
            "unit": frame.unit_id,
            "applicant": frame.applicant_id,
            "category": frame.category,
            "data": data,
        }
        self._write(
            at,
            f"{frame.procedure.code}.{STARTED}",
            to_step=self.step.code,
            by=(by_id, role, frame.applicant_id if role else None),
            said=chain.canonical(data),
            key=frame.start_key,
            body_hash=chain.body_hash(STARTED, by_id, chain.canonical(body)),
        )

    def claim(self, at: dt.datetime, by_id: int, role: str) -> None:
        """Somebody takes the open item."""
        self._until(at)
        if self._item is None:
            raise ValueError(f"nothing of {self.frame.reference} lies on a desk")
        self._item = (*self._item[:3], by_id, at)
        step = self.step.code
        self._write(at, CLAIMED, from_step=step, to_step=step, by=(by_id, role, None))

    def move(
        self,
        code: str,
        at: dt.datetime,
        *,
        by: tuple[int | None, str, int | None] = (None, "", None),
        data: Mapping[str, Any] = _NO_DATA,
        key: str = "",
        known: Sequence[Known] = (),
    ) -> None:
        """A transition; `by` are the actor, the role and on whose behalf. `ValueError` where it does not lead on."""
        self._until(at)
        transition = self.frame.procedure.transition(code)
        if self.step.code not in transition.source:
            raise ValueError(f"{code} does not begin at {self.step.code}")
        target, before = self._target(transition, known), self.deadline
        facts = self._enter(target, at)
        facts |= self._ask(known, at, by[0])
        own = chain.canonical(data) if data else "{}"
        said = chain.canonical({**data, **facts}) if facts else own
        self.version += 1
        source, self.step = self.step, target
        if source is not target:
            self.moved_at = at
        self._write(
            at,
            self.frame.procedure.event_code(transition),
            transition=code,
            from_step=source.code,
            to_step=target.code,
            by=by,
            said=said,
            key=key or f"past:{self.seq + 1}",
            body_hash=chain.body_hash(code, by[0], own),
        )
        self._reopen(at)
        self._count(at, transition.measures, before, known)

    def finish(self) -> None:
        """Write the case, and what of it is still open when the time ends."""
        if self.closed_at is None:
            self._fire(self.telling.until)
        for alarm, set_at in self._alarms.values():
            self._timer(alarm, set_at)
        self._put_away_item(None)
        frame, ends = self.frame, self.deadline
        self.telling.rows.cases.add(
            frame.case_id, frame.reference, frame.start_key, frame.version_id, frame.procedure.code,
            frame.category, self.step.code, self.version, self.moved_at, self.step.outcome, frame.unit_id,
            frame.applicant_id, frame.entered_by_id, self.opened_at, ends.received_at, ends.due_at,
            ends.promise_minutes, ends.paused_at, ends.pause_reason, ends.remaining_minutes,
            ends.paused_minutes_total, ends.clock_ended_at, self.closed_at, self.seq, self.hash,
        )  # fmt: skip

    # --- where a move leads, and what it does ---

    def _target(self, transition: Transition, known: Sequence[Known]) -> Step:
        """Answers that come in the same moment take the case past the step where it would wait for them."""
        target = self.frame.procedure.step(transition.target)
        if target.owner is not Owner.ANSWERS:
            return target
        if {each.question for each in known} != set(transition.asks):
            raise ValueError(f"{transition.code} asks {transition.asks}")
        is_clear = all(each.is_clear for each in known)
        return self.frame.procedure.step(
            target.then if is_clear else target.otherwise or target.then
        )

    def _enter(self, step: Step, at: dt.datetime) -> dict[str, Any]:
        """Clock and timers once the case stands there; what the event says of the clock."""
        telling = self.telling
        if self.deadline.received_at is None and step.clock in {Clock.RUNS, Clock.PAUSED}:
            move, alarms = telling.begun(at, self.deadline.promise_minutes, step)
        else:
            move = clocks.enter(self.deadline, step, at, telling.load)
            runs_on = bool(move.facts) and not step.is_final
            alarms = of_clock(move.deadline, at, telling.load, may_be_late=True) if runs_on else ()
        self.deadline = move.deadline
        if step.is_final:
            self.closed_at = at
        if move.facts or step.is_final:
            self._drop(at)
        for alarm in alarms:
            if alarm.kind != NEAR_BREACH or alarm.about not in self._warned:
                self._alarms[alarm.kind] = (alarm, at)
        return {CLOCK: move.facts} if move.facts else {}

    def _ask(self, known: Iterable[Known], at: dt.datetime, by_id: int | None) -> dict[str, Any]:
        said = []
        for each in known:
            answer = {"outcome": each.outcome, "note": "", "data": {}}
            self.telling.rows.referrals.add(
                self.frame.case_id, each.question, 1, each.subject, "", "WAIT", each.unit_id, by_id, at,
                answer, each.is_clear, BY_MACHINE, at, "",
            )  # fmt: skip
            said.append(
                {
                    "question": each.question,
                    "round": 1,
                    "unit": each.unit,
                    "outcome": each.outcome,
                }
            )
        return {QUESTIONS: {"answered": said}} if said else {}

    def _count(
        self,
        at: dt.datetime,
        measures: Iterable[str],
        before: Deadline,
        known: Sequence[Known] = (),
    ) -> None:
        frame, heap, day = self.frame, self.telling.heap, clock.day_of(at)
        for measure in measures:
            heap.count(day, measure, frame.unit_id, frame.category)
        directorate = frame.procedure.directorate
        of_case = counting.of_clock(
            directorate,
            before,
            self.deadline,
            events=self.seq,
            is_at_counter=frame.entered_by_id is not None,
        )
        for each in (*of_case, *counting.of_questions(directorate, [True] * len(known))):
            heap.count(
                day,
                each.measure,
                frame.unit_id,
                frame.category,
                bucket=each.bucket,
                count=each.count,
                amount=each.amount,
            )

    # --- what happens by itself meanwhile ---

    def _until(self, at: dt.datetime) -> None:
        if at >= self.telling.until:
            raise NotYet
        self._fire(at)

    def _fire(self, at: dt.datetime) -> None:
        """The timers that were due before `at`; a broken promise is an event of its own."""
        due = sorted(
            (alarm.fires_at, kind)
            for kind, (alarm, _) in self._alarms.items()
            if alarm.fires_at < at
        )
        for fires_at, kind in due:
            alarm, set_at = self._alarms.pop(kind)
            fired_at = fires_at + min(SWEPT, (at - fires_at) / 2)
            if kind == NEAR_BREACH:
                self._warned.add(alarm.about)
            else:
                self._breach(fired_at, alarm.about)
            self._timer(alarm, set_at, fired_at=fired_at)

    def _breach(self, at: dt.datetime, due_at: str) -> None:
        step = self.step.code
        self._write(
            at,
            BREACHED,
            from_step=step,
            to_step=step,
            said=chain.canonical({"due_at": due_at}),
            key=f"breached:{due_at}",
        )
        frame = self.frame
        self.telling.heap.count(clock.day_of(at), BREACHED, frame.unit_id, frame.category)

    def _drop(self, at: dt.datetime) -> None:
        for kind in (NEAR_BREACH, BREACH):
            if kind in self._alarms:
                alarm, set_at = self._alarms.pop(kind)
                self._timer(alarm, set_at, dropped_at=at)

    # --- rows ---

    def _timer(
        self,
        alarm: Alarm,
        set_at: dt.datetime,
        fired_at: dt.datetime | None = None,
        dropped_at: dt.datetime | None = None,
    ) -> None:
        self.telling.rows.timers.add(
            self.frame.case_id, alarm.kind, alarm.about, alarm.fires_at, set_at, fired_at, dropped_at
        )  # fmt: skip

    def _reopen(self, at: dt.datetime) -> None:
        self._put_away_item(at)
        step = self.step
        if step.owner is Owner.DESK:
            due_at = self.deadline.due_at if step.clock is Clock.RUNS else None
            self._item = (f"{self.frame.unit_id}:{step.role}", due_at, at, None, None)
            self._item_step = step.code

    def _put_away_item(self, at: dt.datetime | None) -> None:
        if self._item is not None:
            queue, *rest = self._item
            self.telling.rows.items.add(self.frame.case_id, self._item_step, queue, *rest, at)
            self._item = None

    def _write(
        self,
        at: dt.datetime,
        code: str,
        *,
        to_step: str,
        transition: str = "",
        from_step: str = "",
        by: tuple[int | None, str, int | None] = (None, "", None),
        said: str = "{}",
        key: str = "",
        body_hash: bytes = b"",
    ) -> None:
        frame, (actor_id, role, on_behalf_of_id) = self.frame, by
        self.seq += 1
        event = chain.Event(
            reference=frame.reference,
            seq=self.seq,
            code=code,
            transition=transition,
            from_step=from_step,
            to_step=to_step,
            version=self.version,
            actor_id=actor_id,
            role=role,
            on_behalf_of_id=on_behalf_of_id,
            unit_id=frame.unit_id,
            at=at,
            data=said,
            key=key,
            body_hash=body_hash,
        )
        before, self.hash = self.hash, chain.chained(self.hash, event)
        self.telling.rows.events.add(
            frame.case_id, self.seq, code, transition, from_step, to_step, self.version, actor_id, role,
            on_behalf_of_id, frame.unit_id, at, said, key, body_hash, before, self.hash,
        )  # fmt: skip
