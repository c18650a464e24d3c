"""Residents who cross and return: one applies with a phone number alone, one at the counter."""

import pytest

from interior_portal.shared import clock
from tests.journeys import story
from tests.journeys.conftest import Person
from tests.scenarios import VisaOffice
from visas import queries
from visas.models import OtherSideAnswer

pytestmark = pytest.mark.journey
PHONE = "+963991234567"


@pytest.mark.usefixtures("celery_worker")
def test_a_resident_with_a_phone_number_alone_gets_a_travel_visa(
    office: VisaOffice, person: Person, files: dict[str, str]
) -> None:
    resident = person("anonymous")
    story.open_service(resident, "travel")
    story.sign_in(resident, "٠٩٩١ ٢٣٤ ٥٦٧", lambda: story.texted_code(PHONE))
    resident.locator("[name=category]").first.check()
    story.go_on(resident)
    reference = story.fill_in_as_resident(resident, files)
    payment = story.send(resident, reference)
    story.take_money(person("cashier", desk=True), payment)
    officer = person("officer", desk=True)
    story.take_case(officer, reference)
    story.decide(officer, "forward")
    story.write(officer, list_number="٢٠٢٦-٣١١")
    story.go_on(officer)
    story.take_case(officer, reference)
    story.grant(officer)
    assert len(story.download(resident, reference).pages) == 1
    application = queries.get_application(reference)
    assert (str(application.case.applicant.phone), application.category) == (
        PHONE,
        office.kind("travel").categories.get(code="patient"),
    )
    other_side = OtherSideAnswer.objects.get(application=application)
    assert (other_side.list_number, other_side.answer) == ("2026-311", "APPROVED")
    assert other_side.recorded_by == office.cast.officer


def test_a_clerk_enters_it_and_the_applicant_reads_the_answer_on_the_phone(
    office: VisaOffice, person: Person, files: dict[str, str]
) -> None:
    clerk = person("clerk", desk=True)
    clerk.goto("/")
    clerk.locator("header a[href='/visas/counter/']").click()
    clerk.locator("main a[href$='/counter/travel/begin/']").click()
    story.write(clerk, phone="٠٩٩١٢٣٤٥٦٧", name="أمينة خليل")
    clerk.locator("[name=category]").first.check()
    story.go_on(clerk)
    reference = story.fill_in_as_resident(clerk, files)
    story.send(clerk, reference)
    office.forward(office.pay(queries.get_application(reference)))
    officer = person("officer", desk=True)
    story.take_case(officer, reference)
    story.decide(officer, "record_other_side_refusal")
    story.write_date(officer, "answered_on", clock.today())
    story.go_on(officer)
    applicant = person("anonymous")
    applicant.goto(f"/visas/applications/{reference}/")
    story.sign_in(applicant, PHONE, lambda: story.texted_code(PHONE))
    story.wait_for_letter(applicant, reference, "refused")
    application = queries.get_application(reference)
    assert application.case.entered_by == office.cast.clerk
    assert application.case.outcome == "refused"
