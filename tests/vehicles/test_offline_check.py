"""A checkpoint without a network: the verifier opened from a file in a real browser that is cut off."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page

from interior_portal.documents import actions, barcodes, keys, printing, status_list, vds
from interior_portal.documents.formats import Format
from interior_portal.documents.models import Paper, SigningKey
from interior_portal.shared import clock
from tests.cast import Cast
from tests.vehicles.office import TransportOffice
from tests.vehicles.test_licence_paper import RASTERS, rastered
from vehicles import queries

pytestmark = pytest.mark.pages
Checkpoint = Callable[..., Page]
WITHOUT_WEBCRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', {value: undefined})"


@pytest.fixture
def paper(transport: TransportOffice) -> Paper:
    licence = queries.current_licence(transport.registered())
    assert licence is not None
    assert licence.paper is not None
    return licence.paper


@pytest.fixture
def checkpoint(chromium: Browser, tmp_path: Path) -> Iterator[Checkpoint]:
    """`checkpoint(days=9)`: the file as it is made now, opened so many days later on a phone without a network."""
    contexts: list[Any] = []
    asked: list[str] = []

    def opened(*, days: int = 0, script: str = "", file: Path | None = None) -> Page:
        path = file or tmp_path / "check.html"
        if file is None:
            call_command("seal", "verifier", str(path), stdout=io.StringIO())
        context = chromium.new_context(viewport={"width": 360, "height": 780}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: asked.append(f"error: {error}"))
        page.clock.set_fixed_time(clock.now() + dt.timedelta(days=days))
        if script:
            page.add_init_script(script)
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-ready]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []


def _code(page: Page, typed: str) -> str:
    """What the verifier says about a typed text."""
    page.locator("#answer").evaluate("panel => { panel.hidden = true; }")
    page.fill("#code", typed)
    page.locator("#typed button").click()
    page.wait_for_selector("#answer:not([hidden])")
    return page.locator("#answer").get_attribute("data-code") or ""


def _changed(seal: bytes, place: int) -> str:
    return (seal[:place] + bytes([seal[place] ^ 1]) + seal[place + 1 :]).hex()


@pytest.mark.parametrize("script", ["", WITHOUT_WEBCRYPTO])
def test_a_genuine_seal_is_known_and_a_changed_one_is_not(
    paper: Paper, checkpoint: Checkpoint, script: str
) -> None:
    page, seal = checkpoint(script=script), bytes(paper.seal)
    assert page.evaluate("!!crypto.subtle") == (not script)
    assert _code(page, seal.hex()) == "VALID"
    text = page.locator("#answer").inner_text()
    for said in ("الختم أصلي والورقة سارية", paper.number, "1HGCM82633A004352", "Honda Accord"):
        assert said in text
    assert page.locator("#specimen").is_visible()
    for place in (40, len(seal) - 70, len(seal) - 1):
        assert _code(page, _changed(seal, place)) == "FORGED"
    assert _code(page, seal.hex()[:-2]) == "NO_SEAL"
    assert _code(page, "nonsense") == "NO_SEAL"


def test_a_number_alone_proves_nothing_and_a_revoked_paper_is_named(
    paper: Paper, cast: Cast, checkpoint: Checkpoint
) -> None:
    assert _code(checkpoint(), f" {paper.number.lower()} ") == "NOT_LISTED"
    actions.revoke(paper=paper, by=cast.vehicle_head, reason="entered by mistake")
    page = checkpoint()
    assert _code(page, bytes(paper.seal).hex()) == "REVOKED"
    assert _code(page, paper.number) == "REVOKED"


def test_a_paper_is_over_after_its_last_day_though_the_list_is_older(
    paper: Paper, checkpoint: Checkpoint
) -> None:
    assert paper.valid_until is not None
    days = (paper.valid_until - clock.today()).days
    assert _code(checkpoint(days=days), bytes(paper.seal).hex()) == "VALID"
    assert _code(checkpoint(days=days + 1), bytes(paper.seal).hex()) == "EXPIRED"


def test_keys_that_were_rotated_revoked_too_old_or_never_ours(
    paper: Paper, checkpoint: Checkpoint
) -> None:
    seal = bytes(paper.seal).hex()
    keys.rotate(purpose="SEAL", reason="due")
    assert _code(checkpoint(), seal) == "VALID"
    key = SigningKey.objects.get(state="VERIFY_ONLY", purpose="SEAL")
    too_late = (key.not_after - clock.now()).days + 1
    assert _code(checkpoint(days=too_late), seal) == "EXPIRED_KEY"
    keys.revoke(key=key, reason="stolen")
    page = checkpoint()
    assert _code(page, seal) == "REVOKED_KEY"
    read = vds.read(bytes(paper.seal))
    strange = vds.Header(**{**vars(read.header), "certificate_reference": "ABCDEF12"})
    forged = vds.write(strange, read.features, keys.sealing_key().sign)
    assert _code(page, forged.hex()) == "UNKNOWN_KEY"


def test_an_old_list_is_said_and_a_newer_one_is_taken_if_it_is_signed(
    paper: Paper, cast: Cast, checkpoint: Checkpoint, tmp_path: Path
) -> None:
    page = checkpoint(days=9)
    assert _code(page, bytes(paper.seal).hex()) == "VALID"
    assert page.locator("#answer").get_attribute("class") == "answer warning"
    page.locator("[data-language=en]").click()
    assert "is 9 days old" in page.locator("#list").inner_text()
    actions.revoke(paper=paper, by=cast.vehicle_head, reason="entered by mistake")
    newer = tmp_path / "list.jws"
    made = status_list.make().jws
    body, _, _signature = made.rpartition(".")
    newer.write_text(f"{body}.{'A' * 86}")
    page.set_input_files("#newer", newer)
    page.get_by_text("This list was not taken").wait_for()
    assert _code(page, bytes(paper.seal).hex()) == "VALID"
    newer.write_text(made)
    page.set_input_files("#newer", newer)
    page.get_by_text("The newer list is in use").wait_for()
    assert _code(page, bytes(paper.seal).hex()) == "REVOKED"


@pytest.mark.parametrize("form", [Format.A4, Format.SLIP])
def test_a_photo_of_the_paper_is_read(
    paper: Paper, checkpoint: Checkpoint, tmp_path: Path, form: Format
) -> None:
    photo = tmp_path / "photo.png"
    rastered(printing.drawn(paper, form), RASTERS["thermal" if form is Format.SLIP else "scan"])[
        -1
    ].convert("L").save(photo)
    page = checkpoint()
    page.set_input_files("#photo", photo)
    page.wait_for_selector("#answer:not([hidden])", timeout=20_000)
    assert page.locator("#answer").get_attribute("data-code") == "VALID"
    empty = tmp_path / "empty.png"
    empty.write_bytes(barcodes.data_matrix_png(b"something else"))
    page.set_input_files("#photo", empty)
    page.locator("#note", has_text="لم يُعثر على رمز").wait_for(timeout=20_000)
