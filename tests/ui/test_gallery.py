"""Every component and layout in a real browser: accessible, within the policy, never wider than the screen."""

import itertools

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route

PATHS = (
    "/gallery/",
    "/gallery/home/",
    "/gallery/question/",
    "/gallery/status/",
    "/gallery/confirmation/",
    "/gallery/desk/",
    "/gallery/report/",
    "/about/",
    "/nowhere/",
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def context(chromium: Browser, site: str, language: str, width: int, scheme: str) -> BrowserContext:
    opened = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=False,
    )
    opened.add_cookies([{"name": "language", "value": language, "url": site}])
    return opened


def look(page: Page, address: str, status: int) -> list[str]:
    """Opens the page; returns what the browser complained about."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    response = page.goto(address)
    assert response is not None
    assert response.status == status
    return [text for text in complaints if "status of 404" not in text]


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        *itertools.product(("ar",), (360, 1280), ("light",)),
        ("ar", 360, "dark"),
        *(
            pytest.param(*chosen, marks=pytest.mark.pages)
            for chosen in (
                *itertools.product(("kmr", "en"), (360, 1280), ("light",)),
                ("en", 1280, "dark"),
            )
        ),
    ],
)
def test_pages_are_accessible_and_fit_the_screen(
    chromium: Browser, site: str, language: str, width: int, scheme: str
) -> None:
    with context(chromium, site, language, width, scheme) as opened:
        page = opened.new_page()
        for path in PATHS if scheme == "light" else PATHS[:1]:
            complaints = look(page, site + path, 404 if path == "/nowhere/" else 200)
            results = Axe().run(page)
            assert results.violations_count == 0, f"{path}: {results.generate_report()}"
            assert complaints == []
            assert page.evaluate(WIDER) <= 0, path


def test_text_of_twice_the_size_fits_a_small_screen(site: str, chromium: Browser) -> None:
    """The reader's own font size, as the settings of the browser give it."""
    larger = chromium.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=["--headless", "--no-sandbox", "--disable-gpu", "--blink-settings=defaultFontSize=32"],
    )
    for language in ("ar", "kmr"):
        with context(larger, site, language, 360, "light") as opened:
            page = opened.new_page()
            for path in PATHS:
                page.goto(site + path)
                assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 30
                assert page.evaluate(WIDER) <= 0, f"{language} {path}"
    larger.close()


def test_a_mistake_takes_the_reader_to_the_summary_and_on_to_the_field(
    chromium: Browser, site: str
) -> None:
    with context(chromium, site, "en", 360, "light") as opened:
        page = opened.new_page()
        page.goto(f"{site}/gallery/question/")
        assert page.evaluate("document.activeElement.id") == "error-summary"
        assert page.title().startswith("Error: ")
        page.click("#error-summary a")
        assert page.evaluate("document.activeElement.id") == "id_born_on_day"


SHAPE = """text => {
  const sheet = document.createElement("canvas");
  const pen = sheet.getContext("2d");
  pen.font = "60px Portal";
  pen.direction = "rtl";
  pen.fillText(text, 200, 80);
  return sheet.toDataURL();
}"""
JOINER = "\u200d"


def test_letters_join_in_the_font_of_the_portal(chromium: Browser, site: str) -> None:
    """A letter at the start, in the middle and at the end of a word is drawn otherwise than alone."""
    forms = {"start": "{}" + JOINER, "middle": JOINER + "{}" + JOINER, "end": JOINER + "{}"}
    with context(chromium, site, "ar", 360, "light") as opened:
        page = opened.new_page()
        page.goto(f"{site}/about/")
        page.evaluate("document.fonts.ready")
        assert page.evaluate("[...document.fonts].map(f => [f.family, f.status])") == [
            ["Portal", "loaded"]
        ]
        alone = [
            (letter, place)
            for letter in "ئبتثجحخسشصضطظعغفقكلمنهيپچڤکگڵێ"
            for place, form in forms.items()
            if page.evaluate(SHAPE, form.format(letter)) == page.evaluate(SHAPE, letter)
        ]
        assert alone == []
        ends = [
            letter
            for letter in "اأإآدذرزوؤةىەۆڕژ"
            if page.evaluate(SHAPE, JOINER + letter) == page.evaluate(SHAPE, letter)
        ]
        assert ends == []


def test_the_first_tab_leads_past_the_header(chromium: Browser, site: str) -> None:
    with context(chromium, site, "ar", 1280, "light") as opened:
        page = opened.new_page()
        page.goto(f"{site}/about/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_a_key_presses_its_button(chromium: Browser, site: str) -> None:
    with context(chromium, site, "en", 1280, "light") as opened:
        page = opened.new_page()
        page.goto(f"{site}/gallery/desk/")
        page.keyboard.press("d")
        assert page.url.endswith("#ask")


def test_the_switch_works_without_javascript(chromium: Browser, site: str) -> None:
    with chromium.new_context(java_script_enabled=False) as opened:
        page = opened.new_page()
        page.goto(f"{site}/about/")
        page.click("button[value=kmr]")
        assert page.url == f"{site}/about/"
        assert page.get_attribute("html", "lang") == "kmr"


def test_a_form_is_sent_once(chromium: Browser, site: str) -> None:
    with context(chromium, site, "en", 360, "light") as opened:
        page = opened.new_page()
        page.goto(f"{site}/gallery/question/")
        sent: list[str] = []

        def answer(route: Route) -> None:
            sent.append(route.request.method)
            route.fulfill(status=204)

        page.route("**/gallery/question/", answer)
        for _tap in range(2):
            page.evaluate("document.querySelector('form[data-once] button').click()")
            page.wait_for_timeout(300)
        assert sent == ["POST"]
