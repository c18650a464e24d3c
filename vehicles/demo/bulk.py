"""A year of the Transport Directorate, told in bulk: each vehicle comes once, for its registration or a renewal."""

import datetime as dt
import math
import random
from collections.abc import Mapping
from contextlib import suppress

from interior_portal.accounts.models import Unit
from interior_portal.payments import past as money
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock, ids
from interior_portal.workflow import registry
from interior_portal.workflow.models import ProcedureVersion
from interior_portal.workflow.past import folk
from interior_portal.workflow.past.centre import (
    TOWNS,
    Centre,
    characters,
    people_it,
    two_of,
)
from interior_portal.workflow.past.filling import Year, reserve_all
from interior_portal.workflow.past.story import Frame, Known, NotYet, Story, Telling
from vehicles import procedures, queries, questions
from vehicles.demo.bulk_rows import Rows, Told, Vehicles
from vehicles.demo.fleet import MODELS, OWNERS
from vehicles.models import Act, PlateKind, Town, Vehicle, VehicleClass
from vehicles.roles import VEHICLE_CLERK, VEHICLE_OFFICER

CENTRES = characters(
    "transport", ("مكتب المواصلات", "Nivîsgeha Veguhestinê", "Transport office"), TOWNS
)
OFFICER, CLERK = VEHICLE_OFFICER.code, VEHICLE_CLERK.code
ACTS = (Act.RENEWAL, Act.RENEWAL, Act.RENEWAL, Act.FIRST_REGISTRATION)
# Of a hundred applications: entered by a clerk, taken back, not clear, refused then, stopped before the issue.
AT_COUNTER, WITHDRAWN, NOT_CLEAR, REFUSED_THEN, STOPPED = 45, 2, 8, 70, 2
PAID_MINUTES, QUEUE_MINUTES, SPREAD = 45, 130, 0.9


