"""The README's pictures, taken from a running demo: `make pictures` (the portal runs in another terminal)."""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE, DESK = (360, 780), (1280, 800)


def main() -> int:
    """Take all pictures from the portal at the address given (http://localhost:8000 by default)."""
    address = sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        _take(_page(browser, address, "ar", PHONE), "/", "home-ar-phone")
        _take(_page(browser, address, "kmr", PHONE), "/visas/kinds/entry/", "visa-kmr-phone")
        officer = _page(browser, address, "ar", DESK, who="officer")
        _take(officer, "/cases/desk/", "inbox-ar-desk")
        officer.locator("main table a").first.click()
        _keep(officer, "case-ar-desk")
        _take(
            _page(browser, address, "kmr", DESK, who="head"), "/reports/visas/", "figures-kmr-desk"
        )
        browser.close()
    return 0


def _page(
    browser: Browser, address: str, language: str, size: tuple[int, int], who: str = ""
) -> Page:
    """A page in a language and size, signed in as somebody of the demo cast."""
    width, height = size
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, color_scheme="light"
    )
    context.add_cookies([{"name": "language", "value": language, "url": address}])
    page = context.new_page()
    if who:
        page.goto("/demo/cast/")
        page.locator(f"button[value='{who}']").first.click()
    return page


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    _keep(page, name)


def _keep(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
