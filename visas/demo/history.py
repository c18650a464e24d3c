"""Applications with a past: each went through the same actions as a real one, on days that were told to the clock."""

import datetime as dt
import multiprocessing
import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.db import connections

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit, User
from interior_portal.outbox import relay
from interior_portal.payments import actions as payments
from interior_portal.people import mrz
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.workflow import engine
from visas import actions, queries
from visas.demo import people
from visas.models import Application, RefusalGround, VisaKind

SEED = 2026
DAYS_BACK, OPEN_DAYS = 45, 6
# Where applications stand, with how many of a hundred: the recent ones, and those decided long ago.
OPEN = (
    ("draft", 12),
    ("awaiting_payment", 10),
    ("review", 40),
    ("awaiting_applicant", 10),
    ("refusal_proposed", 6),
    ("granted", 22),
)
CLOSED = (("granted", 80), ("refused", 12), ("withdrawn", 8))


class History:
    """The people who act in the demo, and the dice; one application after another."""

    def __init__(self) -> None:
        self.dice = random.Random(SEED)  # noqa: S311 (a demo that looks the same every time)
        users = cast.create()
        self.cashier, self.officer = users["cashier"], users["officer"]
        self.second, self.host = users["second_officer"], users["host"]
        self.kinds = list(VisaKind.objects.order_by("position"))
        self.posts = list(queries.crossing_posts())

    # --- one application, step by step ---

    def apply(self, applicant: User, kind: VisaKind, *, is_sent: bool) -> Application:
        category = (
            self.dice.choice(list(kind.categories.all())) if kind.categories.exists() else None
        )
        application = actions.begin(
            kind=kind, category=category, by=applicant, applicant=applicant, key=new_token()
        )
        application = queries.get_application(application.reference)
        actions.save_answers(
            application=application, by=applicant, changes=self._answers(application)
        )
        actions.add_photo(application=application, by=applicant, file=people.photo(self.dice))
        for wanted in queries.required_documents(kind, category):
            file = people.scan(self.dice, wanted.name_en)
            actions.add_document(
                application=application, requirement=wanted, by=applicant, file=file
            )
        application = queries.get_application(application.reference)
        if is_sent:
            actions.submit(
                application=application,
                by=applicant,
                paper_language=self.dice.choice(("kmr", "en")),
                version=application.case.version,
                key=new_token(),
            )
        return queries.get_application(application.reference)

    def _answers(self, application: Application) -> dict[str, object]:
        person, kind = people.invent(self.dice), application.kind
        today = clock.today()
        number = f"{self.dice.choice('CLNX')}{self.dice.randint(10_000_000, 99_999_999)}"
        expires_on = today + dt.timedelta(days=self.dice.randint(500, 3000))
        born_on = dt.date(
            self.dice.randint(1950, 2007), self.dice.randint(1, 12), self.dice.randint(1, 28)
        )
        nation = self.dice.choice(people.NATIONS) if kind.asks_passport else "SYR"
        answers: dict[str, object] = {
            "surname": person.surname,
            "given_names": person.given,
            "name_arabic": person.arabic,
            "father_name": person.father,
            "mother_name": person.mother,
            "born_on": born_on,
            "birth_place": self.dice.choice(people.PLACES),
            "sex": person.sex,
            "nationality": nation,
            "document_kind": IdentityDocument.Kind.PASSPORT
            if kind.asks_passport
            else IdentityDocument.Kind.IDENTITY_CARD,
            "document_number": number,
            "document_issuer": nation,
            "document_expires_on": expires_on,
            "arrives_on": today + dt.timedelta(days=self.dice.randint(10, 60)),
            "stay_days": self.dice.choice((7, 10, 14, 21, 30)),
            "post": self.dice.choice(self.posts),
            "purpose": self.dice.choice(
                people.PURPOSES if kind.asks_passport else people.TRAVEL_PURPOSES
            ),
            "address": self.dice.choice(people.ADDRESSES),
            "answers": {q.code: "no" for q in queries.questions(kind, application.category)},
        }
        if kind.asks_passport:
            answers["mrz"] = passport_lines(answers)
            answers |= {"host_name": self.host.name, "host_contact": str(self.host.phone)}
        return answers

    def pay(self, application: Application) -> None:
        bill = queries.bill_of(application)
        payments.take(
            bill=bill, currency=self.dice.choice(("USD", "SYP")), by=self.cashier, key=new_token()
        )

    def claim(self, application: Application, officer: User) -> Application:
        item = queries.open_item(application)
        if item is not None:
            engine.claim(item_id=item.pk, by=officer)
        return queries.get_application(application.reference)

    def decide(
        self, application: Application, act: Callable[..., object], by: User, **facts: object
    ) -> None:
        fresh = self.claim(application, by)
        act(application=fresh, by=by, version=fresh.case.version, key=new_token(), **facts)

    def grant(self, application: Application) -> None:
        if application.kind.code == "travel":
            self.decide(
                application, actions.forward, self.officer, list_number=f"{clock.today():%m%d}-1"
            )
            approved = {"approved_on": clock.today()}
        else:
            actions.answer_as_host(application=application, by=self.host, confirms=True)
            approved = {}
        self.decide(
            queries.get_application(application.reference),
            actions.grant,
            self.officer,
            entries=application.kind.entries,
            stay_days=application.stay_days,
            conditions="",
            **approved,
        )

    def withdraw(self, application: Application) -> None:
        by, version = application.case.applicant, application.case.version
        actions.withdraw(application=application, by=by, version=version, key=new_token())

    # --- where an application is left ---

    def lead(self, application: Application, step: str) -> None:
        """Take a paid application to the step at which the demo shows it."""
        if step == "granted":
            self.grant(application)
        elif step == "awaiting_applicant":
            wanted, _label = queries.requestable(application)[-1]
            self.decide(
                application,
                actions.request_document,
                self.officer,
                kind=wanted,
                reason="الحافة العليا من الصفحة مقطوعة، أعد التصوير من فضلك.",
            )
        elif step in ("refusal_proposed", "refused"):
            ground = self.dice.choice(list(RefusalGround.objects.all()))
            self.decide(application, actions.propose_refusal, self.officer, ground=ground, note="")
            if step == "refused":
                self.decide(application, actions.confirm_refusal, self.second)


