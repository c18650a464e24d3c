"""The entry visa with the keyboard alone, in Arabic: no mouse, no address but the first one."""

import time

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.accounts.doors import mailed_code
from tests.journeys import story
from tests.journeys.conftest import Person, reference_in
from tests.journeys.keyboard import REACHED, Keyboard
from tests.scenarios import VisaOffice
from visas import queries

pytestmark = pytest.mark.journey
# A form that is sent says so before the browser leaves the page, however slow the machine is.
COUNT_SENT = """() => {
  window.sent = 0;
  document.addEventListener("submit", () => { window.sent += 1; });
}"""


def at_home(page: Page) -> Keyboard:
    """The home page, whose address somebody types."""
    page.goto("/")
    return Keyboard(page)


def begin(traveller: Keyboard) -> str:
    """From the home page over the code to the task list; the reference."""
    traveller.follow("a.service-link[href$='/visas/kinds/entry/']")
    traveller.follow("main .actions a")
    traveller.write(address="new@traveller.example")
    traveller.press("Enter")
    traveller.write(code=mailed_code())
    traveller.press("Enter")
    traveller.go_on()
    return reference_in(traveller.page.url, "V")


def fill_in(traveller: Keyboard, files: dict[str, str]) -> None:
    """Every page, one mistake included."""
    traveller.follow("main a.task-link")
    traveller.go_on()
    traveller.walk_to("#error-summary a")
    traveller.keys.press("Enter")
    assert traveller.page.evaluate("document.activeElement.name") == "mrz"
    traveller.keys.type(story.lines().lower())
    traveller.go_on()
    traveller.write(**story.TRAVELLER)
    traveller.go_on()
    traveller.attach("photo", files["photo"])
    traveller.go_on()
    traveller.follow("main .actions a")
    traveller.follow("main a.task-link[href$='/pages/journey/']")
    day = story.arrival()
    for part in ("day", "month", "year"):
        traveller.write(**{f"arrives_on_{part}": story.arabic(getattr(day, part))})
    traveller.write(stay_days="١٤")
    traveller.choose("post")
    traveller.write(purpose="زيارة العائلة", address="القامشلي")
    traveller.go_on()
    traveller.write(host_name="دلوفان بوزان", host_contact="٠٩٩٠ ٠٠٠ ١٠١")
    traveller.go_on()
    for question in ("refused-before", "convicted", "illness"):
        traveller.choose(question, "no")
    traveller.go_on()
    traveller.follow("main a.task-link")
    traveller.attach("file", files["page"])
    traveller.go_on()
    traveller.follow("main .actions a")


def send(traveller: Keyboard) -> str:
    """The declaration, with a second thought about the language; the payment reference."""
    traveller.follow("main a.task-link[href$='/check/']")
    traveller.tick("is_true")
    traveller.walk_to("[name=paper_language]", back=True)
    traveller.keys.press("ArrowDown")
    traveller.go_on()
    return reference_in(traveller.page.locator("main").inner_text(), "P")


def take_money(cashier: Keyboard, payment: str) -> None:
    cashier.follow("header a[href$='/payments/desk/']")
    cashier.walk_to("main input[type=text]")
    cashier.keys.type(payment.lower())
    cashier.press("Enter")
    cashier.follow(".decision-bar button")


def confirm(host: Keyboard) -> None:
    """On a phone the menu opens first; the message of the portal leads to the question."""
    host.walk_to("header summary")
    host.keys.press("Enter")
    host.follow("header a[href$='/inbox/']")
    host.follow("main article a")
    host.choose("answer", "yes")
    host.go_on()


def open_case(officer: Keyboard, reference: str) -> None:
    """From the inbox, as soon as the case lies there; one key takes it."""
    officer.follow("header a[href$='/cases/desk/']")
    case = f"main td a[href$='/visas/desk/{reference}/']"
    for _ in range(story.PAPER_SECONDS * 2):
        if officer.page.locator(case).count():
            break
        time.sleep(0.5)
        officer.page.reload()
    officer.follow(case)
    officer.press("t")


def ask_again(officer: Keyboard) -> None:
    officer.press("d")
    officer.choose("kind", "passport")
    officer.write(reason="الحافة العليا مقطوعة")
    officer.go_on()


def answer(traveller: Keyboard, reference: str, files: dict[str, str]) -> None:
    traveller.follow("header a.brand")
    traveller.follow(f"main a[href$='/visas/applications/{reference}/']")
    for _ in range(story.PAPER_SECONDS * 2):
        if traveller.page.locator(".letter.state-paused").count():
            break
        time.sleep(0.5)
        traveller.page.reload()
    traveller.follow("main .actions a")
    traveller.attach("file", files["page"])
    traveller.go_on()


