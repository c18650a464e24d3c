"""Orders of a book: who goes on when pictures are drawn at once, what becomes of a stage that is given up."""

import threading
import uuid

import pytest
from django.db import connection, transaction
from django.urls import reverse

from interior_portal.documents import keys
from interior_portal.outbox import relay, runner
from interior_portal.outbox.models import OutboxRow
from reports.actions.annual import makings, stages
from reports.models import Book, DrawnChart, LaidOut, Making
from tests.cast import Cast, ClientOf
from tests.reports.annual import begun, count_visas

pytestmark = pytest.mark.django_db(transaction=True)
State = Making.State
ROUNDS = 50


@pytest.fixture
def making(cast: Cast) -> Making:
    """An order in one language whose figures nobody has read yet."""
    count_visas()
    return makings.order(edition=begun(cast), languages="ar", key=uuid.uuid4(), by=cast.secretary)


def carry_out(making: Making, stage: str, part: int = 0) -> None:
    with transaction.atomic():
        stages.carry_out({"making": making.pk, "stage": stage, "part": part})


def rows_of(stage: str) -> int:
    return OutboxRow.objects.filter(payload__stage=stage).count()


def test_two_workers_that_draw_the_last_pictures_at_once_go_on_once(
    making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(making, "snapshot")
    making.refresh_from_db()
    pictures, gate = len(stages._wanted(making)), threading.Barrier(2, timeout=30)
    kept = stages._go_on_when_drawn

    def go_on_together(order: Making) -> None:
        gate.wait()
        kept(order)

    monkeypatch.setattr(stages, "IN_A_ROW", (pictures + 1) // 2)
    monkeypatch.setattr(stages, "draw_chart", lambda *_: b"<svg/>")
    monkeypatch.setattr(stages, "_go_on_when_drawn", go_on_together)
    found: list[tuple[int, int]] = []

    def work(part: int) -> None:
        try:
            for _ in range(ROUNDS):
                carry_out(making, "charts", part)
                if gate.wait() == 0:
                    found.append((DrawnChart.objects.count(), rows_of("layout")))
                    DrawnChart.objects.all().delete()
                    OutboxRow.objects.filter(payload__stage="layout").delete()
                gate.wait()
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(part,)) for part in (0, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert pictures > 2
    assert found == [(pictures, 1)] * ROUNDS


def test_pictures_are_put_as_rows_of_eight_and_only_those_that_are_missing(
    making: Making, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "IN_A_ROW", 2)
    carry_out(making, "snapshot")
    making.refresh_from_db()
    whole = -(-len(stages._wanted(making)) // 2)
    assert rows_of("charts") == whole > 1
    carry_out(making, "charts", 1)
    making.refresh_from_db()
    assert DrawnChart.objects.count() == 2
    assert (making.stage, rows_of("layout")) == ("CHARTS", 0)
    assert stages.READ < making.progress < stages.DRAWN
    monkeypatch.setattr(stages, "draw_chart", lambda *_: pytest.fail("it was drawn before"))
    carry_out(making, "charts", 1)


def given_up(making: Making, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    """Let a stage fail until the outbox gives it up."""

    def stumble(_making: Making, _part: int) -> None:
        raise RuntimeError("this stage never succeeds")

    with monkeypatch.context() as broken:
        broken.setitem(stages.STAGES, stage, stumble)
        relay.drain()
        waiting = OutboxRow.objects.filter(payload__stage=stage, state=OutboxRow.State.PENDING)
        assert waiting.exists()
        waiting.update(available_at=making.ordered_at, attempts=runner.MOST_ATTEMPTS - 1)
        relay.drain()
    making.refresh_from_db()


@pytest.mark.parametrize("stage", ["snapshot", "charts", "compare"])
def test_an_order_whose_stage_is_given_up_could_not_be_made(
    making: Making, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    given_up(making, monkeypatch, stage)
    assert (making.state, making.failure) == (State.FAILED, "given_up")
    assert making.finished_at is not None
    assert not LaidOut.objects.exists()
    assert not Book.objects.exists()


def test_what_could_not_be_made_says_why_and_is_made_again_by_a_button(
    making: Making, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf, in_english: None
) -> None:
    keys.ensure_keys()
    given_up(making, monkeypatch, "layout")
    charts = DrawnChart.objects.count()
    secretary = client_of("secretary")
    page = secretary.get(reverse("reports:annual_making", args=[making.reference]))
    text = page.content.decode()
    assert "The pages could not be laid out, however often it was tried." in text
    assert 'button-primary">Have the book made again' in text
    key = page.context["again"]["key"].value()
    edition = making.edition
    make = reverse("reports:annual_make", args=[edition.report.year, edition.number])
    answer = secretary.post(make, {"key": key, "languages": page.context["making"].languages})
    again = Making.objects.get(key=key)
    assert answer.headers["Location"].endswith(f"/{again.reference}/")
    relay.drain()
    again.refresh_from_db()
    assert (again.state, again.languages) == (State.DONE, "ar")
    assert DrawnChart.objects.count() == 2 * charts
    page = secretary.get(reverse("reports:annual_making", args=[making.reference]))
    assert page.context["again"] is None


def test_who_may_not_order_reads_why_and_gets_no_button(
    making: Making, monkeypatch: pytest.MonkeyPatch, client_of: ClientOf, in_english: None
) -> None:
    given_up(making, monkeypatch, "snapshot")
    page = client_of("head").get(reverse("reports:annual_making", args=[making.reference]))
    assert "The figures could not be read" in page.content.decode()
    assert page.context["again"] is None


def test_a_cancelled_order_leaves_no_pages_behind(making: Making, cast: Cast) -> None:
    LaidOut.objects.create(making=making, pdf=b"%PDF", pages=1)
    makings.cancel(making=making, by=cast.secretary)
    assert not LaidOut.objects.exists()
