"""The visa office for tests: cases reach a state only through the real actions.

`office` is a directorate at work, for a test that takes its cases where it needs them; `scenario`
has one case for every page there is. The people are those of `tests.cast`.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from interior_portal.documents import demo as documents
from interior_portal.outbox import relay
from interior_portal.payments import actions as payments
from interior_portal.payments import demo as money
from interior_portal.payments.models import Payment, ReceiptPrint
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.workflow import demo as week
from interior_portal.workflow import engine
from reports.actions.year import building, readying, recommending, telling, training
from reports.models import (
    Activity,
    Course,
    CourseSession,
    Indicator,
    Project,
    ProjectLevel,
    ProjectStage,
    Recommendation,
)
from tests.cast import Cast
from tests.reports.assembly import Assembly
from tests.vehicles.office import TransportOffice
from vehicles import models as vehicles
from vehicles.models import Act
from visas import actions, queries
from visas.demo import catalogue, people
from visas.demo.history import passport_lines
from visas.models import Application, ApplicationDocument, RefusalGround, VisaKind

Drawn = tuple[str, bytes, str]


class VisaOffice:
    """The Visa Directorate with its cast, its catalogue and an open cash desk."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for part in (week, money, documents, catalogue):
            part.load()
        desk = cast.unit("visas-qamishlo-desk")
        opening = {"USD": Decimal(100)}
        self.shift = payments.open_session(desk=desk, opening=opening, by=cast.cashier)

    def kind(self, code: str = "entry") -> VisaKind:
        return VisaKind.objects.get(code=code)

    def again(self, application: Application) -> Application:
        """The application as it is in the database now."""
        return queries.get_application(application.reference)

    def begin(self, code: str = "entry", category: str | None = None) -> Application:
        """An empty draft of the traveller."""
        kind, by = self.kind(code), self.cast.traveller
        chosen = kind.categories.get(code=category) if category else None
        return self.again(
            actions.begin(kind=kind, category=chosen, by=by, applicant=by, key=new_token())
        )

    def begin_at_counter(
        self, phone: str, name: str, code: str = "entry", category: str | None = None
    ) -> Application:
        """An empty draft that the clerk enters for somebody."""
        kind, by = self.kind(code), self.cast.clerk
        chosen = kind.categories.get(code=category) if category else None
        return self.again(
            actions.begin_at_counter(
                kind=kind, category=chosen, by=by, phone=phone, name=name, key=new_token()
            )
        )

    def fill_in(self, application: Application, **changes: Any) -> Application:
        """All pages of the draft, documents and photo included."""
        by = application.case.entered_by or application.case.applicant
        answers = answers_for(application) | changes
        actions.save_answers(application=application, by=by, changes=answers)
        actions.add_photo(application=application, by=by, file=portrait())
        for wanted in queries.required_documents(application.kind, application.category):
            actions.add_document(application=application, requirement=wanted, by=by, file=page())
        return self.again(application)

    def act(
        self,
        application: Application,
        action: Callable[..., object],
        by: str = "traveller",
        **facts: Any,
    ) -> Application:
        """One action of somebody who has the case before them as `application` holds it."""
        version, key = application.case.version, new_token()
        action(application=application, by=self.cast[by], version=version, key=key, **facts)
        return self.again(application)

    def submit(self, application: Application) -> Application:
        return self.act(application, actions.submit, paper_language="kmr")

    def sent(self, code: str = "entry", category: str | None = None) -> Application:
        """A declared one of the traveller's, its bill unpaid."""
        return self.submit(self.fill_in(self.begin(code, category)))

    def pay(self, application: Application) -> Application:
        """The fee in cash; the worker's part is done here and now."""
        bill = queries.bill_of(application)
        payments.take(bill=bill, currency="USD", by=self.cast.cashier, key=new_token())
        relay.drain()
        return self.again(application)

    def in_review(self, code: str = "entry", category: str | None = None) -> Application:
        """A paid application on the officers' desk."""
        return self.pay(self.sent(code, category))

    def claim(self, application: Application, officer: str = "officer") -> Application:
        item = queries.open_item(application)
        assert item is not None
        engine.claim(item_id=item.pk, by=self.cast[officer])
        return self.again(application)

    def decide(
        self,
        application: Application,
        action: Callable[..., object],
        by: str = "officer",
        **facts: Any,
    ) -> Application:
        """An officer takes the case and acts; what follows is done at once, as when nobody undid it."""
        with relay.carrying_out_here():
            application = self.act(self.claim(application, by), action, by, **facts)
        relay.drain()
        return application

    def grant(self, application: Application, **changes: Any) -> Application:
        """Granted by the first officer, with its paper."""
        facts: dict[str, Any] = {"entries": 1, "stay_days": 14, "conditions": ""} | changes
        return self.decide(application, actions.grant, **facts)

    def ask_again(self, application: Application, kind: str = "passport") -> Application:
        """One document, or the photo, is asked for again."""
        return self.decide(application, actions.request_document, kind=kind, reason="غير واضحة")

    def propose_refusal(self, application: Application) -> Application:
        ground = RefusalGround.objects.get(code="purpose")
        return self.decide(application, actions.propose_refusal, ground=ground, note="")

    def forward(self, application: Application) -> Application:
        """On the list that goes to the other side."""
        return self.decide(application, actions.forward, list_number="2026-311")


