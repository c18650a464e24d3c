"""The report of one unit: its head has it made, it tells of that unit alone, and is never the book of the edition."""

import io
import uuid
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from interior_portal.accounts.actions import move_unit
from interior_portal.accounts.models import Unit
from interior_portal.documents import keys
from interior_portal.outbox import relay
from interior_portal.shared.refusals import Refused
from reports.actions.annual import editions, makings, snapshots
from reports.models import Edition, Making, Snapshot
from reports.queries.annual import deriving
from reports.queries.annual.editions import the_books
from reports.queries.annual.parts import find_part
from reports.queries.panorama import newest_snapshot
from tests.cast import Cast, ClientOf
from tests.reports.annual import YEAR, approved, begun, count_visas

pytestmark = pytest.mark.django_db(transaction=True)
MAKE = f"/reports/annual/{YEAR}/1/make/"


@pytest.fixture
def counted(cast: Cast) -> None:
    """Three visas at the directorate in February, four at its centre in March."""
    count_visas()


def ordered(edition: Edition, cast: Cast, code: str, by: str = "head") -> Making:
    unit = Unit.objects.get(code=code)
    return makings.order(edition=edition, languages="ar", key=uuid.uuid4(), by=cast[by], unit=unit)


def granted(snapshot: Snapshot) -> set[Decimal | None]:
    """The visas of the whole year."""
    rows = snapshot.rows.filter(query__figure="visas.granted", query__span__startswith=str(YEAR))
    return {row.value for row in rows if set(row.query) <= {"figure", "span", "within"}}


def test_a_head_has_the_report_of_their_own_unit_made_and_it_stays_apart(
    cast: Cast, counted: None
) -> None:
    keys.ensure_keys()
    edition = approved(cast)
    making = ordered(edition, cast, "visas-qamishlo")
    relay.drain()
    making.refresh_from_db()
    assert (making.state, making.failure, making.is_proof) == (Making.State.DONE, "", False)
    snapshot = making.snapshot
    assert snapshot is not None
    assert granted(snapshot) == {Decimal(4)}
    codes = {chapter["code"] for chapter in snapshot.content["chapters"]}
    assert {"organisation", "board-visas"} <= codes
    assert not codes & {"foreword", "finance", "projects", "recommendations", "outlook"}
    assert deriving.differences(snapshot) == []
    assert not the_books().exists()
    assert newest_snapshot(edition) is None
    with pytest.raises(Refused) as refused:
        editions.release_edition(edition=edition, by=cast.secretary)
    assert refused.value.refusal.code == "edition_book_missing"
    whole = makings.order(edition=edition, languages="both", key=uuid.uuid4(), by=cast.secretary)
    relay.drain()
    whole.refresh_from_db()
    assert whole.snapshot is not None
    assert granted(whole.snapshot) == {Decimal(7)}
    call_command("check_report", YEAR, stdout=(told := io.StringIO()))
    assert "0 differences, 0 corrected" in told.getvalue()


def test_nobody_has_the_report_of_another_unit_made_nor_of_all(cast: Cast, counted: None) -> None:
    edition = begun(cast)
    for code, by in (("transport", "head"), ("visas", "vehicle_head"), ("visas", "officer")):
        with pytest.raises(Refused) as refused:
            ordered(edition, cast, code, by)
        assert refused.value.refusal.code == "not_permitted"
    with pytest.raises(Refused) as refused:
        makings.order(edition=edition, languages="ar", key=uuid.uuid4(), by=cast.head)
    assert refused.value.refusal.code == "not_permitted"
    making = ordered(edition, cast, "visas")
    with pytest.raises(Refused) as refused:
        makings.cancel(making=making, by=cast.vehicle_head)
    assert refused.value.refusal.code == "not_permitted"
    assert makings.cancel(making=making, by=cast.head).state == Making.State.CANCELLED


def test_a_unit_that_belongs_elsewhere_later_keeps_what_its_report_told(
    cast: Cast, counted: None
) -> None:
    edition = begun(cast)
    part = find_part(Unit.objects.get(code="visas"), cast.head)
    snapshot = snapshots.take(edition, part)
    assert granted(snapshot) == {Decimal(7)}
    unit, parent = Unit.objects.get(code="visas-qamishlo"), Unit.objects.get(code="traffic")
    move_unit(unit=unit, parent=parent, by=cast.administrator)
    assert deriving.differences(snapshot) == []
    part = find_part(Unit.objects.get(code="visas"), cast.head)
    assert granted(snapshots.take(edition, part)) == {Decimal(3)}


def test_a_unit_that_counted_nothing_says_so_and_draws_nothing(cast: Cast, counted: None) -> None:
    part = find_part(Unit.objects.get(code="transport"), cast.vehicle_head)
    snapshot = snapshots.take(begun(cast), part)
    found = {chapter["code"]: chapter["blocks"] for chapter in snapshot.content["chapters"]}
    assert [block["kind"] for block in found["board-vehicles"]] == ["finding"]
    assert found["board-vehicles"][0]["text"]["kmr"] == "Di vê salê de tiştek nehat jimartin."
    assert "board-visas" not in found
    assert snapshot.rows_count == 0


def test_a_head_chooses_among_their_own_units_and_the_page_says_of_which_the_book_is(
    cast: Cast, counted: None, client_of: ClientOf
) -> None:
    begun(cast)
    head = client_of("head")
    form = head.get(MAKE).context["form"]
    codes = [code for code, _name in form.fields["unit"].choices]
    assert codes[0] == "visas"
    assert "visas-qamishlo" in codes
    assert not {"", "transport"} & set(codes)
    sent = {"key": str(uuid.uuid4()), "languages": "kmr"}
    assert head.post(MAKE, {**sent, "unit": "transport"}).status_code == 200
    assert head.post(MAKE, sent).status_code == 200
    assert not Making.objects.exists()
    assert head.post(MAKE, {**sent, "unit": "visas"}).status_code == 302
    making = Making.objects.get()
    assert making.unit == Unit.objects.get(code="visas")
    page = head.get(reverse("reports:annual_making", args=[making.reference])).content.decode()
    assert str(making.unit.name_ar) in page or str(making.unit.name_kmr) in page
    assert client_of("secretary").get(MAKE).context["form"].fields["unit"].choices[0][0] == ""
