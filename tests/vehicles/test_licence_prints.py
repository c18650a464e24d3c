"""A licence at the printer of a counter: the first print, copies that say so, and who may."""

import io

import pikepdf
import pytest
from django.http import HttpResponse, HttpResponseBase
from django.test import Client

from interior_portal.audit.models import AuditEntry
from interior_portal.documents import actions, printing
from interior_portal.documents.formats import Format
from interior_portal.documents.models import Paper, PaperPrint
from interior_portal.shared.refusals import Refused
from tests.cast import Cast, sign_in
from tests.documents.papers import text_of
from tests.vehicles.office import TransportOffice
from vehicles import queries


@pytest.fixture
def paper(transport: TransportOffice) -> Paper:
    licence = queries.current_licence(transport.registered())
    assert licence is not None
    assert licence.paper is not None
    return licence.paper


def _print(paper: Paper, cast: Cast, form: Format, reason: str, key: str) -> PaperPrint:
    return printing.print_paper(
        paper=paper, form=form, by=cast.vehicle_clerk, reason=reason, key=key
    )


@pytest.mark.parametrize("form", list(Format))
def test_the_first_print_is_the_paper_and_the_next_says_that_it_is_a_copy(
    paper: Paper, cast: Cast, form: Format
) -> None:
    first = _print(paper, cast, form, "", "1")
    assert printing.drawn_print(first) == printing.drawn(paper, form)
    with pytest.raises(Refused, match=str(printing.REASON_MISSING.message)):
        _print(paper, cast, form, " ", "2")
    copy = _print(paper, cast, form, "the first print is lost", "2")
    assert (copy.copy, _print(paper, cast, form, "again", "2").pk) == (1, copy.pk)
    text = text_of(printing.drawn_print(copy))
    assert "Kopiya hejmar 1" in text
    assert "نسخة رقم" in text
    assert paper.number in text
    entry = AuditEntry.objects.get(action="documents.paper.copied")
    assert (entry.subject_ref, entry.reason) == (paper.number, "the first print is lost")


def test_a_copy_of_the_sheet_is_not_signed_and_the_original_stays(paper: Paper, cast: Cast) -> None:
    _print(paper, cast, Format.A4, "", "1")
    copy = printing.drawn_print(_print(paper, cast, Format.A4, "torn", "2"))
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert "/AcroForm" not in document.Root
        assert len(document.pages) == 1
    with pikepdf.open(io.BytesIO(printing.drawn(paper))) as original:
        assert "/AcroForm" in original.Root


def test_a_paper_that_no_longer_counts_is_not_printed(paper: Paper, cast: Cast) -> None:
    actions.revoke(paper=paper, by=cast.vehicle_head, reason="entered by mistake")
    paper.refresh_from_db()
    with pytest.raises(Refused, match=str(printing.CLOSED.message)):
        _print(paper, cast, Format.CARD, "", "1")


def test_who_may_look_at_licences_but_not_print_is_refused(paper: Paper, cast: Cast) -> None:
    assert printing.why_not_print(paper, cast.vehicle_clerk) is None
    for nobody in (cast.owner, cast.officer, cast.auditor):
        assert printing.why_not_print(paper, nobody) is not None


def _post(client: Client, paper: Paper, **data: str) -> HttpResponseBase:
    key = "6f1c2f6e-1111-4222-8333-44445555666" + data.pop("last")
    return client.post(f"/papers/{paper.number}/print/", {"key": key, **data})


def test_a_clerk_prints_at_the_counter(paper: Paper, cast: Cast, client: Client) -> None:
    sign_in(client, cast.vehicle_clerk)
    client.cookies["language"] = "en"
    first = _post(client, paper, form="CARD", reason="", last="1")
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == f'attachment; filename="{paper.number}-card.pdf"'
    refused = _post(client, paper, form="CARD", reason="", last="2")
    assert isinstance(refused, HttpResponse)
    assert "It was printed before." in refused.content.decode()
    assert PaperPrint.objects.count() == 1
    _post(client, paper, form="CARD", reason="lost", last="3")
    page = client.get(f"/papers/{paper.number}/print/").content.decode()
    for said in ("Original", "Copy 1", "lost", cast.vehicle_clerk.name):
        assert said in page