def answers_for(application: Application) -> dict[str, Any]:
    """Answers that break no rule."""
    today, kind = clock.today(), application.kind
    answers: dict[str, Any] = {
        "surname": "HADDAD",
        "given_names": "LAYLA",
        "name_arabic": "ليلى حداد",
        "father_name": "حسن",
        "mother_name": "سعاد",
        "born_on": dt.date(1994, 8, 12),
        "birth_place": "برلين",
        "sex": "F",
        "nationality": "D" if kind.asks_passport else "SYR",
        "document_kind": IdentityDocument.Kind.PASSPORT,
        "document_number": "C01234567",
        "document_issuer": "D",
        "document_expires_on": today.replace(day=15) + dt.timedelta(days=2000),
        "arrives_on": today + dt.timedelta(days=20),
        "stay_days": 14,
        "post": queries.crossing_posts()[0],
        "purpose": "زيارة العائلة",
        "address": "القامشلي",
        "host_name": "دلوفان بوزان",
        "host_contact": "+963990000101",
        "answers": {row.code: "no" for row in queries.questions(kind, application.category)},
    }
    answers["mrz"] = passport_lines(answers) if kind.asks_passport else ""
    return answers


def portrait() -> SimpleUploadedFile:
    """A drawn portrait that the rules for photos accept."""
    return SimpleUploadedFile(*_drawn_portrait())


def page() -> SimpleUploadedFile:
    """A photographed page."""
    return SimpleUploadedFile(*_drawn_page())


@cache
def _drawn_portrait() -> Drawn:
    """Drawn once in a run: it is the same each time."""
    return _drawn(people.photo(random.Random(2)))


@cache
def _drawn_page() -> Drawn:
    return _drawn(people.scan(random.Random(3), "page"))


def _drawn(file: SimpleUploadedFile) -> Drawn:
    return str(file.name), file.read(), str(file.content_type)


@pytest.fixture
def office(cast: Cast) -> VisaOffice:
    return VisaOffice(cast)


@dataclass(frozen=True)
class Scenario:
    """Entry visas of the traveller's, the sent ones naming the host; `counter_draft` was begun by
    the clerk for somebody else. `payment` is for the one under review. `registration` is the owner's
    first registration of a vehicle, issued; `transfer` of it to the buyer waits for both sides.
    `assembly` is a meeting at work, in which heads, an officer and the co-chairs have seats.
    """

    office: VisaOffice
    draft: Application
    unpaid: Application
    under_review: Application
    returned: Application
    granted: Application
    counter_draft: Application
    payment: Payment
    receipt: ReceiptPrint
    transport: TransportOffice
    registration: vehicles.Application
    transfer: vehicles.Application
    transfer_draft: vehicles.Application
    recommendation: Recommendation
    assembly: Assembly
    session: CourseSession
    activity: Activity
    project: Project
    indicator: Indicator

    def document_of(self, application: Application) -> ApplicationDocument:
        """The first document that was sent with it."""
        found = application.documents.order_by("pk").first()
        assert found is not None
        return found


