"""The rows of the directorate about an application whose story is told."""

import datetime as dt
from dataclasses import dataclass

from interior_portal.accounts.models import User
from interior_portal.payments import past as money
from interior_portal.payments.past import Desk, Owed, Till
from interior_portal.shared import clock
from interior_portal.workflow.past import folk
from interior_portal.workflow.past.story import Story, Telling
from visas import rules
from visas.models import VisaKind

_APPLICATION = (
    "id", "case_id", "kind_id", "category_id", "person_id", "surname", "given_names", "name_arabic",
    "father_name", "mother_name", "birth_place", "sex", "nationality", "mrz", "document_kind",
    "document_number", "document_issuer", "arrives_on", "stay_days", "post_id", "purpose", "address",
    "host_name", "host_contact", "host_id", "host_confirmed_at", "answers", "paper_language",
    "declared_at", "created_at", "changed_at",
)  # fmt: skip
_VISA = (
    "application_id", "valid_from", "valid_until", "entries", "stay_days", "conditions", "granted_by_id",
    "granted_at",
)  # fmt: skip
_REFUSAL = (
    "application_id", "ground_id", "note", "proposed_by_id", "proposed_at", "confirmed_by_id",
    "confirmed_at",
)  # fmt: skip
_ANSWER = (
    "application_id", "list_number", "forwarded_at", "forwarded_by_id", "answer", "reason",
    "answered_on", "recorded_by_id", "recorded_at",
)  # fmt: skip
_REQUEST = (
    "case_id", "kind", "subject", "reason", "requested_by_id", "requested_at", "answered_at",
)  # fmt: skip
REASON = "الحافة العليا من الصفحة مقطوعة، أعد التصوير من فضلك."
JOURNEY_DAYS, STAY_DAYS = 21, 14


@dataclass(slots=True)
class Told:
    """What became of an application beside the moves of its case; None is what has not happened."""

    application_id: int
    bill_id: int
    payment_id: int
    somebody: folk.Somebody
    category: tuple[int, str] | None
    sent_at: dt.datetime | None = None
    paid_at: dt.datetime | None = None
    desk: Desk | None = None
    currency: str = ""
    withdrawn_at: dt.datetime | None = None
    asked_at: dt.datetime | None = None
    asked_by: int | None = None
    answered_at: dt.datetime | None = None
    ground_id: int | None = None
    proposed_at: dt.datetime | None = None
    proposed_by: int | None = None
    confirmed_at: dt.datetime | None = None
    confirmed_by: int | None = None
    list_number: str = ""
    forwarded_at: dt.datetime | None = None
    forwarded_by: int | None = None
    other_side: tuple[dt.datetime, str, int] | None = None
    granted_at: dt.datetime | None = None
    granted_by: int | None = None


class Rows:
    """Where the rows are gathered."""

    def __init__(self, telling: Telling, year: int, host: User, posts: tuple[int, ...]) -> None:
        self._year, self._host, self._posts = year, host, posts
        of = telling.sheets.of
        self._applications = of("visas_application", _APPLICATION)
        self._visas = of("visas_visa", _VISA)
        self._refusals = of("visas_visarefusal", _REFUSAL)
        self._answers = of("visas_othersideanswer", _ANSWER)
        self._requests = of("workflow_documentrequest", _REQUEST)
        self._till = Till(telling.sheets, telling.heap)

    def write(self, story: Story, kind: VisaKind, told: Told, price: money.Price) -> None:
        """Everything about the application, once its story is finished."""
        self._application(story, kind, told)
        if told.sent_at is not None:
            self._bill(story, told, price, told.sent_at)
        if told.asked_at is not None:
            self._requests.add(
                story.frame.case_id, "photo", "", REASON, told.asked_by, told.asked_at,
                told.answered_at,
            )  # fmt: skip
        if told.proposed_at is not None:
            self._refusals.add(
                told.application_id, told.ground_id, "", told.proposed_by, told.proposed_at,
                told.confirmed_by, told.confirmed_at,
            )  # fmt: skip
        if told.forwarded_at is not None:
            self._other_side(told)
        if told.granted_at is not None:
            self._visa(kind, told, told.granted_at)

    def _application(self, story: Story, kind: VisaKind, told: Told) -> None:
        named, opened = told.somebody.named, story.opened_at or story.telling.until
        is_visitor, sent = kind.asks_host, told.sent_at
        host = self._host if is_visitor and sent else None
        self._applications.add(
            told.application_id, story.frame.case_id, kind.pk, told.category[0] if told.category else None,
            told.somebody.person_id if sent else None, named.surname, named.given_names, named.arabic,
            "", "", "", "", "SYR", "", "PASSPORT" if kind.asks_passport else "IDENTITY_CARD",
            told.somebody.number, "SYR", clock.day_of(opened) + dt.timedelta(JOURNEY_DAYS), STAY_DAYS,
            self._posts[told.application_id % len(self._posts)], "", "",
            self._host.name if is_visitor else "", str(self._host.phone) if is_visitor else "",
            host.pk if host else None, told.paid_at if host else None, {},
            "kmr", sent, opened, sent or opened,
        )  # fmt: skip

    def _bill(self, story: Story, told: Told, price: money.Price, sent_at: dt.datetime) -> None:
        owed = Owed(
            bill_id=told.bill_id,
            payment_id=told.payment_id,
            year=self._year,
            payer_id=story.frame.applicant_id,
            subject=story.frame.reference,
            handler="visas.fee_paid",
            key=f"visas:{told.application_id}",
            price=price,
            issued_at=sent_at,
        )
        if told.paid_at is not None and told.desk is not None:
            self._till.take(owed, told.desk, told.paid_at, currency=told.currency)
        else:
            self._till.owe(owed, cancelled_at=told.withdrawn_at)

    def _other_side(self, told: Told) -> None:
        at, answer, by = told.other_side or (None, "", None)
        self._answers.add(
            told.application_id, told.list_number, told.forwarded_at, told.forwarded_by, answer, "",
            clock.day_of(at) if at else None, by, at,
        )  # fmt: skip

    def _visa(self, kind: VisaKind, told: Told, at: dt.datetime) -> None:
        day = clock.day_of(at)
        days = rules.validity(
            granted_on=day,
            arrives_on=clock.day_of(told.sent_at or at) + dt.timedelta(JOURNEY_DAYS),
            validity_days=kind.validity_days,
            document_expires_on=None,
        )
        self._visas.add(
            told.application_id, days.first, days.last, kind.entries, STAY_DAYS, "", told.granted_by, at
        )  # fmt: skip