def passport_lines(answers: dict[str, object]) -> str:
    """The two lines of the passport that the answers describe (TD3, Doc 9303-4)."""
    names = mrz.name_field(str(answers["surname"]), str(answers["given_names"]), 39)
    number = str(answers["document_number"]).ljust(9, "<")
    birth, expiry = _six(answers["born_on"]), _six(answers["document_expires_on"])
    issuer = str(answers["nationality"]).ljust(3, "<")
    optional = "<" * 14
    checked = [text + mrz.check_digit(text) for text in (number, birth, expiry)]
    composite = mrz.check_digit("".join(checked) + optional + "<")
    return (
        f"P<{issuer}{names}\n"
        f"{checked[0]}{issuer}{checked[1]}{answers['sex']}{checked[2]}{optional}<{composite}"
    )


def _six(day: object) -> str:
    return f"{day:%y%m%d}"


def load(cases: int) -> None:
    """Make so many applications unless there are some already, on all cores; the oldest first."""
    if Application.objects.exists():
        return
    now = clock.now()
    start = now - dt.timedelta(days=DAYS_BACK)
    stories = list(_stories(cases, start, now))
    with clock.told(start):
        desk = Unit.objects.get(code="visas-qamishlo-desk")
        opening = {"USD": Decimal(200), "SYP": Decimal(500_000)}
        payments.open_session(desk=desk, opening=opening, by=cast.create()["cashier"])
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(os.cpu_count(), fork, _forget_connections) as cores:
        for _ in cores.map(_tell, stories):
            pass


def _forget_connections() -> None:
    """A connection belongs to one process: this one opens its own.

    Where an event loop runs, as under a browser's test, Django keeps one set of connections inside it and one
    outside, and closes one of the two. What is only let go, and not closed, stays with its own process.
    """
    for each in connections.all(initialized_only=True):
        each.connection = None


@dataclass(frozen=True, slots=True)
class Story:
    """One application: whose, of which kind, and when it was sent, seen from `now`."""

    number: int
    applicant_id: int
    kind: str
    sent: dt.datetime
    now: dt.datetime

    def after(self, span: dt.timedelta) -> dt.datetime:
        """So much later, but never in the future."""
        return min(self.sent + span, self.now)

    @property
    def is_recent(self) -> bool:
        """Whether it may still lie on a desk: older ones were decided long ago."""
        return self.now - self.sent < dt.timedelta(days=OPEN_DAYS)


def _stories(cases: int, start: dt.datetime, now: dt.datetime) -> Iterator[Story]:
    dice = random.Random(SEED)  # noqa: S311 (a demo that looks the same every time)
    kinds = list(VisaKind.objects.order_by("position").values_list("code", flat=True))
    for number, applicant in enumerate(_applicants(dice, cases)):
        sent = start + (now - start) * (number + 1) / (cases + 1)
        yield Story(number, applicant.pk, kinds[number % 3 // 2], sent, now)


@cache
def _history() -> History:
    """The people and the dice of this process."""
    return History()


def _tell(story: Story) -> None:
    """What happened to one application, with the work that a worker would have done."""
    history = _history()
    history.dice.seed(SEED + story.number)
    with relay.carrying_out_here():
        _live(history, story)


def _live(history: History, story: Story) -> None:
    dice = history.dice
    step = _step(dice, OPEN if story.is_recent else CLOSED)
    with clock.told(story.sent):
        applicant = User.objects.get(pk=story.applicant_id)
        kind = VisaKind.objects.get(code=story.kind)
        application = history.apply(applicant, kind, is_sent=step != "draft")
    if step in ("draft", "awaiting_payment"):
        return
    with clock.told(story.after(dt.timedelta(minutes=dice.randint(20, 300)))):
        if step == "withdrawn":
            history.withdraw(application)
            return
        history.pay(application)
    with clock.told(story.after(dt.timedelta(hours=dice.randint(6, 80)))):
        history.lead(application, step)


def _step(dice: random.Random, shares: Sequence[tuple[str, int]]) -> str:
    names, weights = zip(*shares, strict=True)
    return str(dice.choices(names, weights)[0])


def _applicants(dice: random.Random, count: int) -> list[User]:
    """Accounts for the applications, several applications to one account here and there."""
    accounts = [
        User.objects.create_user(
            email=f"traveller{number}@demo.example",
            name=people.invent(dice).arabic,
            language=dice.choice(("ar", "ar", "kmr", "en")),
        )
        for number in range(max(1, count * 2 // 3))
    ]
    return [dice.choice(accounts) for _ in range(count)]