@pytest.fixture
def scenario(office: VisaOffice) -> Scenario:
    """Everything at once; a test that needs little asks the office."""
    under_review = office.in_review()
    payment = Payment.objects.get(bill=queries.bill_of(under_review))
    slip, by = ReceiptPrint.Paper.SLIP, office.cast.cashier
    transport = TransportOffice(office.cast)
    registration = transport.done(Act.FIRST_REGISTRATION, transport.entry())
    transfer_draft = transport.with_buyer(transport.transfer_draft(registration.vehicle))
    return Scenario(
        office=office,
        draft=office.fill_in(office.begin()),
        unpaid=office.sent(),
        under_review=under_review,
        returned=office.ask_again(office.in_review()),
        granted=office.grant(office.in_review()),
        counter_draft=office.begin_at_counter("+963990000199", "سعاد"),
        payment=payment,
        receipt=payments.print_receipt(payment=payment, paper=slip, by=by, key=new_token()),
        transport=transport,
        registration=registration,
        transfer=transport.transfer_sent(registration.vehicle),
        transfer_draft=transfer_draft,
        assembly=at_work(Assembly(office.cast)),
        recommendation=recommended(office.cast),
        session=planned(office.cast),
        activity=told(office.cast),
        project=built(office.cast),
        indicator=defined(office.cast),
    )


def told(cast: Cast) -> Activity:
    """A lecture that the Visa Directorate held today."""
    row = Activity(
        title_ar="محاضرة",
        title_kmr="Semîner",
        kind="LECTURE",
        topic="DRUGS",
        place_kind="SCHOOL",
        place_ar="مدرسة",
        place_kmr="Dibistan",
        held_on=clock.today(),
        unit=cast.unit("visas"),
        children=30,
    )
    return telling.enter(activity=row, key="scenario", by=cast.head)


def built(cast: Cast) -> Project:
    """A project of the Visa Directorate, with one stage and one level of service."""
    today = clock.today()
    titles = {"title_ar": "تجهيز القاعة", "title_kmr": "Amadekirina salonê"}
    row = Project(
        **titles,
        purpose_ar="خدمة أسرع",
        purpose_kmr="Xizmeteke zûtir",
        unit=cast.unit("visas"),
        starts_on=today,
        ends_on=today,
    )
    budgets = {"USD": Decimal(900)}
    level = ProjectLevel(**titles, measured_in="دقيقة", before=Decimal(30))
    made = building.enter(project=row, budgets=budgets, level=level, key="built", by=cast.head)
    stage = ProjectStage(**titles, planned_from=today, planned_until=today)
    building.add_stage(project=made, stage=stage, key="built", by=cast.head)
    return made


def defined(cast: Cast) -> Indicator:
    """What the Visa Directorate and its centres measure."""
    row = Indicator(
        title_ar="الشبابيك المفتوحة",
        title_kmr="Gîşeyên vekirî",
        definition_ar="عدد الشبابيك",
        definition_kmr="Hejmara gîşeyan",
        measured_in_ar="شباك",
        measured_in_kmr="gîşe",
        better=Indicator.Better.MORE,
        unit=cast.unit("visas"),
    )
    return readying.define(indicator=row, key="scenario", by=cast.head)


def planned(cast: Cast) -> CourseSession:
    """A course that the Visa Directorate holds today."""
    words = {
        "title_ar": "إسعافات",
        "title_kmr": "Alîkarî",
        "audience_ar": "الكل",
        "audience_kmr": "Hemû",
    }
    return training.plan(
        course=Course.objects.create(code="first-aid", hours=8, **words),
        unit=cast.unit("visas"),
        starts_on=clock.today(),
        ends_on=clock.today(),
        place="القامشلي",
        trainer="د. سعاد",
        seats=20,
        by=cast.head,
    )


def recommended(cast: Cast) -> Recommendation:
    """One of the meeting of last year that the Visa Directorate owns."""
    today = clock.today()
    return recommending.enter(
        kind="RECOMMENDATION",
        meeting_year=today.year - 1,
        number=4,
        year=today.year,
        texts={"ar": "تأشيرات إلكترونية", "kmr": "Vîzeyên elektronîk"},
        unit=cast.unit("visas"),
        others=[],
        due_on=today,
        by=cast.secretary,
    )


def at_work(assembly: Assembly) -> Assembly:
    """An open meeting that has adopted a text, with an election to come and a vote that is open."""
    assembly.opened().decided(assembly.motion())
    assembly.election()
    assembly.vote()
    return assembly
