"""A meeting from its agenda to the final statement: the secretary, the chair, delegates on their phones."""

import io
import time

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from interior_portal.documents import demo as documents
from interior_portal.shared import clock
from reports.models import Meeting
from reports.queries.meetings import business
from tests.cast import Cast
from tests.journeys import story
from tests.journeys.conftest import Person
from tests.processes import Worker

pytestmark = pytest.mark.journey
TEXT = {
    "text_ar": "تعقد الهيئة دورات للعاملين كل سنة.",
    "text_kmr": "Deste her sal qursan dide karmendan.",
}
WANTED = {
    "text_ar": "تعقد الهيئة دورات للعاملين كل ستة أشهر.",
    "text_kmr": "Deste her şeş mehan qursan dide karmendan.",
}


@pytest.fixture
def served(transactional_db: None, cast: Cast, celery_worker: Worker) -> Cast:
    documents.load()
    return cast


@pytest.mark.parametrize("language", ["ar", pytest.param("kmr", marks=pytest.mark.pages)])
def test_the_secretary_leads_a_meeting_from_the_agenda_to_the_final_statement(
    served: Cast, person: Person, language: str
) -> None:
    secretary = person("secretary", language=language, desk=True)
    reference = prepare(secretary, served)
    chair = person("chair", language=language)
    phones = [
        chair,
        person("head", language=language, script=False),
        person("officer", language=language),
    ]
    secretary.goto(f"/reports/meetings/{reference}/seats/")
    for _ in phones:
        press(secretary, "arrive")
    secretary.goto(f"/reports/meetings/{reference}/")
    press(secretary, "open")
    press(secretary, "begin")
    enter_motion(secretary, reference)
    enter_amendment(secretary)
    secretary.goto(f"/reports/meetings/{reference}/motions/1/")
    secretary.locator("section.agenda-item button[value=open_vote]").click()
    decide(secretary, chair, phones, reference, number=1, choices=("YES", "YES", "NO"))
    secretary.goto(f"/reports/meetings/{reference}/motions/1/")
    expect(secretary.locator("main")).to_contain_text(WANTED["text_ar"])
    press(secretary, "open_secret")
    decide(secretary, chair, phones, reference, number=2, choices=("YES", "ABSTAIN", "YES"))
    secretary.goto(f"/reports/meetings/{reference}/")
    press(secretary, "close")
    conclude(secretary, chair, reference)
    found = business.find_meeting(reference)
    assert found is not None
    assert found.state == Meeting.State.CONCLUDED


def press(page: Page, verb: str) -> None:
    """The first button of that verb; what it did stands on the next page."""
    page.locator(f"main button[name=verb][value={verb}]").first.click()


def prepare(page: Page, cast: Cast) -> str:
    """Planned, with one item and three seats, and called; the reference."""
    page.goto("/reports/meetings/new/")
    story.write(page, title_ar="اجتماع الهيئة", title_kmr="Civîna Desteyê", place="القامشلي")
    for name in ("starts_on", "ends_on"):
        story.write_date(page, name, clock.today())
    page.locator("[name=quorum]").first.check()
    story.go_on(page)
    reference = page.url.rstrip("/").rpartition("/")[2]
    story.write(page, title_ar="التوصيات", title_kmr="Pêşniyar")
    press(page, "add_item")
    page.goto(f"/reports/meetings/{reference}/seats/")
    for code in ("chair", "head", "officer"):
        story.write(page, contact=str(cast[code].email))
        press(page, "add")
    expect(page.locator("main tbody tr")).to_have_count(3)
    page.goto(f"/reports/meetings/{reference}/")
    press(page, "call")
    return reference


def enter_motion(page: Page, reference: str) -> None:
    page.goto(f"/reports/meetings/{reference}/motions/new/")
    story.write(page, title_ar="دورات تدريبية", title_kmr="Qursên perwerdeyê", **TEXT)
    page.locator("[name=kind]").select_option("RECOMMENDATION")
    page.locator("[name=mover]").select_option(index=0)
    page.locator("[name=seconder]").select_option(index=1)
    story.go_on(page)


def enter_amendment(page: Page) -> None:
    """The difference is shown by marks on the page of the motion."""
    page.locator("main a[href$='/amend/']").click()
    story.write(page, title_ar="مرتين في السنة", title_kmr="Salê du caran", **WANTED)
    page.locator("[name=mover]").select_option(index=1)
    page.locator("[name=seconder]").select_option(index=2)
    story.go_on(page)
    expect(page.locator("section.agenda-item [lang=ar] ins").first).to_be_visible()
    expect(page.locator("section.agenda-item [lang=ar] del").first).to_be_visible()


def decide(
    secretary: Page,
    chair: Page,
    phones: list[Page],
    reference: str,
    *,
    number: int,
    choices: tuple[str, ...],
) -> None:
    """Each phone votes, the secretary ends the vote, the chair confirms it."""
    for phone, choice in zip(phones, choices, strict=True):
        vote_on_a_phone(phone, reference, choice)
    secretary.goto(f"/reports/meetings/{reference}/votes/{number}/")
    press(secretary, "end")
    expect(secretary.locator("main button[value=confirm]")).to_have_count(0)
    chair.goto(f"/reports/meetings/{reference}/votes/{number}/")
    press(chair, "confirm")
    expect(chair.locator(".status-tag.state-done").first).to_be_visible()


def vote_on_a_phone(page: Page, reference: str, choice: str) -> None:
    """From the hall to the question whether it is meant so; the address never says what was chosen."""
    page.goto(f"/reports/hall/{reference}/")
    page.locator(".ballot a").click()
    page.locator(f".ballot button[value={choice}]").click()
    assert choice not in page.url
    page.locator(".ballot button").click()
    expect(page.locator(".notice-success").first).to_be_visible()
    expect(page.locator(".ballot a")).to_have_count(0)


def conclude(secretary: Page, chair: Page, reference: str) -> None:
    """A draft by the machine, a sentence by the secretary, the word of the chair, the paper."""
    address = f"/reports/meetings/{reference}/statement/"
    secretary.goto(address)
    press(secretary, "draft")
    drafted = secretary.locator("[name=text_ar]").input_value()
    assert WANTED["text_ar"] in drafted
    secretary.locator("[name=text_ar]").fill(f"{drafted}\n\nيشكر الاجتماع المشاركين.")
    press(secretary, "edit")
    chair.goto(address)
    press(chair, "approve")
    link = chair.locator("main a[href$='statement.pdf']")
    for _ in range(story.PAPER_SECONDS * 2):
        if link.count():
            break
        time.sleep(0.5)
        chair.goto(address)
    paper = chair.request.get(str(link.get_attribute("href"))).body()
    assert len(pikepdf.open(io.BytesIO(paper)).pages) == 1
    chair.goto(f"/reports/meetings/{reference}/minutes/")
    expect(chair.locator("ol.minutes > li")).to_have_count(16)
