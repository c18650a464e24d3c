"""Every page of the portal as axe sees it, in three languages: nothing to complain about."""

from collections.abc import Iterator, Mapping
from itertools import islice

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Error, Page

from interior_portal.accounts.actions import Term, substitute
from interior_portal.documents.models import Paper
from interior_portal.shared import clock
from tests.journeys.conftest import Person
from tests.page_answers import CITIZENS, OPEN, ROLES
from tests.page_role_matrix import PAGES
from tests.scenarios import Scenario, VisaOffice
from visas import actions, queries
from visas.models import Application

pytestmark = pytest.mark.journey
ALONE = {"resultTypes": ["violations"]}
PARTS, STATES = 3, "states"
# What a page is asked to compute has no time limit of Playwright's; a page that never answers is named by this one.
IN_TIME = """options => Promise.race([
  axe.run(options),
  new Promise((_, fail) => setTimeout(() => fail(new Error("axe was not done in 30 seconds")), 30000)),
])"""
# Answers that are no page, and the gallery, which has a test of its own.
NO_PAGES = {
    "health",
    "documents:openapi",
    "documents:status_list",
    "documents:offline",
    "reports:board_file",
    "reports:figure_file",
    "reports:minutes_pdf",
    "reports:open_board_csv",
    "reports:open_dictionary_csv",
    "vehicles:own_licence",
    "vehicles:paper",
    "vehicles:side_paper",
    "ui:gallery",
    "ui:gallery_page",
    "visas:paper",
    "visas:portrait",
    "visas:upload",
    "visas:case_upload",
    "visas:case_image",
}
Visit = tuple[str, str]


def pages(scenario: Scenario) -> Iterator[Visit]:
    """Who opens which address: of every page of the matrix the first role to whom it is open."""
    for name, page in PAGES.items():
        roles = [role for role in ROLES if page.answers[role] is OPEN]
        if roles and page.method == "GET" and name not in NO_PAGES:
            yield roles[0], reverse(name, kwargs=page.kwargs(scenario))


def states(scenario: Scenario, office: VisaOffice) -> Iterator[Visit]:
    """The same pages while the case stands elsewhere."""
    travel = office.forward(office.in_review("travel", "patient"))
    proposed = office.propose_refusal(office.in_review())
    held = office.claim(office.in_review())
    yield from letters(scenario, office, travel)
    yield "officer", at("case", held)
    for transition in ("request_document", "propose_refusal", "grant"):
        yield "officer", at("step", held, transition)
    yield "officer", at("case", scenario.granted)
    yield "officer", at("case", scenario.returned)
    office.claim(proposed, "second_officer")
    yield "second_officer", at("case", proposed)
    for transition in ("confirm_refusal", "return_to_review"):
        yield "second_officer", at("step", proposed, transition)
    office.claim(travel)
    for transition in ("grant", "record_other_side_refusal"):
        yield "officer", at("step", travel, transition)
    bill = queries.bill_of(scenario.unpaid).reference
    yield "cashier", reverse("payments:desk") + f"?reference={bill}"
    yield "traveller", reverse("notices:inbox")
    yield from standing_in(office)
    paper = Paper.objects.get(subject=scenario.granted.reference)
    yield "anonymous", reverse("documents:check_paper", args=[paper.token])


def standing_in(office: VisaOffice) -> Iterator[Visit]:
    """The pages of a substitution that runs, and the inbox of who stands in."""
    cast, today = office.cast, clock.today()
    arranged = substitute(
        absent=cast.second_officer,
        substitute=cast.officer,
        term=Term(starts_on=today, ends_on=today),
        by=cast.head,
        reason="leave",
    )
    yield "officer", reverse("account_substitution")
    yield "officer", reverse("account_substitution_one", args=[arranged.reference])
    yield "officer", reverse("workflow:desk")
    yield "officer", reverse("notices:inbox")
    yield "head", reverse("account_substitution_for", args=[cast.second_officer.pk])


def letters(scenario: Scenario, office: VisaOffice, travel: Application) -> Iterator[Visit]:
    """The applicant's page at every step, and the host's before and after the answer."""
    refused = office.propose_refusal(office.in_review())
    refused = office.decide(refused, actions.confirm_refusal, "second_officer")
    empty, withdrawn = office.begin(), office.act(office.sent(), actions.withdraw)
    for application in (
        empty,
        scenario.draft,
        scenario.unpaid,
        scenario.returned,
        scenario.granted,
        travel,
        refused,
        withdrawn,
    ):
        yield "traveller", at("application", application)
    for code in ("passport", "journey", "host", "declarations"):
        yield "traveller", at("section", empty, code)
    yield "traveller", at("section", office.begin("travel", "patient"), "passport")
    yield "traveller", at("photo", empty)
    actions.answer_as_host(application=scenario.unpaid, by=office.cast.host, confirms=True)
    yield "host", at("host", scenario.unpaid)


def at(name: str, application: Application, *more: str) -> str:
    return reverse(f"visas:{name}", args=[application.reference, *more])


def visits(scenario: Scenario, office: VisaOffice, part: int | str) -> Iterator[Visit]:
    """What one test looks at, so that no test takes long: every third page, or the other states."""
    if part == STATES:
        return states(scenario, office)
    return islice(pages(scenario), int(part), None, PARTS)


def complaints(page: Page, address: str) -> Mapping[str, object]:
    """What axe has to say about it; empty when nothing. Raises Error of Playwright when it says nothing in time."""
    response = page.goto(address)
    assert response is not None
    page.evaluate(Axe().axe_script)
    found = AxeResults(page.evaluate(IN_TIME, ALONE))
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    told: dict[str, object] = {
        "status": response.status if response.status != 200 else "",
        "axe": found.generate_report() if found.violations_count else "",
        "wider than the window": wide,
    }
    return {name: what for name, what in told.items() if what}


@pytest.mark.pages
@pytest.mark.parametrize("part", [*range(PARTS), STATES])
@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_every_page_is_accessible(
    scenario: Scenario, office: VisaOffice, person: Person, language: str, part: int | str
) -> None:
    windows: dict[str, Page] = {}
    wrong: dict[str, object] = {}
    for role, address in visits(scenario, office, part):
        if role not in windows:
            is_desk = role not in (*CITIZENS, "anonymous")
            windows[role] = person(role, language=language, desk=is_desk)
        try:
            found: object = complaints(windows[role], address)
        except Error as failed:
            found = failed.message
        if found:
            wrong[f"{role} {address}"] = found
    assert wrong == {}
