"""From the first page to the officers' desk."""

import pytest

from interior_portal.notices.models import Notice
from interior_portal.outbox import relay
from interior_portal.payments.models import Bill, Payment
from interior_portal.shared.ids import new_token
from interior_portal.shared.refusals import Refused
from interior_portal.workflow.queries import verify_chain
from tests.scenarios import VisaOffice
from visas import actions, queries
from visas.models import Application


def test_an_empty_draft_names_every_page(office: VisaOffice) -> None:
    sections = queries.sections(office.begin())
    assert [(section.code, section.is_complete) for section in sections] == [
        ("passport", False),
        ("traveller", False),
        ("photo", False),
        ("journey", False),
        ("host", False),
        ("declarations", False),
        ("documents", False),
    ]


def test_residents_are_not_asked_for_a_host(office: VisaOffice) -> None:
    codes = [section.code for section in queries.sections(office.begin("travel", "patient"))]
    assert codes == ["passport", "traveller", "photo", "journey", "declarations", "documents"]


def test_a_filled_draft_can_be_sent(office: VisaOffice) -> None:
    draft = office.fill_in(office.begin())
    assert queries.why_not_submit(draft) is None


def test_an_incomplete_draft_is_refused_and_nothing_happens(office: VisaOffice) -> None:
    draft = office.begin()
    with pytest.raises(Refused) as refused:
        office.submit(draft)
    assert refused.value.refusal.code == "incomplete"
    assert office.again(draft).case.step == "draft"
    assert not Bill.objects.exists()


def test_the_category_adds_its_document(office: VisaOffice) -> None:
    patient, family = office.begin("travel", "patient"), office.begin("travel", "family")
    assert [row.code for row in queries.missing_documents(patient)] == [
        "identity",
        "medical-report",
    ]
    assert [row.code for row in queries.missing_documents(family)] == ["identity"]


def test_sending_makes_a_bill_a_person_and_asks_the_host(office: VisaOffice) -> None:
    application = office.sent()
    bill = queries.bill_of(application)
    assert [(str(line.amount), line.currency_id) for line in bill.lines.all()] == [("30.00", "USD")]
    assert application.case.step == "awaiting_payment"
    assert application.person is not None
    assert application.person.full_name == "LAYLA HADDAD"
    assert application.host == office.cast.host
    assert Notice.objects.get(recipient=office.cast.host).kind == "visas.host_asked"


def test_the_same_key_sends_once(office: VisaOffice) -> None:
    draft = office.fill_in(office.begin())
    key = new_token()
    for _ in range(2):
        actions.submit(
            application=draft,
            by=office.cast.traveller,
            paper_language="kmr",
            version=draft.case.version,
            key=key,
        )
    assert Bill.objects.count() == 1
    assert office.again(draft).case.version == draft.case.version + 1


def test_a_sent_application_cannot_be_changed(office: VisaOffice) -> None:
    application = office.sent()
    with pytest.raises(Refused) as refused:
        actions.save_answers(
            application=application, by=office.cast.traveller, changes={"surname": "OTHER"}
        )
    assert refused.value.refusal.code == "not_a_draft"
    assert office.again(application).surname == "HADDAD"


def test_a_rival_can_neither_read_nor_write(office: VisaOffice) -> None:
    draft = office.fill_in(office.begin())
    assert queries.why_not_see_as_applicant(draft, office.cast.traveller) is None
    with pytest.raises(Refused) as refused:
        actions.save_answers(application=draft, by=office.cast.rival, changes={"surname": "X"})
    assert refused.value.refusal.code == "not_yours"


def test_the_paid_fee_brings_it_to_the_officers(office: VisaOffice) -> None:
    application = office.in_review()
    item = queries.open_item(application)
    assert application.case.step == "review"
    assert application.case.due_at is not None
    assert item is not None
    assert item.queue == f"{application.kind.office_id}:VISA_OFFICER"
    kinds = Notice.objects.filter(recipient=office.cast.traveller).order_by("pk")
    assert [notice.kind for notice in kinds] == ["visas.bill", "visas.received"]


def test_a_fee_for_a_withdrawn_application_is_kept_and_noted(office: VisaOffice) -> None:
    application = office.sent()
    bill = queries.bill_of(application)
    office.act(application, actions.withdraw)
    actions.record_payment(reference=application.reference, bill_id=bill.pk)
    assert office.again(application).case.step == "withdrawn"


def test_nobody_takes_money_for_a_withdrawn_application(office: VisaOffice) -> None:
    application = office.sent()
    office.act(application, actions.withdraw)
    with pytest.raises(Refused):
        office.pay(application)
    assert not Payment.objects.exists()


def test_a_clerk_enters_it_for_a_phone_number(office: VisaOffice) -> None:
    application = office.begin_at_counter("+963991234567", "أمينة خليل", "travel", "patient")
    assert str(application.case.applicant.phone) == "+963991234567"
    assert application.case.entered_by == office.cast.clerk
    assert queries.why_not_see_as_applicant(application, office.cast.clerk) is None
    assert queries.why_not_see_as_applicant(application, office.cast.cashier) is not None


def test_the_host_answers_once(office: VisaOffice) -> None:
    application = office.sent()
    actions.answer_as_host(application=application, by=office.cast.host, confirms=True)
    with pytest.raises(Refused) as refused:
        actions.answer_as_host(application=application, by=office.cast.host, confirms=False)
    assert refused.value.refusal.code == "host_answered"
    assert office.again(application).host_confirmed_at is not None


def test_nobody_else_answers_for_the_host(office: VisaOffice) -> None:
    application = office.sent()
    with pytest.raises(Refused) as refused:
        actions.answer_as_host(application=application, by=office.cast.rival, confirms=True)
    assert refused.value.refusal.code == "not_the_host"


def test_every_step_left_an_event(office: VisaOffice) -> None:
    application = office.in_review()
    relay.drain()
    report = verify_chain(application.case)
    assert report.is_whole
    assert report.events == 3
    assert Application.objects.count() == 1
