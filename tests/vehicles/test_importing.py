"""The register on paper: what is taken over, what is refused and why, and a run that is killed."""

import csv
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from interior_portal.outbox import relay
from interior_portal.people.models import IdentityDocument, Person
from interior_portal.shared.refusals import Refused
from tests.cast import Cast
from tests.processes import ROOT
from tests.vehicles.office import TransportOffice
from vehicles import queries
from vehicles.actions import importing, tables
from vehicles.models import ImportRow, ImportRun, Ownership, Plate, PlateFitting, Vehicle
from vehicles.queries.imports import report_of

GOOD = {
    "vin": "1HGCM82633A004352",
    "make": "Honda",
    "model": "Accord",
    "year": "2003",
    "colour": "أبيض",
    "fuel": "petrol",
    "class": "سيارة سياحية خاصة",
    "origin": "REGULAR",
    "plate_kind": "administration",
    "town": "قامشلو",
    "plate": "٠٠٤٧١١",
    "series": "",
    "owner": "Azad Xelîl",
    "owner_number": "010-0000001",
    "shares": "",
    "registered_on": "31.12.2019",
    "seats": "5",
    "customs_receipt": "",
}
OTHER = {"vin": "1HGCM82633A004353", "plate": "004712", "owner_number": ""}


def table(*rows: dict[str, str], separator: str = ";") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(GOOD), delimiter=separator)
    writer.writeheader()
    writer.writerows([{**GOOD, **row} for row in rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


@pytest.fixture
def take(transport: TransportOffice) -> Callable[..., ImportRun]:
    """Take a file over."""

    def taken(content: bytes, *, name: str = "r.csv", is_trial: bool = False) -> ImportRun:
        run = importing.begin_import(
            file=io.BytesIO(content), name=name, unit=transport.unit, by=None, is_trial=is_trial
        )
        return importing.carry_on(run)

    return taken


Take = Callable[..., ImportRun]


def test_a_row_brings_vehicle_plate_and_owner(take: Take) -> None:
    run = take(table({}))
    assert (run.rows_taken, run.rows_refused, run.failure) == (1, 0, "")
    assert run.finished_at is not None
    vehicle = Vehicle.objects.get()
    plate = queries.plate_of(vehicle)
    assert plate is not None
    assert (vehicle.status, vehicle.colour, str(vehicle.vehicle_class)) == (
        "REGISTERED", "WHITE", "Private car",
    )  # fmt: skip
    assert (plate.face, plate.status) == ("Qamishlo 004711", "FITTED")
    assert str(vehicle.registered_on) == "2019-12-31"
    owner = queries.owners_of(vehicle).get()
    assert (str(owner.person), owner.shares, owner.source) == ("Azad Xelîl", 2400, run.reference)
    assert IdentityDocument.objects.get().number == "010-0000001"
    assert owner.person.folded_key


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_several_owners_share_it_and_one_person_owns_several(take: Take, separator: str) -> None:
    heirs = {
        "owner": "Azad Xelîl | آزاد خليل",
        "owner_number": "010-0000001|",
        "shares": "1600|800",
    }
    run = take(table({}, {**OTHER, **heirs}, separator=separator))
    assert run.rows_taken == 2
    shared = Vehicle.objects.get(vin=OTHER["vin"])
    assert [row.shares for row in queries.owners_of(shared)] == [1600, 800]
    assert Person.objects.count() == 2
    assert Person.objects.get(name_arabic="آزاد خليل").full_name == "آزاد خليل"


def test_a_workbook_says_the_same_as_a_text(take: Take) -> None:
    run = take((Path(__file__).parent / "files" / "register.xlsx").read_bytes(), name="r.xlsx")
    assert (run.rows_taken, run.rows_refused, run.failure) == (2, 1, "")
    assert Vehicle.objects.get(vin=GOOD["vin"]).model_year == 2003
    assert str(Vehicle.objects.get(vin=GOOD["vin"]).registered_on) == "2019-12-31"


@pytest.mark.parametrize(
    ("cells", "field", "code"),
    [
        ({"vin": "1HGCM82633AO04352"}, "vin", "vin"),
        ({"vin": "1HGCM82633A00435"}, "vin", "vin"),
        ({"vin": ""}, "vin", "missing"),
        ({"year": "203"}, "year", "year"),
        ({"year": "2O03"}, "year", "year"),
        ({"class": "spaceship"}, "class", "unknown"),
        ({"town": "Atlantis"}, "town", "unknown"),
        ({"town": ""}, "town", "town_missing"),
        ({"series": "test"}, "series", "reserved"),
        ({"colour": "shiny"}, "colour", "unknown"),
        ({"plate": "47 A 11"}, "plate", "plate"),
        ({"plate": "471"}, "plate", "plate_digits"),
        ({"registered_on": "31.02.2019"}, "registered_on", "day"),
        ({"registered_on": "yesterday"}, "registered_on", "day"),
        ({"registered_on": "01.01.2100"}, "registered_on", "future"),
        ({"seats": "five"}, "seats", "number"),
        ({"seats": "201"}, "seats", "number"),
        ({"make": "H" * 61}, "make", "too_long"),
        ({"origin": "BROUGHT_IN"}, "customs_receipt", "customs"),
        ({"owner": "A B | C D", "owner_number": "", "shares": "1200|1199"}, "shares", "shares"),
        ({"owner": "A B | C D", "owner_number": "", "shares": "2400"}, "shares", "owners"),
        ({"owner": "A B | C D", "owner_number": "1|1", "shares": "1|2399"}, "owner_number", "owner_twice"),
        ({"shares": "all"}, "shares", "number"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_refused_with_its_cell_and_its_cure(
    take: Take, cells: dict[str, str], field: str, code: str
) -> None:
    run = take(table(cells, OTHER))
    assert (run.rows_taken, run.rows_refused) == (1, 1)
    row = ImportRow.objects.get(run=run)
    assert row.number == 2
    assert [(found["field"], found["code"]) for found in row.problems] == [(field, code)]
    assert Vehicle.objects.get().vin == OTHER["vin"]
    _, told = "".join(report_of(run)).splitlines()
    assert "%(" not in told
    assert told.startswith(f"2,{field},")


def test_what_is_in_the_register_or_above_in_the_file_is_refused(
    transport: TransportOffice, take: Take
) -> None:
    there = transport.registered("WDB9340321L123456")
    stock = Plate.objects.filter(status="IN_STOCK")[0].number
    fitted = queries.plate_of(there)
    assert fitted is not None
    run = take(
        table(
            {},
            {"plate": "004713"},
            {"vin": "1HGCM82633A004354"},
            {**OTHER, "vin": there.vin},
            {**OTHER, "plate": fitted.number},
            {**OTHER, "plate": stock},
            OTHER,
        )
    )
    assert run.rows_taken == 2
    told = {
        row.number: [(problem["field"], problem["code"]) for problem in row.problems]
        for row in run.refused.all()
    }
    assert told == {
        3: [("vin", "vin_in_file")],
        4: [("plate", "plate_in_file")],
        5: [("vin", "vin_registered")],
        6: [("plate", "plate_in_use")],
        7: [("plate", "plate_elsewhere")],
    }


def test_the_report_is_safe_in_a_spreadsheet_and_in_the_readers_language(take: Take) -> None:
    run = take(table({"class": "=HYPERLINK(1)"}))
    lines = list(csv.reader("".join(report_of(run)).lstrip("\ufeff").splitlines()))
    assert lines[0] == ["row", "column", "what is wrong", "how to mend it"]
    assert lines[1][2] == "The portal does not know “=HYPERLINK(1)”."
    assert not any(cell.startswith(("=", "+", "-", "@")) for line in lines for cell in line)


def test_a_trial_says_the_same_and_writes_nothing(take: Take) -> None:
    rows = table({}, {"plate": "004713"}, {"class": "x"})
    trial = take(rows, is_trial=True)
    assert (trial.rows_taken, trial.rows_refused) == (1, 2)
    assert Vehicle.objects.count() == Person.objects.count() == 0
    real = take(rows)
    said = [list(run.refused.values_list("number", "problems")) for run in (trial, real)]
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "finished"),
        (b"vin;make\n1;2\n", "missing: model"),
        (b"\xff\xfe\x00\x00", "neither CSV"),
        (b"PK\x03\x04rubbish", "neither CSV"),
    ],
)
def test_a_file_that_cannot_be_read_ends_the_run_with_its_reason(
    take: Take, content: bytes, code: str
) -> None:
    run = take(content)
    assert run.finished_at is not None
    assert code in (run.failure or "finished")
    assert Vehicle.objects.count() == 0


def test_a_register_too_large_is_not_kept(
    transport: TransportOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES", 3)
    with pytest.raises(Refused) as refused:
        importing.begin_import(
            file=io.BytesIO(b"1234"), name="r.csv", unit=transport.unit, by=None, is_trial=False
        )
    assert refused.value.refusal.code == "too_large"
    assert not ImportRun.objects.exists()


def many(count: int) -> bytes:
    return table(
        *(
            {"vin": f"1HGCM8263XA{n:06d}", "plate": f"{n:06d}", "owner_number": f"N{n}"}
            for n in range(count)
        )
    )


def test_the_worker_takes_it_over_in_parts(
    transport: TransportOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "IN_ONE_TASK", 4)
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    run = importing.begin_import(
        file=io.BytesIO(many(10)), name="r.csv", unit=transport.unit, by=None, is_trial=False
    )
    importing.put_import(run)
    relay.drain()
    run.refresh_from_db()
    assert (run.rows_done, run.rows_taken) == (10, 10)
    assert run.finished_at is not None
    assert Vehicle.objects.count() == 10


def test_a_row_that_no_longer_fits_stays_out_alone(
    take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody registers a vehicle between the look and the writing."""
    take(table({}))
    monkeypatch.setattr(importing, "_against", lambda *_facts: iter(()))
    run = take(table({"plate": "004799"}, OTHER))
    assert (run.rows_taken, run.rows_refused) == (1, 1)
    assert run.refused.get().problems[0]["code"] == "refused"
    assert Vehicle.objects.count() == Ownership.objects.count() == PlateFitting.objects.count() == 2


def test_the_command_looks_through_takes_over_and_reports(
    transport: TransportOffice, tmp_path: Path
) -> None:
    file, report = tmp_path / "r.csv", tmp_path / "report.csv"
    file.write_bytes(table({}, {"class": "x"}))
    unit = transport.unit.code
    call_command("import_vehicles", str(file), "--unit", unit, "--dry-run", stdout=io.StringIO())
    assert Vehicle.objects.count() == 0
    said = io.StringIO()
    call_command("import_vehicles", str(file), "--unit", unit, "--report", str(report), stdout=said)
    assert "1 taken over, 1 refused" in said.getvalue()
    assert "spaceship" not in report.read_text()
    assert report.read_text().count("\n") == 2
    with pytest.raises(CommandError, match="no such run"):
        call_command("import_vehicles", "--resume", ImportRun.objects.latest("pk").reference)
    with pytest.raises(CommandError, match="no unit"):
        call_command("import_vehicles", str(file), "--unit", "nowhere")


@pytest.mark.faults
def test_a_run_that_is_killed_goes_on_and_does_no_row_twice(
    transactional_db: None, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    office = TransportOffice(cast)
    file = tmp_path / "r.csv"
    file.write_bytes(many(20_000))
    environment = {**os.environ, "TEST_DATABASE_IN_USE": str(connection.settings_dict["NAME"])}
    command = [
        sys.executable,
        "-m",
        "tests.vehicles.importing_process",
        str(file),
        office.unit.code,
    ]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    while not ImportRun.objects.filter(rows_done__gte=2000).exists():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    run = ImportRun.objects.get()
    assert run.finished_at is None
    done = run.rows_done
    assert 0 < done < 20_000
    assert Vehicle.objects.count() == run.rows_taken == done
    importing.carry_on(run)
    assert (run.rows_done, run.rows_taken, run.rows_refused) == (20_000, 20_000, 0)
    assert Vehicle.objects.count() == PlateFitting.objects.count() == 20_000
