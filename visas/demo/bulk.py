"""A year of the Visa Directorate, told in bulk: who applies where, how long it takes, how it ends."""

import datetime as dt
import math
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from interior_portal.accounts import cast
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
from interior_portal.workflow.past.story import Frame, NotYet, Story, Telling
from interior_portal.workflow.procedures import Procedure
from visas import queries
from visas.demo import people
from visas.demo.bulk_rows import Rows, Told
from visas.models import RefusalGround, VisaKind
from visas.roles import VISA_CLERK, VISA_OFFICER

CENTRES = characters("visas", ("مركز التأشيرات", "Navenda Vîzeyan", "Visa centre"), TOWNS)
OFFICER, CLERK = VISA_OFFICER.code, VISA_CLERK.code
TRAVEL = "travel"
# Of a hundred applications: entered by a clerk, never paid, taken back, asked for a document, refused.
AT_COUNTER, UNPAID, WITHDRAWN, ASKED_AGAIN, REFUSED, OTHER_SIDE_REFUSES = 30, 4, 2, 8, 6, 3
# Working minutes, as medians of a log-normal: until an officer takes it, and until the other side answers.
QUEUE_MINUTES, OTHER_SIDE_MINUTES, SPREAD = 420, 1500, 0.75
SUMMER, SUMMER_SLOWNESS = frozenset({6, 7, 8}), 1.6


@dataclass(frozen=True, slots=True)
class Kind:
    """A visa kind with what its cases need."""

    row: VisaKind
    procedure: Procedure
    version_id: int
    promise_minutes: int
    price: money.Price
    categories: tuple[tuple[int, str], ...]


