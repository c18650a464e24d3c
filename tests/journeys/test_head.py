"""A head's morning: one sentence for each board, the board, the cases behind a number, a file to take along."""

import csv
from pathlib import Path

import pytest

from interior_portal.shared import clock
from tests.journeys.conftest import Person
from tests.scenarios import VisaOffice
from visas.models import Application

VISAS = {"ar": "التأشيرات", "kmr": "Vîze"}
VARIANTS = [
    pytest.param("ar", True, id="ar"),
    pytest.param("kmr", False, id="kmr-without-script", marks=pytest.mark.pages),
]
pytestmark = pytest.mark.journey


@pytest.fixture
def granted(office: VisaOffice) -> Application:
    return office.grant(office.in_review())


@pytest.mark.parametrize(("language", "script"), VARIANTS)
def test_a_head_goes_from_the_morning_line_to_the_case_and_takes_the_table_along(
    granted: Application, person: Person, tmp_path: Path, *, language: str, script: bool
) -> None:
    head = person("head", language=language, desk=True, script=script)
    head.goto("/reports/")
    head.locator("main").get_by_role("link", name=VISAS[language]).first.click()
    board = head.locator(".board-table tbody tr")
    assert board.first.locator("td").first.inner_text() == "1"
    board.first.locator("td a").first.click()
    case = head.get_by_role("link", name=granted.reference)
    case.click()
    assert granted.reference in head.locator("h1, main").first.inner_text()
    assert f"/desk/{granted.reference}/" in head.url
    head.goto(f"/reports/visas/?period={clock.today():%Y-%m}")
    with head.expect_download() as taken:
        head.locator('a[href*="figures.csv"]').click()
    file = tmp_path / "board.csv"
    taken.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        told = list(csv.reader(lines))
    label = head.locator(".board-table tbody th").first.inner_text()
    assert any(line[0] == label and "1" in line[1:] for line in told if line)
    picture = head.locator(".pictures img").first
    answer = head.request.get(picture.get_attribute("src") or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/svg+xml")