def download(traveller: Keyboard) -> pikepdf.Pdf:
    """The visa, as soon as the worker has made it."""
    for _ in range(story.PAPER_SECONDS * 2):
        traveller.page.reload()
        if traveller.page.locator("a[href$='visa.pdf']").count():
            break
        time.sleep(0.5)
    return pikepdf.open(traveller.download("main a[href$='visa.pdf']").path())


@pytest.mark.pages
@pytest.mark.usefixtures("celery_worker")
def test_a_traveller_gets_a_visa_without_a_mouse(
    office: VisaOffice, person: Person, files: dict[str, str]
) -> None:
    traveller = at_home(person("anonymous"))
    reference = begin(traveller)
    fill_in(traveller, files)
    payment = send(traveller)
    take_money(at_home(person("cashier", desk=True)), payment)
    confirm(at_home(person("host")))
    officer = at_home(person("officer", desk=True))
    open_case(officer, reference)
    ask_again(officer)
    answer(traveller, reference, files)
    open_case(officer, reference)
    officer.press("g")
    officer.go_on()
    assert len(download(traveller).pages) == 1
    application = queries.get_application(reference)
    assert application.case.outcome == "granted"
    assert application.host_confirmed_at is not None
    assert application.paper_language == "en"


def test_the_keys_of_the_desk_work_on_an_arabic_keyboard(
    office: VisaOffice, person: Person
) -> None:
    application = office.in_review()
    officer = person("officer", desk=True)
    officer.goto(f"/visas/desk/{application.reference}/")
    press = {"type": "keyDown", "key": "ف", "code": "KeyT", "text": "ف"}
    with officer.expect_navigation():
        officer.context.new_cdp_session(officer).send("Input.dispatchKeyEvent", press)
    item = queries.open_item(application)
    assert item is not None
    assert item.claimed_by == office.cast.officer


def test_one_case_after_the_other_without_a_way_back_to_the_list(
    office: VisaOffice, person: Person
) -> None:
    first, second = office.in_review(), office.in_review()
    officer = Keyboard(person("officer", desk=True))
    officer.page.goto("/cases/desk/")
    officer.keys.press("j")
    assert officer.page.evaluate(REACHED, f"[href$='/{first.reference}/']")
    officer.keys.press("j")
    officer.keys.press("k")
    assert officer.page.evaluate(REACHED, f"[href$='/{first.reference}/']")
    officer.keys.press("/")
    officer.keys.type("jn?")
    assert officer.page.evaluate("document.activeElement.value") == "jn?"
    officer.page.reload()
    officer.press("n")
    assert officer.page.url.endswith(f"/{first.reference}/")
    officer.press("g")
    officer.page.evaluate(COUNT_SENT)
    officer.keys.press("Enter")  # neither on the page nor in a field does Enter issue a paper
    officer.walk_to("[name=stay_days]")
    officer.keys.press("Enter")
    assert officer.page.evaluate("window.sent") == 0
    officer.walk_to("main form .actions button")
    officer.press("y")
    assert officer.page.url.endswith(f"/{second.reference}/")
    assert first.reference in officer.page.locator(".messages").inner_text()
    assert office.again(first).case.step == "granted"
    item = queries.open_item(second)
    assert item is not None
    assert item.claimed_by == office.cast.officer
    officer.press("?")
    assert officer.page.url.endswith("/cases/keys/")


@pytest.mark.parametrize("script", [True, False])
def test_the_keys_are_switched_off_for_the_account(
    office: VisaOffice, person: Person, *, script: bool
) -> None:
    office.in_review()
    officer = person("officer", desk=True, script=script)
    officer.goto("/cases/keys/")
    officer.locator("button[name=keys][value=off]").click()
    expect(officer.locator("button[name=keys][value=on]")).to_be_visible()
    elsewhere = person("officer", desk=True)
    elsewhere.goto("/cases/desk/")
    for key in ("j", "n", "/", "?"):
        elsewhere.keyboard.press(key)
    assert elsewhere.url.endswith("/cases/desk/")
    assert elsewhere.evaluate("document.activeElement === document.body")
    officer.locator("button[name=keys][value=on]").click()
    expect(officer.locator("button[name=keys][value=off]")).to_be_visible()
    elsewhere.reload()
    elsewhere.keyboard.press("/")
    assert elsewhere.evaluate("document.activeElement.id") == "desk-search"