class Chapter:
    """The part of the Visa Directorate. Photos, documents and papers are not made."""

    SHARE = 0.7
    TABLES = (
        "visas_application", "visas_visa", "visas_visarefusal", "visas_othersideanswer",
        "workflow_documentrequest",
    )  # fmt: skip

    def prepare(self, year: Year, telling: Telling, cases: int) -> None:
        self.year, self.cases = year, cases
        dice = random.Random(year.seed)  # noqa: S311 (the same year each time)
        names = _names(dice, max(cases // 10, 20))
        self.kinds = tuple(_kind(row, year) for row in VisaKind.objects.order_by("position"))
        self.centres = tuple(
            people_it(each, (OFFICER, CLERK), names[number * 6 :], year, telling.hours)
            for number, each in enumerate(CENTRES)
        )
        documents = IdentityDocument.Kind
        self.visitors = folk.applicants("N", names[::2], documents.PASSPORT, year.year)
        self.residents = folk.applicants("D", names[1::2], documents.IDENTITY_CARD, year.year)
        self.grounds = tuple(RefusalGround.objects.order_by("pk").values_list("pk", "code"))
        self.posts = tuple(queries.crossing_posts().values_list("pk", flat=True))
        self.host = cast.create()["host"]
        self.first = reserve_all(
            ("workflow_case", "visas_application", "payments_bill", "payments_payment"), cases
        )

    def tell(self, telling: Telling, number: int, dice: random.Random) -> None:
        kind = self.kinds[dice.random() < 0.4]  # noqa: PLR2004 (two of five travel out)
        somebody = dice.choice(self.residents if kind.row.code == TRAVEL else self.visitors)
        (place,) = dice.choices(range(len(CENTRES)), [each.weight for each in CENTRES])
        centre = self.centres[place]
        is_at_counter = dice.randrange(100) < AT_COUNTER
        case_id = self.first["workflow_case"] + number
        reference = ids.numbered_reference(kind.procedure.reference_prefix, self.year.year, case_id)
        frame = Frame(
            case_id=case_id,
            reference=reference,
            start_key=f"year:{self.year.year}:visas:{number}",
            procedure=kind.procedure,
            version_id=kind.version_id,
            category=kind.row.code,
            unit_id=centre.unit_id,
            applicant_id=somebody.user_id,
            entered_by_id=centre.clerk if is_at_counter else None,
            promise_minutes=kind.promise_minutes,
        )
        told = Told(
            application_id=self.first["visas_application"] + number,
            bill_id=self.first["payments_bill"] + number,
            payment_id=self.first["payments_payment"] + number,
            somebody=somebody,
            category=dice.choice(kind.categories) if kind.categories else None,
        )
        _Way(self, kind, centre, Story(telling, frame), told).walk(number, dice)

    def conclude(self) -> None:
        money.count_drawers([centre.desk for centre in self.centres], self.year.since)


class _Way:
    """One application on its way; each step is later than the one before."""

    def __init__(
        self,
        chapter: Chapter,
        kind: Kind,
        centre: Centre,
        story: Story,
        told: Told,
    ) -> None:
        self.chapter, self.telling, self.kind, self.centre = chapter, story.telling, kind, centre
        self.story, self.told = story, told
        self.rows = Rows(story.telling, chapter.year.year, chapter.host, chapter.posts)

    def walk(self, number: int, dice: random.Random) -> None:
        self.dice = dice
        at = self._begins(number)
        try:
            self._start(at)
        except NotYet:
            return
        with suppress(NotYet):
            self._go_on(at)
        self.story.finish()
        self.rows.write(self.story, self.kind.row, self.told, self.kind.price)

    def _begins(self, number: int) -> dt.datetime:
        """At a counter while it is open, else at any hour."""
        day = self.chapter.year.day_of((number + self.dice.random()) / self.chapter.cases)
        midnight = dt.datetime.combine(day, dt.time.min, self.telling.calendar.zone)
        if self.story.frame.entered_by_id is not None:
            return self._open(midnight, self.dice.randrange(400))
        seconds = int(self.dice.triangular(5 * 3600, 24 * 3600 - 1, 13 * 3600))
        return midnight.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)

    def _open(self, after: dt.datetime, minutes: float) -> dt.datetime:
        return self.telling.hours.after(after, int(minutes), self.dice.randrange(60))

    def _drawn(self, median: float, spread: float = SPREAD) -> float:
        return self.dice.lognormvariate(math.log(median), spread)

    def _slow(self, at: dt.datetime) -> float:
        """Everything takes longer at some centres, and in summer, when the visitors come."""
        return self.centre.slowness * (SUMMER_SLOWNESS if at.month in SUMMER else 1.0)

    def _applicant(self) -> tuple[int, str, int | None]:
        frame = self.story.frame
        if frame.entered_by_id is None:
            return frame.applicant_id, "", None
        return frame.entered_by_id, CLERK, frame.applicant_id

    # --- the steps ---

    def _start(self, at: dt.datetime) -> None:
        by_id, role, _behalf = self._applicant()
        category = self.told.category
        data = {"category": category[1]} if category else {}
        self.story.start(at, by_id=by_id, role=role, data=data)

    def _go_on(self, at: dt.datetime) -> None:
        story, told, dice = self.story, self.told, self.dice
        at += dt.timedelta(seconds=int(self._drawn(900)))
        story.move("submit", at, by=self._applicant())
        told.sent_at = at
        if dice.randrange(100) < UNPAID:
            self._withdraw(at + dt.timedelta(days=dice.randint(3, 40)))
            return
        paid_at = self._open(at, self._drawn(90))
        at = paid_at + dt.timedelta(seconds=1)
        story.move("record_payment", at, key=f"bill:{told.bill_id}")
        told.paid_at, told.desk = paid_at, self.centre.desk
        told.currency = dice.choice(("USD", "USD", "SYP"))
        if dice.randrange(100) < WITHDRAWN:
            self._withdraw(at + dt.timedelta(hours=self._drawn(20)))
            return
        at = self._open(at, self._drawn(QUEUE_MINUTES) * self._slow(at))
        self._decide(at)

    def _withdraw(self, at: dt.datetime) -> None:
        by = (self.story.frame.applicant_id, "", None)
        self.story.move("withdraw", at, by=by)
        self.told.withdrawn_at = at

    def _take(self, at: dt.datetime, officer: int) -> dt.datetime:
        self.story.claim(at, officer, OFFICER)
        return self._open(at, 1 + self._drawn(6))

    def _decide(self, at: dt.datetime) -> None:
        first, second = two_of(self.dice, self.centre.officers)
        at = self._take(at, first)
        if self.dice.randrange(100) < ASKED_AGAIN:
            at = self._take(self._ask_again(at, first), first)
        if self.dice.randrange(100) < REFUSED:
            self._refuse(at, first, second)
        elif self.kind.row.code == TRAVEL:
            self._forward(at, first)
        else:
            self._grant(at, first)

    def _ask_again(self, at: dt.datetime, officer: int) -> dt.datetime:
        """The officer misses something; the clock stands still until the applicant has sent it."""
        told = self.told
        self.story.move(
            "request_document", at, by=(officer, OFFICER, None), data={"document": "photo"}
        )
        told.asked_at, told.asked_by = at, officer
        at += dt.timedelta(hours=self._drawn(30, 0.9))
        self.story.move("send_document", at, by=self._applicant())
        told.answered_at = at
        return self._open(at, self._drawn(QUEUE_MINUTES / 3) * self._slow(at))

    def _refuse(self, at: dt.datetime, first: int, second: int) -> None:
        told, story = self.told, self.story
        ground_id, code = self.dice.choice(self.chapter.grounds)
        story.move("propose_refusal", at, by=(first, OFFICER, None), data={"ground": code})
        told.ground_id, told.proposed_at, told.proposed_by = ground_id, at, first
        at = self._take(self._open(at, self._drawn(200) * self._slow(at)), second)
        story.move("confirm_refusal", at, by=(second, OFFICER, None))
        told.confirmed_at, told.confirmed_by = at, second

    def _forward(self, at: dt.datetime, officer: int) -> None:
        told, story, by = self.told, self.story, (officer, OFFICER, None)
        told.list_number = f"{clock.day_of(at):%m%d}-1"
        story.move("forward", at, by=by, data={"list": told.list_number})
        told.forwarded_at, told.forwarded_by = at, officer
        at = self._take(self._open(at, self._drawn(OTHER_SIDE_MINUTES) * self._slow(at)), officer)
        if self.dice.randrange(100) < OTHER_SIDE_REFUSES:
            story.move("record_other_side_refusal", at, by=by)
            told.other_side = (at, "REFUSED", officer)
        else:
            self._grant(at, officer)
            told.other_side = (at, "APPROVED", officer)

    def _grant(self, at: dt.datetime, officer: int) -> None:
        self.story.move("grant", at, by=(officer, OFFICER, None))
        self.told.granted_at, self.told.granted_by = at, officer


def _kind(row: VisaKind, year: Year) -> Kind:
    procedure = registry.get_procedure(row.procedure)
    version = ProcedureVersion.objects.get(sha256=procedure.sha256)
    price = money.price_of(row.fee_code, year.days[0])
    categories = tuple(row.categories.values_list("pk", "code"))
    return Kind(row, procedure, version.pk, queries.promise_minutes(row), price, categories)


def _names(dice: random.Random, count: int) -> Sequence[folk.Named]:
    invented = (people.invent(dice) for _ in range(max(count, 6 * len(CENTRES))))
    return [folk.Named(each.surname, each.given, each.arabic) for each in invented]
