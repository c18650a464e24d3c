"""On the officers' desk: asking again, granting, refusing with four eyes, the other side's answer."""

import pytest

from interior_portal.notices.models import Notice
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from interior_portal.tallies import queries as tallies
from interior_portal.workflow.queries import verify_chain
from interior_portal.workflow.results import StaleCase
from tests.scenarios import VisaOffice, page, portrait
from visas import actions, queries
from visas.models import OtherSideAnswer, Visa

TERMS = {"entries": 1, "stay_days": 14, "conditions": ""}


def test_asking_again_pauses_the_clock_and_the_answer_lets_it_run(office: VisaOffice) -> None:
    asked = office.ask_again(office.in_review())
    assert (asked.case.step, asked.case.due_at) == ("awaiting_applicant", None)
    assert asked.case.remaining_minutes is not None
    assert Notice.objects.latest("pk").kind == "visas.document_requested"
    first = queries.current_documents(asked).get()
    answered = office.act(asked, actions.send_document, file=page())
    assert answered.case.step == "review"
    assert answered.case.due_at is not None
    assert queries.current_documents(answered).get().pk != first.pk
    assert queries.open_request(answered) is None


def test_the_photo_can_be_asked_for_again(office: VisaOffice) -> None:
    asked = office.ask_again(office.in_review(), queries.PHOTO)
    old = asked.photo_id
    assert office.act(asked, actions.send_document, file=portrait()).photo_id != old


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
    with pytest.raises(Refused):
        office.act(office.in_review(), actions.grant, "officer", **TERMS)
    assert not Visa.objects.exists()


@pytest.mark.parametrize("somebody", ["traveller", "cashier", "head", "other_officer", "auditor"])
def test_only_officers_grant(office: VisaOffice, somebody: str) -> None:
    application = office.claim(office.in_review())
    with pytest.raises(Refused):
        office.act(application, actions.grant, somebody, **TERMS)
    assert office.again(application).case.step == "review"


def test_a_longer_stay_than_the_kind_allows_is_refused(office: VisaOffice) -> None:
    with pytest.raises(Refused) as refused:
        office.grant(office.in_review(), stay_days=31)
    assert refused.value.refusal.code == "stay_length"


def test_a_stale_page_changes_nothing(office: VisaOffice) -> None:
    seen = office.claim(office.in_review())
    assert office.propose_refusal(seen).case.version != seen.case.version
    with pytest.raises(StaleCase):
        office.act(seen, actions.confirm_refusal, "second_officer")


def test_who_proposed_a_refusal_cannot_confirm_it(office: VisaOffice) -> None:
    proposed = office.propose_refusal(office.in_review())
    with pytest.raises(Refused):
        office.decide(proposed, actions.confirm_refusal)
    assert office.again(proposed).case.step == "refusal_proposed"


def test_a_second_officer_confirms_and_the_applicant_is_told(office: VisaOffice) -> None:
    proposed = office.propose_refusal(office.in_review())
    refused = office.decide(proposed, actions.confirm_refusal, "second_officer")
    refusal = queries.standing_refusal(refused)
    assert refused.case.outcome == "refused"
    assert refusal is not None
    assert refusal.confirmed_by == office.cast.second_officer
    assert Notice.objects.latest("pk").kind == "visas.refused"


def test_a_second_officer_sends_it_back(office: VisaOffice) -> None:
    proposed = office.propose_refusal(office.in_review())
    returned = office.decide(proposed, actions.return_to_review, "second_officer")
    assert returned.case.step == "review"
    assert queries.standing_refusal(returned) is None


def test_the_other_side_approves(office: VisaOffice) -> None:
    application = office.grant(
        office.forward(office.in_review("travel", "patient")), approved_on=clock.today()
    )
    answer = OtherSideAnswer.objects.get(application=application)
    assert (answer.answer, answer.recorded_by) == ("APPROVED", office.cast.officer)
    assert application.case.outcome == "granted"


def test_the_other_side_refuses_without_a_reason(office: VisaOffice) -> None:
    refused = office.decide(
        office.forward(office.in_review("travel", "patient")),
        actions.record_other_side_refusal,
        answered_on=clock.today(),
        reason="",
    )
    today = clock.today()
    assert refused.case.outcome == "refused"
    assert tallies.total("visas.refused_by_other_side", first=today, last=today).count == 1


def test_a_travel_visa_is_not_granted_before_the_other_side_answers(office: VisaOffice) -> None:
    with pytest.raises(Refused):
        office.grant(office.in_review("travel", "patient"))
