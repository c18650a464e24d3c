"""Take over the register on paper: in batches, each a transaction; a row is whole in the register or not at all."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import override

from interior_portal.accounts.models import Unit, User
from interior_portal.audit import actions as audit
from interior_portal.outbox import actions as outbox
from interior_portal.people.actions import DocumentFacts, PersonFacts, record_people
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from interior_portal.shared.refusals import Refused
from vehicles.actions import tables
from vehicles.actions.recording import REGISTER_PREFIX
from vehicles.models import (
    ImportRow,
    ImportRun,
    Ownership,
    Plate,
    PlateFitting,
    PlateMovement,
    Vehicle,
)
from vehicles.queries.paper_words import paper_words
from vehicles.rules.paper_rows import PaperRow, Words, read_row
from vehicles.rules.row_problems import Problem

RUN_PREFIX = "IM"
AT_ONCE = 1000
IN_ONE_TASK = 5000
Face = tuple[int, int | None, str, str]


@transaction.atomic
def begin_import(
    *, file: IO[bytes], name: str, unit: Unit, by: User | None, is_trial: bool
) -> ImportRun:
    """Keep the file and make a run of it, which the worker or the command carries on. Raises Refused."""
    kept = File(file)
    if kept.size > tables.MOST_BYTES:
        raise Refused(tables.TOO_LARGE)
    run = ImportRun(
        reference=new_reference(RUN_PREFIX),
        file_name=PurePath(name).name[:120],
        unit=unit,
        started_by=by,
        is_trial=is_trial,
    )
    digest = hashlib.sha256(file.read()).hexdigest()
    file.seek(0)
    run.file.save(f"{run.reference}{PurePath(name).suffix[:5].lower()}", kept, save=False)
    run.save()
    data = {"sha256": digest, "unit": unit.code, "trial": is_trial}
    _note("vehicles.import.started", run, by, data)
    return run


def put_import(run: ImportRun) -> None:
    """Let the worker carry the run on; calling again changes nothing."""
    key = f"vehicles.import:{run.reference}:{run.rows_done}"
    outbox.put("vehicles.import", key=key, payload={"run": run.pk})


def carry_on(run: ImportRun, *, most: int | None = None) -> ImportRun:
    """Take over what is left of the file, or `most` rows of it. After a kill it goes on where it stood.

    Each 1,000 rows are a transaction of their own unless the caller has one. A file that cannot be read
    ends the run with its reason, and keeps what was taken over before.
    """
    taking = _Taking(run, paper_words())
    left = most
    try:
        with run.file.open("rb") as file:
            rows = tables.rows_of(file)
            taking.pass_over(islice(rows, run.rows_done))
            while left is None or left > 0:
                batch = list(islice(rows, min(AT_ONCE, left or AT_ONCE)))
                taking.take(batch)
                if not batch or run.finished_at is not None:
                    return run
                left = None if left is None else left - len(batch)
    except Refused as refused:
        _finish(run, failure=str(refused)[:300])
    return run


@dataclass
class _Taking:
    """What one process knows while it takes a file over."""

    run: ImportRun
    words: Words
    vins: dict[str, int] = field(default_factory=dict)
    plates: dict[Face, int] = field(default_factory=dict)

    def pass_over(self, rows: Iterator[tables.Row]) -> None:
        """Rows that were done before. In a trial nothing of them is in the register: it is remembered here."""
        refused = (
            set(self.run.refused.values_list("number", flat=True)) if self.run.is_trial else set()
        )
        for number, cells in rows:
            if self.run.is_trial and number not in refused:
                self._remember(read_row(number, cells, self.words))

    def take(self, batch: Sequence[tables.Row]) -> None:
        """One batch, or the end of the run. Somebody else who is at the same run makes this one stop."""
        with transaction.atomic():
            locked = ImportRun.objects.select_for_update().get(pk=self.run.pk)
            is_ours = locked.rows_done == self.run.rows_done and locked.finished_at is None
            if not batch or not is_ours:
                self.run.finished_at = locked.finished_at or clock.now()
                if is_ours:
                    _finish(self.run)
                return
            good, refused = self._read(batch)
            if not self.run.is_trial:
                refused |= self._write(good)
            self._count(len(batch), refused)

    def _read(self, batch: Sequence[tables.Row]) -> tuple[list[PaperRow], dict[int, list[Problem]]]:
        read = {number: read_row(number, cells, self.words) for number, cells in batch}
        found = [row for row in read.values() if isinstance(row, PaperRow)]
        registered, plates = _in_register(found)
        good, refused = (
            [],
            {n: list(row) for n, row in read.items() if not isinstance(row, PaperRow)},
        )
        for row in found:
            problems = list(self._twice(row)) or list(_against(row, registered, plates))
            if problems:
                refused[row.number] = problems
            else:
                self._remember(row)
                good.append(row)
        return good, refused

    def _twice(self, row: PaperRow) -> Iterator[Problem]:
        if (other := self.vins.get(row.vin)) is not None:
            yield Problem("vin", "vin_in_file", {"row": other})
        if (other := self.plates.get(row.plate)) is not None:
            yield Problem("plate", "plate_in_file", {"row": other})

    def _remember(self, row: PaperRow | tuple[Problem, ...]) -> None:
        if isinstance(row, PaperRow):
            self.vins[row.vin] = self.plates[row.plate] = row.number

    def _write(self, rows: Sequence[PaperRow]) -> dict[int, list[Problem]]:
        """All rows in one go; where the register changed meanwhile, one by one: only what does not fit stays out."""
        try:
            with transaction.atomic():
                _insert(self.run, rows)
        except IntegrityError:
            return {row.number: [_CHANGED] for row in rows if not self._is_written(row)}
        return {}

    def _is_written(self, row: PaperRow) -> bool:
        try:
            with transaction.atomic():
                _insert(self.run, [row])
        except IntegrityError:
            return False
        return True

    def _count(self, done: int, refused: Mapping[int, Sequence[Problem]]) -> None:
        run = self.run
        ImportRow.objects.bulk_create(
            ImportRow(run=run, number=number, problems=[problem.as_json() for problem in problems])
            for number, problems in refused.items()
        )
        run.rows_done += done
        run.rows_refused += len(refused)
        run.rows_taken += done - len(refused)
        run.save(update_fields=["rows_done", "rows_refused", "rows_taken"])


_CHANGED = Problem("vin", "refused", {})


def _in_register(rows: Sequence[PaperRow]) -> tuple[set[str], dict[Face, str]]:
    """Which of these chassis numbers are registered, and in which state these plates are. Two queries."""
    vins = [row.vin for row in rows]
    registered = Vehicle.objects.exclude(status=Vehicle.Status.APPLIED).filter(vin__in=vins)
    numbers = [row.plate[3] for row in rows]
    plates = Plate.objects.filter(number__in=numbers, country="").values_list(
        "kind", "town", "series", "number", "status"
    )
    return set(registered.values_list("vin", flat=True)), {
        (kind, town, series, number): status for kind, town, series, number, status in plates
    }


def _against(row: PaperRow, registered: set[str], plates: Mapping[Face, str]) -> Iterator[Problem]:
    """What the register has against a row."""
    if row.vin in registered:
        yield Problem("vin", "vin_registered", {})
    status = plates.get(row.plate)
    if status == Plate.Status.FITTED:
        yield Problem("plate", "plate_in_use", {})
    elif status is not None:
        yield Problem("plate", "plate_elsewhere", {"status": _source_text(status)})


def _source_text(status: str) -> str:
    with override("en"):
        return str(Plate.Status(status).label)


def _insert(run: ImportRun, rows: Sequence[PaperRow]) -> None:
    """Vehicles with their owners and plates, all of them or none."""
    source = run.reference
    vehicles = Vehicle.objects.bulk_create(
        Vehicle(reference=reference, unit=run.unit, status=Vehicle.Status.REGISTERED, **row.columns)
        for row, reference in zip(rows, _references(len(rows)), strict=True)
    )
    owners = [owner for row in rows for owner in row.owners]
    people = iter(
        record_people(
            people=[_facts(owner.name, owner.number) for owner in owners], by=run.started_by
        )
    )
    Ownership.objects.bulk_create(
        Ownership(vehicle=vehicle, person=next(people), shares=owner.shares, source=source)
        for vehicle, row in zip(vehicles, rows, strict=True)
        for owner in row.owners
    )
    plates = Plate.objects.bulk_create(
        Plate(kind_id=kind, town_id=town, series=series, number=number, status=Plate.Status.FITTED)
        for kind, town, series, number in (row.plate for row in rows)
    )
    PlateFitting.objects.bulk_create(
        PlateFitting(plate=plate, vehicle=vehicle, source=source)
        for plate, vehicle in zip(plates, vehicles, strict=True)
    )
    PlateMovement.objects.bulk_create(
        PlateMovement(plate=plate, kind=PlateMovement.Kind.FITTED, by=run.started_by, source=source)
        for plate in plates
    )


def _references(count: int) -> list[str]:
    """So many numbers that no vehicle has."""
    free: dict[str, None] = {}
    while len(free) < count:
        drawn = {new_reference(REGISTER_PREFIX) for _ in range(count - len(free))}
        taken = Vehicle.objects.filter(reference__in=drawn).values_list("reference", flat=True)
        free |= dict.fromkeys(drawn - set(taken))
    return list(free)


def _facts(name: str, number: str) -> tuple[PersonFacts, DocumentFacts | None]:
    """A name as one writes it in a line: the last word is the family's."""
    given, _, surname = name.rpartition(" ")
    is_arabic = any("\u0600" <= letter <= "\u06ff" for letter in name)
    facts = PersonFacts(
        surname=surname[:80], given_names=given[:80], name_arabic=name if is_arabic else ""
    )
    if not number:
        return facts, None
    issuer = settings.IDENTITY_ISSUER_CODE
    return facts, DocumentFacts(kind="IDENTITY_CARD", number=number, issuer=issuer)


def _finish(run: ImportRun, failure: str = "") -> None:
    run.finished_at, run.failure = clock.now(), failure
    run.save(update_fields=["finished_at", "failure"])
    counts: dict[str, Any] = {"taken": run.rows_taken, "refused": run.rows_refused}
    _note("vehicles.import.finished", run, run.started_by, {**counts, "failed": bool(failure)})


def _note(action: str, run: ImportRun, by: User | None, data: dict[str, Any]) -> None:
    audit.record(action=action, by=by, subject_kind="import", subject_ref=run.reference, data=data)
