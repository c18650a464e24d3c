"""A page of figures says when they were last proven, and does not hide that some differ."""

import datetime as dt

import pytest
from django.utils.translation import override

from interior_portal.tallies.models import Proof
from interior_portal.tallies.templatetags.proofs import said
from tests.cast import ClientOf

AT = dt.datetime(2026, 11, 22, 0, 30, tzinfo=dt.UTC)  # 03:30 in Damascus


def proof(differences: int) -> Proof:
    day = dt.date(2026, 11, 21)
    return Proof(first=day, last=day, at=AT, compared=400, differences=differences)


@pytest.mark.parametrize(
    ("found", "icon"), [(None, "clock"), (proof(0), "check"), (proof(3), "warning")]
)
@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_what_is_said_of_a_proof(found: Proof | None, icon: str, language: str) -> None:
    with override(language):
        line = said(found)
    differs = icon == "warning"
    assert (line["icon"], line["differs"]) == (icon, differs)
    assert ("03:30" in line["text"]) is (found is not None)
    assert ("3 " in line["text"].replace("03:30", "")) is differs


def test_the_head_reads_it_below_the_figures(client_of: ClientOf) -> None:
    proof(2).save()
    head = client_of("head")
    head.cookies["language"] = "en"
    page = head.get("/reports/visas/").content.decode()
    assert "2 figures differ" in page
    assert "promise differs" in page
