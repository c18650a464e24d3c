"""The stock of plates: deliveries, other offices, what is gone, what came back; and its page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Unit
from interior_portal.audit.models import AuditEntry
from interior_portal.shared.refusals import Refused
from tests.cast import ClientOf
from tests.vehicles.office import TransportOffice
from vehicles.actions import plates
from vehicles.actions.plates import Batch
from vehicles.models import Act, Plate, PlateKind, PlateMovement, Town
from vehicles.queries import stock
from vehicles.rules import stock as law

Kind = PlateMovement.Kind
# lines: plates, kinds, towns; moves
LINES, MOVES = 3, 1


@pytest.fixture
def other(transport: TransportOffice) -> Unit:
    """A second office of the same directorate."""
    return Unit.objects.create(
        code="transport-derik",
        kind=Unit.Kind.CENTRE,
        parent=transport.unit.parent,
        name_ar="مكتب ديريك",
        name_kmr="Nivîsgeha Dêrikê",
        name_en="Office of Derik",
    )


def batch(first: int, last: int, **more: Any) -> Batch:
    named = {
        "kind": PlateKind.objects.get(code="administration"),
        "town": Town.objects.get(code="qamishlo"),
        "series": "",
    }
    return Batch(**{**named, "numbers": range(first, last + 1), **more})


def receive(transport: TransportOffice, taken: Batch, unit: Unit | None = None) -> int:
    return plates.receive(
        kind=taken.kind,
        town=taken.town,
        series=taken.series,
        numbers=taken.numbers,
        unit=unit or transport.unit,
        by=transport.cast.vehicle_officer,
    )


def refusal_of(call: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def line_of(unit: Unit, kind: str = "administration") -> stock.StockLine:
    [line] = [line for line in stock.lines_of([unit]) if line.kind.code == kind]
    return line


def test_a_delivery_is_in_the_stock_with_its_leading_noughts_and_told_once(
    transport: TransportOffice,
) -> None:
    assert receive(transport, batch(21, 60, series="AB")) == 40
    taken = Plate.objects.filter(series="AB").order_by("number")
    assert [taken[0].number, taken[39].number] == ["0021", "0060"]
    assert {plate.status for plate in taken} == {"IN_STOCK"}
    told = PlateMovement.objects.filter(plate__series="AB")
    assert set(told.values_list("kind", "unit", "source")) == {("RECEIVED", transport.unit.pk, "")}
    assert len({each.at for each in told}) == 1
    entry = AuditEntry.objects.filter(action="vehicles.plates.received").latest("pk")
    assert (entry.data["first"], entry.data["last"], entry.data["series"]) == ("0021", "0060", "AB")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"numbers": range(20, 30)}, "plates_already_there"),
        ({"numbers": range(30, 25)}, "wrong_order"),
        ({"numbers": range(100, 2101)}, "too_many_plates"),
        ({"numbers": range(999_999, 1_000_001)}, "wrong_digits"),
        ({"series": "TEST"}, "reserved_for_trials"),
        ({"series": "test"}, "reserved_for_trials"),
        ({"town": None}, "town_missing"),
    ],
)
def test_what_cannot_be_a_delivery_is_refused_and_adds_nothing(
    transport: TransportOffice, more: dict[str, Any], code: str
) -> None:
    before = Plate.objects.count()
    assert refusal_of(lambda: receive(transport, batch(21, 30, **more))) == code
    assert Plate.objects.count() == before


def test_a_town_that_is_called_as_the_trials_and_a_kind_of_other_countries_are_refused(
    transport: TransportOffice,
) -> None:
    town = Town.objects.create(
        code="nowhere", name_ar="س", name_kmr="S", name_en="Somewhere", aliases=["Test"]
    )
    assert refusal_of(lambda: receive(transport, batch(1, 2, town=town))) == "reserved_for_trials"
    foreign = PlateKind.objects.get(code="foreign")
    asked = batch(1, 2, kind=foreign, town=None)
    assert refusal_of(lambda: receive(transport, asked)) == "not_issued_here"


def test_plates_go_to_another_office_all_or_none(transport: TransportOffice, other: Unit) -> None:
    officer, here = transport.cast.vehicle_officer, transport.unit

    def send(sent: Batch, to: Unit) -> int:
        return plates.send(batch=sent, unit=here, to=to, by=officer)

    assert refusal_of(lambda: send(batch(18, 25), other)) == "not_all_there"
    assert refusal_of(lambda: send(batch(1, 2), here)) == "same_office"
    assert line_of(here).left == 20
    assert send(batch(1, 15), other) == 15
    assert (line_of(here).left, line_of(here).next_number) == (5, "0016")
    assert (line_of(other).left, line_of(other).next_number) == (15, "0001")
    moved = PlateMovement.objects.filter(kind=Kind.MOVED)
    assert set(moved.values_list("unit", "by")) == {(other.pk, officer.pk)}
    back = refusal_of(lambda: plates.send(batch=batch(1, 1), unit=other, to=here, by=officer))
    assert back == "not_permitted_here"


def test_what_is_gone_is_written_off_with_its_reason_and_never_comes_back(
    transport: TransportOffice,
) -> None:
    officer = transport.cast.vehicle_officer

    def write_off(gone: Batch, kind: Kind) -> int:
        return plates.write_off(
            batch=gone, unit=transport.unit, kind=kind, reason="Fire, no. 3", by=officer
        )

    assert write_off(batch(1, 3), Kind.DESTROYED) == 3
    assert write_off(batch(4, 4), Kind.LOST) == 1
    gone = Plate.objects.exclude(status="IN_STOCK").order_by("number")
    assert [(plate.number, plate.status, plate.unit) for plate in gone] == [
        ("0001", "DESTROYED", None),
        ("0002", "DESTROYED", None),
        ("0003", "DESTROYED", None),
        ("0004", "LOST", None),
    ]
    told = PlateMovement.objects.filter(kind__in=(Kind.LOST, Kind.DESTROYED))
    assert set(told.values_list("reason", flat=True)) == {"Fire, no. 3"}
    assert refusal_of(lambda: write_off(batch(4, 5), Kind.LOST)) == "not_all_there"
    assert refusal_of(lambda: receive(transport, batch(4, 4))) == "plates_already_there"


def test_a_returned_plate_is_counted_and_can_be_written_off(transport: TransportOffice) -> None:
    vehicle = transport.registered()
    transport.done(Act.PLATE_EXCHANGE, vehicle, reason="Bent")
    line = line_of(transport.unit)
    assert (line.left, line.returned, line.next_number) == (18, 1, "0003")
    plates.write_off(
        batch=batch(1, 1),
        unit=transport.unit,
        kind=Kind.DESTROYED,
        reason="Cut up",
        by=transport.cast.vehicle_officer,
    )
    assert line_of(transport.unit).returned == 0


def test_low_is_what_lies_below_the_threshold_of_its_kind(transport: TransportOffice) -> None:
    assert line_of(transport.unit).is_low
    PlateKind.objects.filter(code="administration").update(low_below=20)
    assert not line_of(transport.unit).is_low
    nothing = line_of(transport.unit, "motorcycle")
    assert (nothing.left, nothing.is_low) == (0, True)
    PlateKind.objects.filter(code="motorcycle").update(low_below=0)
    kinds = {line.kind.code for line in stock.lines_of([transport.unit])}
    assert kinds == {"administration", "temporary"}


def test_what_the_list_has_no_room_for_is_not_told_as_nothing(
    transport: TransportOffice, other: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(transport, batch(21, 22, series="AB"))
    officer, here = transport.cast.vehicle_officer, transport.unit
    plates.send(batch=batch(1, 15), unit=here, to=other, by=officer)
    monkeypatch.setattr(stock, "MOST_LINES", 1)
    lines = stock.lines_of([transport.unit, other])
    kinds = [(line.unit, line.kind.code) for line in lines if not line.left]
    assert (other, "motorcycle") in kinds
    assert "administration" not in {kind for _unit, kind in kinds}


@pytest.mark.parametrize("series", [1, 3])
def test_the_lists_cost_the_same_for_one_series_and_for_three(
    transport: TransportOffice,
    other: Unit,
    django_assert_num_queries: DjangoAssertNumQueries,
    series: int,
) -> None:
    for name in ("AA", "AB", "AC")[:series]:
        receive(transport, batch(1, 2, series=name))
    with django_assert_num_queries(LINES):
        lines = stock.lines_of([transport.unit, other])
    assert sum(line.series != "" for line in lines) == series
    with django_assert_num_queries(MOVES):
        moves = stock.moves_of([transport.unit, other])
    assert [(move.plates, move.count) for move in moves][-1] == ("0001–0020", 20)
    assert len(moves) == series + 1


def test_an_officer_receives_sends_and_writes_off_on_the_pages(
    transport: TransportOffice, other: Unit, client_of: ClientOf
) -> None:
    officer, page = client_of("vehicle_officer"), reverse("vehicles:plates")
    named = {
        "unit": transport.unit.pk,
        "kind": PlateKind.objects.get(code="administration").pk,
        "town": Town.objects.get(code="qamishlo").pk,
        "series": "ab",
    }
    numbers = {"first": "٠٠٢١", "last": "0030"}
    trial = officer.post(reverse("vehicles:plates_receive"), {**named, **numbers, "series": "TEST"})
    with override("ar"):
        assert trial.context["form"].non_field_errors() == [str(law.RESERVED)]
    assert (
        officer.post(reverse("vehicles:plates_receive"), {**named, **numbers}).headers["Location"]
        == page
    )
    sent = {**named, "first": "21", "last": "22", "to": other.pk}
    assert officer.post(reverse("vehicles:plates_send"), sent).headers["Location"] == page
    gone = {**named, "first": "23", "last": "", "how": "LOST"}
    unsaid = officer.post(reverse("vehicles:plates_write_off"), gone)
    assert "reason" in unsaid.context["form"].errors
    written = officer.post(reverse("vehicles:plates_write_off"), {**gone, "reason": "Stolen"})
    assert written.headers["Location"] == page
    lines = {line.series: line for line in stock.lines_of([transport.unit])}
    assert (lines["AB"].left, lines["AB"].next_number) == (7, "0024")
    shown = officer.get(page).content.decode()
    assert "AB 0021–0030" in shown
    assert "Stolen" in shown


def test_an_office_is_not_among_the_choices_of_who_works_elsewhere(
    transport: TransportOffice, other: Unit, client_of: ClientOf
) -> None:
    officer = client_of("vehicle_officer").get(reverse("vehicles:plates_send")).context["form"]
    head = client_of("vehicle_head").get(reverse("vehicles:plates_send")).context["form"]
    assert other not in officer.fields["unit"].queryset
    assert other in officer.fields["to"].queryset
    assert other in head.fields["unit"].queryset
