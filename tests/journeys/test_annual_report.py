"""The annual report from the draft to the printed book: a head writes, a co-chair approves, the worker makes it."""

import io

import pikepdf
import pytest

from interior_portal.documents import keys
from interior_portal.outbox import relay
from reports.models import Edition
from tests.cast import Cast
from tests.journeys.conftest import Person
from tests.reports.annual import YEAR, begun, count_visas, settle, words

TEXT = f"/reports/annual/{YEAR}/1/texts/board-visas/achieved/"
DESK = f"/reports/annual/{YEAR}/1/"
ARABIC, KURMANJI = "أُنجزت طلبات السنة <b>كلها</b>.", "Hemû serlêdanên salê hatin *bersivandin*."
pytestmark = pytest.mark.journey


@pytest.fixture
def edition(transactional_db: None, cast: Cast) -> Edition:
    """A draft in which one text is missing."""
    keys.ensure_keys()
    count_visas()
    edition = begun(cast)
    for text in edition.narratives.exclude(chapter="board-visas", section="achieved"):
        settle(text, words(seen=text.newest), writer=cast.secretary, other=cast.chair)
    return edition


def test_a_head_writes_a_co_chair_approves_and_everybody_reads_the_book(
    edition: Edition, person: Person
) -> None:
    head = person("head", language="kmr", desk=True)
    head.goto(TEXT)
    head.fill("[name=ar]", ARABIC)
    head.fill("[name=kmr]", KURMANJI)
    head.locator("main form button").first.click()
    chair = person("chair", language="ar", desk=True)
    chair.goto(TEXT)
    assert chair.locator(".prose b").count() == 0
    chair.locator("button[name=approve]").click()
    chair.goto(DESK)
    chair.locator("button[name=act][value=approve]").click()
    chair.goto(f"{DESK}make/")
    chair.locator("main form button").last.click()
    relay.drain()
    chair.reload()
    with chair.expect_download() as taken:
        chair.locator('a[href*="/download/"]').click()
    with pikepdf.open(io.BytesIO(taken.value.path().read_bytes())) as book:
        assert len(book.pages) > 20
        assert len(book.attachments) == 2
    chair.goto(DESK)
    chair.locator("button[name=act][value=release]").click()
    reader = person("anonymous", language="ar")
    reader.goto("/reports/annual/")
    with reader.expect_download() as taken:
        reader.locator('a[href*="/book/"]').first.click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
