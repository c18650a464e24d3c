"""A traveller gets an entry visa without attending: the whole story in a real browser."""

import pytest

from interior_portal.documents.models import Paper
from interior_portal.shared import clock
from interior_portal.workflow.queries import verify_chain
from tests.accounts.doors import mailed_code
from tests.journeys import story
from tests.journeys.conftest import Person
from tests.scenarios import VisaOffice
from visas import queries

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("celery_worker")]


def tell(person: Person, files: dict[str, str], *, language: str, script: bool) -> str:
    """The story; returns the reference of the application."""
    traveller = person("anonymous", language=language, script=script)
    story.open_service(traveller, "entry")
    story.sign_in(traveller, "new@traveller.example", mailed_code)
    reference = story.fill_in(traveller, files)
    payment = story.send(traveller, reference)
    story.take_money(person("cashier", language=language, desk=True, script=script), payment)
    story.confirm_as_host(person("host", language=language, script=script), reference)
    officer = person("officer", language=language, desk=True, script=script)
    story.take_case(officer, reference)
    story.ask_again(officer)
    story.answer(traveller, reference, files)
    story.take_case(officer, reference)
    story.grant(officer)
    visa = story.download(traveller, reference)
    assert len(visa.pages) == 1
    return reference


@pytest.mark.parametrize(
    ("language", "browser"),
    [
        ("ar", "modern"),
        pytest.param("kmr", "modern", marks=pytest.mark.pages),
        pytest.param("ar", "without script", marks=pytest.mark.pages),
    ],
)
def test_a_traveller_gets_a_visa(
    office: VisaOffice, person: Person, files: dict[str, str], language: str, browser: str
) -> None:
    reference = tell(person, files, language=language, script=browser == "modern")
    application = queries.get_application(reference)
    assert application.case.applicant.email == "new@traveller.example"
    assert application.case.outcome == "granted"
    assert application.host_confirmed_at is not None
    assert verify_chain(application.case).is_whole
    check = person("anonymous", language=language)
    answer = check.goto(f"/check/{Paper.objects.get(subject=reference).token}/")
    assert answer is not None
    assert answer.status == 200
    assert "HADDAD" in check.locator("main").inner_text()
    head = person("head", language=language, desk=True)
    head.goto(f"/reports/visas/?period={clock.today()}")
    granted = head.locator(".board-table tbody tr").first
    assert granted.locator("td").first.inner_text() == "1"
