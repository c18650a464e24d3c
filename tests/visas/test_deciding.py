"""On the officers' desk: asking again, granting, refusing with four eyes, the other side's answer."""

import pytest

from interior_portal.notices.models import Notice
from interior_portal.outbox import relay
from interior_portal.shared import clock
from interior_portal.shared.ids import new_token
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import queries as tallies
from interior_portal.workflow.queries import verify_chain
from interior_portal.workflow.results import StaleCase
from tests.visa_office import VisaOffice, page, portrait
from visas import actions, queries
from visas.models import Application, OtherSideAnswer, RefusalGround, Visa


def propose(office: VisaOffice, application: Application) -> Application:
    application = office.claim(application)
    actions.propose_refusal(
        application=application,
        by=office.cast.officer,
        ground=RefusalGround.objects.get(code="purpose"),
        note="",
        version=application.case.version,
        key=new_token(),
    )
    return office.again(application)


def test_asking_again_pauses_the_clock_and_the_answer_lets_it_run(office: VisaOffice) -> None:
    application = office.claim(office.in_review())
    actions.request_document(
        application=application,
        by=office.cast.officer,
        kind="passport",
        reason="الصورة غير واضحة",
        version=application.case.version,
        key=new_token(),
    )
    relay.drain()
    asked = office.again(application)
    assert (asked.case.step, asked.case.due_at) == ("awaiting_applicant", None)
    assert asked.case.remaining_minutes is not None
    assert Notice.objects.latest("pk").kind == "visas.document_requested"
    first = queries.current_documents(asked).get()
    actions.send_document(
        application=asked,
        by=office.cast.traveller,
        file=page(),
        version=asked.case.version,
        key=new_token(),
    )
    answered = office.again(asked)
    assert answered.case.step == "review"
    assert answered.case.due_at is not None
    assert queries.current_documents(answered).get().pk != first.pk
    assert queries.open_request(answered) is None


def test_the_photo_can_be_asked_for_again(office: VisaOffice) -> None:
    application = office.claim(office.in_review())
    old = application.photo_id
    actions.request_document(
        application=application,
        by=office.cast.officer,
        kind=queries.PHOTO,
        reason="الوجه غير واضح",
        version=application.case.version,
        key=new_token(),
    )
    asked = office.again(application)
    actions.send_document(
        application=asked,
        by=office.cast.traveller,
        file=portrait(),
        version=asked.case.version,
        key=new_token(),
    )
    assert office.again(asked).photo_id != old


def test_a_grant_has_its_paper_and_is_counted(office: VisaOffice) -> None:
    application = office.grant(office.in_review())
    visa = queries.find_visa(application)
    assert visa is not None
    assert visa.paper is not None
    assert len(visa.paper.number) == 9
    assert (visa.entries, visa.stay_days) == (1, 14)
    today = clock.today()
    assert tallies.total("visas.granted", first=today, last=today).count == 1
    assert Notice.objects.latest("pk").kind == "visas.granted"
    assert verify_chain(application.case).is_whole


def test_the_paper_is_made_once(office: VisaOffice) -> None:
    application = office.grant(office.in_review())
    visa = queries.find_visa(application)
    assert visa is not None
    actions.issue_visa_paper(application=application)
    again = queries.find_visa(application)
    assert again is not None
    assert again.paper_id == visa.paper_id


def test_without_the_case_in_hand_nobody_decides(office: VisaOffice) -> None:
    application = office.in_review()
    with pytest.raises(Refused):
        actions.grant(
            application=application,
            by=office.cast.officer,
            entries=1,
            stay_days=14,
            conditions="",
            version=application.case.version,
            key=new_token(),
        )
    assert not Visa.objects.exists()


@pytest.mark.parametrize("somebody", ["traveller", "cashier", "head", "other_officer", "auditor"])
def test_only_officers_grant(office: VisaOffice, somebody: str) -> None:
    application = office.claim(office.in_review())
    with pytest.raises(Refused):
        actions.grant(
            application=application,
            by=office.cast[somebody],
            entries=1,
            stay_days=14,
            conditions="",
            version=application.case.version,
            key=new_token(),
        )
    assert office.again(application).case.step == "review"


def test_a_longer_stay_than_the_kind_allows_is_refused(office: VisaOffice) -> None:
    with pytest.raises(Refused) as refused:
        office.grant(office.in_review(), stay_days=31)
    assert refused.value.refusal.code == "stay_length"


def test_a_stale_page_changes_nothing(office: VisaOffice) -> None:
    application = office.claim(office.in_review())
    seen = application.case.version
    propose_version = propose(office, application)
    assert propose_version.case.version != seen
    with pytest.raises(StaleCase):
        actions.confirm_refusal(
            application=application, by=office.cast.second_officer, version=seen, key=new_token()
        )


def test_who_proposed_a_refusal_cannot_confirm_it(office: VisaOffice) -> None:
    proposed = propose(office, office.in_review())
    claimed = office.claim(proposed)
    with pytest.raises(Refused):
        actions.confirm_refusal(
            application=claimed,
            by=office.cast.officer,
            version=claimed.case.version,
            key=new_token(),
        )
    assert office.again(claimed).case.step == "refusal_proposed"


def test_a_second_officer_confirms_and_the_applicant_is_told(office: VisaOffice) -> None:
    claimed = office.claim(propose(office, office.in_review()), "second_officer")
    actions.confirm_refusal(
        application=claimed,
        by=office.cast.second_officer,
        version=claimed.case.version,
        key=new_token(),
    )
    relay.drain()
    refusal = queries.standing_refusal(claimed)
    assert office.again(claimed).case.outcome == "refused"
    assert refusal is not None
    assert refusal.confirmed_by == office.cast.second_officer
    assert Notice.objects.latest("pk").kind == "visas.refused"


def test_a_second_officer_sends_it_back(office: VisaOffice) -> None:
    claimed = office.claim(propose(office, office.in_review()), "second_officer")
    actions.return_to_review(
        application=claimed,
        by=office.cast.second_officer,
        version=claimed.case.version,
        key=new_token(),
    )
    assert office.again(claimed).case.step == "review"
    assert queries.standing_refusal(claimed) is None


def forwarded(office: VisaOffice) -> Application:
    application = office.claim(office.in_review("travel", "patient"))
    actions.forward(
        application=application,
        by=office.cast.officer,
        list_number="2026-311",
        version=application.case.version,
        key=new_token(),
    )
    return office.again(application)


def test_the_other_side_approves(office: VisaOffice) -> None:
    application = office.grant(forwarded(office), approved_on=clock.today())
    answer = OtherSideAnswer.objects.get(application=application)
    assert (answer.answer, answer.recorded_by) == ("APPROVED", office.cast.officer)
    assert application.case.outcome == "granted"


def test_the_other_side_refuses_without_a_reason(office: VisaOffice) -> None:
    application = office.claim(forwarded(office))
    actions.record_other_side_refusal(
        application=application,
        by=office.cast.officer,
        answered_on=clock.today(),
        reason="",
        version=application.case.version,
        key=new_token(),
    )
    today = clock.today()
    assert office.again(application).case.outcome == "refused"
    assert tallies.total("visas.refused_by_other_side", first=today, last=today).count == 1


def test_a_travel_visa_is_not_granted_before_the_other_side_answers(office: VisaOffice) -> None:
    with pytest.raises(Refused):
        office.grant(office.in_review("travel", "patient"))
