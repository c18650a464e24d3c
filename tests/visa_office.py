"""A visa office for tests: cases reach a state only through the real actions."""

import datetime as dt
import io
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from interior_portal.documents import keys
from interior_portal.outbox import relay
from interior_portal.payments import actions as payments
from interior_portal.payments import demo as money
from interior_portal.people import mrz
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.workflow import demo as week
from interior_portal.workflow import engine
from tests.cast import Cast
from visas import actions, queries
from visas.demo import catalogue
from visas.models import Application, VisaKind


class VisaOffice:
    """The Visa Directorate with its cast, its catalogue and an open cash desk."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        money.load()
        week.load()
        catalogue.load()
        keys.ensure_keys()
        payments.open_session(desk=cast.unit("visas-qamishlo-desk"), opening={}, by=cast.cashier)

    def kind(self, code: str = "entry") -> VisaKind:
        return VisaKind.objects.get(code=code)

    def begin(self, code: str = "entry", category: str | None = None) -> Application:
        """An empty draft of the traveller."""
        kind = self.kind(code)
        chosen = kind.categories.get(code=category) if category else None
        applicant = self.cast.traveller
        application = actions.begin(
            kind=kind, category=chosen, by=applicant, applicant=applicant, key=new_token()
        )
        return queries.get_application(application.reference)

    def fill_in(self, application: Application, **changes: Any) -> Application:
        """All pages of the draft, documents and photo included."""
        by = self.cast.traveller
        answers = answers_for(application) | changes
        actions.save_answers(application=application, by=by, changes=answers)
        actions.add_photo(application=application, by=by, file=portrait())
        for wanted in queries.required_documents(application.kind, application.category):
            actions.add_document(application=application, requirement=wanted, by=by, file=page())
        return self.again(application)

    def submit(self, application: Application) -> Application:
        actions.submit(
            application=application,
            by=self.cast.traveller,
            paper_language="kmr",
            version=application.case.version,
            key=new_token(),
        )
        return self.again(application)

    def pay(self, application: Application) -> Application:
        """The fee in cash; the worker's part is done here and now."""
        bill = queries.bill_of(application)
        payments.take(bill=bill, currency="USD", by=self.cast.cashier, key=new_token())
        relay.drain()
        return self.again(application)

    def in_review(self, code: str = "entry", category: str | None = None) -> Application:
        """A paid application on the officers' desk."""
        return self.pay(self.submit(self.fill_in(self.begin(code, category))))

    def claim(self, application: Application, officer: str = "officer") -> Application:
        item = queries.open_item(application)
        assert item is not None
        engine.claim(item_id=item.pk, by=self.cast[officer])
        return self.again(application)

    def grant(self, application: Application, **changes: Any) -> Application:
        """Granted by the first officer, with its paper."""
        facts: dict[str, Any] = {"entries": 1, "stay_days": 14, "conditions": ""} | changes
        application = self.claim(application)
        actions.grant(
            application=application,
            by=self.cast.officer,
            version=application.case.version,
            key=new_token(),
            **facts,
        )
        relay.drain()
        return self.again(application)

    def again(self, application: Application) -> Application:
        """The application as it is in the database now."""
        return queries.get_application(application.reference)


def answers_for(application: Application) -> dict[str, Any]:
    """Answers that break no rule."""
    today = clock.today()
    answers: dict[str, Any] = {
        "surname": "HADDAD",
        "given_names": "LAYLA",
        "name_arabic": "ليلى حداد",
        "father_name": "حسن",
        "mother_name": "سعاد",
        "born_on": dt.date(1994, 8, 12),
        "birth_place": "برلين",
        "sex": "F",
        "nationality": "D" if application.kind.asks_passport else "SYR",
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
        "answers": {
            question.code: "no"
            for question in queries.questions(application.kind, application.category)
        },
    }
    answers["mrz"] = passport_lines(answers) if application.kind.asks_passport else ""
    return answers


def passport_lines(answers: dict[str, Any]) -> str:
    """The two lines of a German passport with these facts (TD3)."""
    names = mrz.name_field(answers["surname"], answers["given_names"], 39)
    fields = (
        answers["document_number"].ljust(9, "<"),
        f"{answers['born_on']:%y%m%d}",
        f"{answers['document_expires_on']:%y%m%d}",
    )
    number, birth, expiry = (text + mrz.check_digit(text) for text in fields)
    rest = "<" * 15
    composite = mrz.check_digit(number + birth + expiry + rest)
    return f"P<D<<{names}\n{number}D<<{birth}{answers['sex']}{expiry}{rest}{composite}"


def portrait(size: tuple[int, int] = (620, 800)) -> SimpleUploadedFile:
    """A drawn portrait that the rules for photos accept."""
    picture = Image.new("RGB", size, "#e8ecef")
    pen = ImageDraw.Draw(picture)
    width, height = size
    pen.ellipse((width * 0.1, height * 0.7, width * 0.9, height * 1.4), fill="#27474e")
    pen.ellipse((width * 0.3, height * 0.2, width * 0.7, height * 0.65), fill="#e0b48f")
    noise = Image.effect_noise(size, 40).convert("RGB")
    return _jpeg("photo.jpg", Image.blend(picture, noise, 0.08))


def page() -> SimpleUploadedFile:
    """A photographed page."""
    return _jpeg("page.jpg", Image.effect_noise((800, 600), 60).convert("RGB"))


def _jpeg(name: str, picture: Image.Image) -> SimpleUploadedFile:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")