class Chapter:
    """The part of the Transport Directorate. Licences have no papers, vehicles no photos."""

    SHARE = 0.3
    # Not those of owners: a trigger looks through their index when a batch is committed.
    TABLES = (
        "vehicles_vehicle", "vehicles_plate", "vehicles_platefitting",
        "vehicles_inspection", "vehicles_insurance", "vehicles_application", "vehicles_licence",
    )  # fmt: skip

    def prepare(self, year: Year, telling: Telling, cases: int) -> None:
        self.year, self.cases = year, cases
        dice = random.Random(year.seed)  # noqa: S311 (the same year each time)
        known = [folk.Named(*owner) for owner in OWNERS]
        names = folk.drawn(dice, known, max(cases // 5, 6 * len(CENTRES)))
        self.centres = tuple(
            people_it(each, (OFFICER, CLERK), names[number * 6 :], year, telling.hours)
            for number, each in enumerate(CENTRES)
        )
        kind = IdentityDocument.Kind.IDENTITY_CARD
        self.owners = folk.applicants("W", names, kind, year.year)
        self.units = dict(Unit.objects.values_list("code", "pk"))
        self.versions = {act: _version(act) for act in {*ACTS}}
        self.prices = _prices(year)
        tables = (
            "workflow_case", "vehicles_application", "payments_bill", "payments_payment",
            "vehicles_vehicle", "vehicles_plate",
        )  # fmt: skip
        self.first = reserve_all(tables, cases)
        self.vehicles = Vehicles(
            year.year,
            dict(VehicleClass.objects.values_list("code", "pk")),
            PlateKind.objects.get(code="administration").pk,
            Town.objects.get(code="qamishlo").pk,
        )

    def tell(self, telling: Telling, number: int, dice: random.Random) -> None:
        act = dice.choice(ACTS)
        (place,) = dice.choices(range(len(CENTRES)), [each.weight for each in CENTRES])
        centre, procedure = self.centres[place], registry.get_procedure(procedures.code_of(act))
        owner = self.owners[number % len(self.owners)]
        case_id = self.first["workflow_case"] + number
        frame = Frame(
            case_id=case_id,
            reference=ids.numbered_reference(procedure.reference_prefix, self.year.year, case_id),
            start_key=f"year:{self.year.year}:vehicles:{number}",
            procedure=procedure,
            version_id=self.versions[act],
            category=act.value,
            unit_id=centre.unit_id,
            applicant_id=owner.user_id,
            entered_by_id=centre.clerk if dice.randrange(100) < AT_COUNTER else None,
            promise_minutes=procedure.promise.minutes,
        )
        told = Told(
            act=act,
            number=number,
            application_id=self.first["vehicles_application"] + number,
            bill_id=self.first["payments_bill"] + number,
            payment_id=self.first["payments_payment"] + number,
            vehicle_id=self.first["vehicles_vehicle"] + number,
            plate_id=self.first["vehicles_plate"] + number,
            owner=owner,
        )
        _Way(self, centre, Story(telling, frame), told, dice).walk()

    def conclude(self) -> None:
        money.count_drawers([centre.desk for centre in self.centres], self.year.since)


class _Way:
    """One application on its way."""

    def __init__(
        self,
        chapter: Chapter,
        centre: Centre,
        story: Story,
        told: Told,
        dice: random.Random,
    ) -> None:
        self.chapter, self.telling, self.centre = chapter, story.telling, centre
        self.story, self.told, self.dice = story, told, dice
        self.rows = Rows(story.telling, chapter.vehicles)

    def walk(self) -> None:
        at = self._begins()
        by_id, role, _behalf = self._applicant()
        try:
            self.story.start(at, by_id=by_id, role=role)
        except NotYet:
            return
        with suppress(NotYet):
            self._go_on(at + dt.timedelta(seconds=int(self._drawn(240))))
        self.story.finish()
        model = self.told.number % len(MODELS)
        self.rows.write(self.story, self.told, self.chapter.prices[self.told.act, model])

    def _begins(self) -> dt.datetime:
        """Offices are asked while they are open, phones at any hour."""
        chapter = self.chapter
        day = chapter.year.day_of((self.told.number + self.dice.random()) / chapter.cases)
        midnight = dt.datetime.combine(day, dt.time.min, self.telling.calendar.zone)
        if self.story.frame.entered_by_id is not None:
            return self._open(midnight, self.dice.randrange(380))
        seconds = int(self.dice.triangular(6 * 3600, 23 * 3600, 10 * 3600))
        return midnight.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)

    def _open(self, after: dt.datetime, minutes: float) -> dt.datetime:
        return self.telling.hours.after(after, int(minutes), self.dice.randrange(60))

    def _drawn(self, median: float) -> float:
        return self.dice.lognormvariate(math.log(median), SPREAD)

    def _chance(self, of_a_hundred: int) -> bool:
        return self.dice.randrange(100) < of_a_hundred

    def _applicant(self) -> tuple[int, str, int | None]:
        frame = self.story.frame
        if frame.entered_by_id is None:
            return frame.applicant_id, "", None
        return frame.entered_by_id, CLERK, frame.applicant_id

    # --- the steps ---

    def _go_on(self, at: dt.datetime) -> None:
        story, told = self.story, self.told
        known = self._known(is_clear=not self._chance(NOT_CLEAR))
        story.move("submit", at, by=self._applicant(), known=known)
        told.sent_at = at
        if story.step.code == "review":
            at, first = self._take(at)
            by = (first, OFFICER, None)
            if self._chance(REFUSED_THEN):
                story.move("refuse", at, by=by)
                return
            story.move("clear", at, by=by)
        told.billed_at = at
        if self._chance(WITHDRAWN):
            at += dt.timedelta(hours=self._drawn(30))
            story.move("withdraw", at, by=(story.frame.applicant_id, "", None))
            told.withdrawn_at = at
            return
        self._pay(self._open(at, self._drawn(PAID_MINUTES)))

    def _pay(self, paid_at: dt.datetime) -> None:
        story, told = self.story, self.told
        at = paid_at + dt.timedelta(seconds=1)
        story.move("record_payment", at, key=f"bill:{told.bill_id}")
        told.paid_at, told.desk = paid_at, self.centre.desk
        told.currency = self.dice.choice(("USD", "SYP"))
        if self._chance(STOPPED):
            at += dt.timedelta(seconds=2)
            story.move("hold", at, data={"because": "marked"}, key=f"hold:{told.bill_id}")
            at, first = self._take(at)
            if self._chance(REFUSED_THEN):
                story.move("refuse", at, by=(first, OFFICER, None))
                return
            story.move("release", at, by=(first, OFFICER, None))
        at += dt.timedelta(seconds=self.dice.randint(2, 9))
        story.move("issue", at, key=f"issue:{told.bill_id}")
        told.issued_at = at
        self._count_same_day(at)

    def _take(self, at: dt.datetime) -> tuple[dt.datetime, int]:
        """An officer takes the case some time later, and decides a little after."""
        first, _second = two_of(self.dice, self.centre.officers)
        at = self._open(at, self._drawn(QUEUE_MINUTES) * self.centre.slowness)
        self.story.claim(at, first, OFFICER)
        return self._open(at, 1 + self._drawn(8)), first

    def _count_same_day(self, at: dt.datetime) -> None:
        day, told, frame = clock.day_of(at), self.told, self.story.frame
        if told.sent_at is not None and clock.day_of(told.sent_at) == day:
            self.telling.heap.count(day, "vehicles.same_day", frame.unit_id, frame.category)

    def _known(self, *, is_clear: bool) -> tuple[Known, ...]:
        """What Traffic, Crossings and the wanted list answer by machine."""
        subject = self.chapter.vehicles.subject(self.told)
        outcomes = {
            questions.TRAFFIC_HOLDS.code: ("none", "held")[not is_clear],
            questions.IMPORT_CLEARED.code: "not_imported",
            questions.WANTED.code: "not_wanted",
        }
        return tuple(
            Known(
                question=question.code,
                unit=question.unit,
                unit_id=self.chapter.units[question.unit],
                outcome=outcomes[question.code],
                is_clear=question.outcome(outcomes[question.code]).is_clear,
                subject=subject,
            )
            for question in questions.QUESTIONS
        )


def _version(act: Act) -> int:
    sha256 = registry.get_procedure(procedures.code_of(act)).sha256
    return ProcedureVersion.objects.get(sha256=sha256).pk


def _prices(year: Year) -> Mapping[tuple[Act, int], money.Price]:
    """What each act costs for each model. `LookupError` where nobody has set a fee."""
    found = {}
    for number, (_make, _model, _vin, kind, model_year, _fuel) in enumerate(MODELS):
        vehicle = Vehicle(
            vehicle_class=VehicleClass.objects.get(code=kind),
            model_year=model_year,
            origin="REGULAR",
        )
        for act in {*ACTS}:
            rule = queries.find_fee_rule(act=act, vehicle=vehicle, on=year.days[0])
            if rule is None:
                raise LookupError(f"no fee for {act} of a {kind} on {year.days[0]}")
            found[act, number] = money.price_of(rule.fee_code, year.days[0])
    return found
