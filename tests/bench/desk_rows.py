"""Years of cases for tests/bench/desk.py: written straight into the real tables, with plausible values.

Everything the portal would have written is there but the events of older cases. The unique constraints
and indexes are taken away while the rows go in and made again over them, as after a restore.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from interior_portal.accounts import cast
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.payments import demo as money
from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.workflow.models import ProcedureVersion
from visas.demo import catalogue
from visas.models import VisaKind

DESKS, APPLICANTS, NAMES = 40, 2000, 20_000
TABLES = (
    "people_person", "people_nameword", "workflow_case", "workflow_workitem", "workflow_caseevent", "visas_application",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How many work items are closed and how many lie open."""

    closed: int
    open: int

    @property
    def cases(self) -> int:
        """A quarter more are open than lie on desks: they wait for their applicants."""
        return self.closed + self.open + self.open // 4

    @property
    def people(self) -> int:
        """Travellers come ten times."""
        return max(self.cases // 10, 1000)


@dataclass(frozen=True, slots=True)
class Filled:
    """Who asks in the filled database, and what may be asked for."""

    desks: tuple[int, ...]
    reader: User


_SYLLABLES = (
    ("BA", "با"), ("RO", "رو"), ("ŞE", "شي"), ("HAD", "حد"), ("MI", "مي"), ("KA", "كا"), ("DIL", "دل"),
    ("ZA", "زا"), ("NUR", "نور"), ("FAR", "فر"), ("SAL", "سل"), ("GO", "كو"), ("JA", "جا"), ("LEY", "لي"),
    ("TA", "طا"), ("QAS", "قس"), ("WE", "وي"), ("YU", "يو"), ("XA", "خا"), ("AN", "ان"),
)  # fmt: skip
PEOPLE = """
INSERT INTO people_person (id, surname, given_names, name_arabic, name_kurdish, father_name,
  grandfather_name, mother_name, birth_place, sex, nationality, folded_key, consonant_key, recorded_at)
SELECT n, surname, given, arabic, '', '', '', '', '', '', 'SYR', folded, consonants, now()
FROM generate_series(1, %(people)s::bigint) AS n JOIN bench_name ON bench_name.id = n * 7919 %% %(names)s
"""
# What the triggers of people do, which rest while the rows go in.
NAME_WORDS = """
INSERT INTO people_nameword (word)
SELECT DISTINCT unnest(string_to_array(folded_key, ' ') || string_to_array(consonant_key, ' '))
FROM people_person
"""
# The last quarter of an open item's worth waits for applicants; a reference is any number once.
_CASES = """
INSERT INTO workflow_case (id, reference, start_key, procedure_version_id, procedure, category, step,
  version, moved_at, outcome, unit_id, applicant_id, opened_at, received_at, due_at, promise_minutes,
  paused_at, pause_reason, remaining_minutes, paused_minutes_total, clock_ended_at, closed_at,
  event_seq, event_hash)
SELECT n, CASE WHEN n %% 3 = 0 THEN 'T26-' ELSE 'V26-' END || left(code, 4) || '-' || right(code, 4),
  'bench-' || n, (%(versions)s::bigint[])[1 + (n %% 3 = 0)::integer],
  CASE WHEN n %% 3 = 0 THEN 'visas.travel' ELSE 'visas.entry' END,
  CASE WHEN n %% 3 = 0 THEN 'patient' ELSE 'entry' END, step, 4, at + age / 2,
  CASE WHEN n <= %(closed)s THEN step ELSE '' END, (%(units)s::bigint[])[1 + n * 31 %% %(desks)s],
  (%(applicants)s::bigint[])[1 + n * 17 %% %(users)s], at,
  CASE WHEN step <> 'awaiting_payment' THEN at END,
  CASE WHEN step NOT IN ('awaiting_payment', 'awaiting_applicant') THEN at + interval '4 days' END, 1260,
  CASE WHEN step = 'awaiting_applicant' THEN at + age / 2 END,
  CASE WHEN step = 'awaiting_applicant' THEN 'awaiting_applicant' ELSE '' END,
  CASE WHEN step = 'awaiting_applicant' THEN 600 END, 0,
  CASE WHEN n <= %(closed)s THEN at + age END, CASE WHEN n <= %(closed)s THEN at + age END,
  6, '\\x00'
FROM (
  SELECT n, upper(lpad(to_hex(n * 2654435761 %% 4294967296), 8, '0')) AS code,
    interval '1 hour' * (1 + n * 104729 %% 240) AS age,
    CASE WHEN n <= %(closed)s
      THEN now() - interval '10 days' - interval '10 years' * (1 - n::float / %(closed)s)
      ELSE now() - interval '10 days' * (n * 7907 %% 1000) / 1000 END AS at,
    CASE WHEN n <= %(closed)s THEN CASE WHEN n %% 10 = 0 THEN 'refused' ELSE 'granted' END
      WHEN n > %(closed)s + %(open)s
        THEN CASE WHEN n %% 2 = 0 THEN 'awaiting_payment' ELSE 'awaiting_applicant' END
      WHEN n %% 7 = 0 THEN 'refusal_proposed' ELSE 'review' END AS step
  FROM generate_series(1, %(cases)s::bigint) AS n
) AS drawn
"""
_ITEMS = """
INSERT INTO workflow_workitem (case_id, step, queue, due_at, opened_at, closed_at)
SELECT id, CASE WHEN closed_at IS NULL THEN step ELSE 'review' END, unit_id || ':VISA_OFFICER', due_at,
  moved_at, closed_at
FROM workflow_case WHERE id <= %(closed)s::bigint + %(open)s ORDER BY id
"""
_APPLICATIONS = """
INSERT INTO visas_application (case_id, kind_id, person_id, surname, given_names, name_arabic,
  father_name, mother_name, birth_place, sex, nationality, mrz, document_kind, document_number,
  document_issuer, purpose, address, host_name, host_contact, answers, paper_language, declared_at,
  created_at, changed_at)
SELECT c.id, %(kind)s, p.id, p.surname, p.given_names, p.name_arabic, p.father_name, p.mother_name, '',
  '', 'SYR', '', 'PASSPORT', 'N' || lpad(c.id::text, 9, '0'), 'SYR', '', '', '', '', '{}', 'kmr',
  c.opened_at, c.opened_at, c.opened_at
FROM workflow_case c JOIN people_person p ON p.id = 1 + c.id * 13 %% %(people)s ORDER BY c.id
"""
# What happened to the cases that were answered in the last weeks: the routine of a procedure reads it.
_EVENTS = """
INSERT INTO workflow_caseevent (case_id, seq, code, transition, from_step, to_step, version, actor_id,
  role, unit_id, at, data, key, body_hash, prev_hash, hash)
SELECT c.id, seq, 'visas.bench', 'move', 'review',
  (ARRAY['draft', 'awaiting_payment', 'review', 'awaiting_applicant', 'review', 'granted'])[seq], seq,
  c.applicant_id, CASE WHEN seq > 2 THEN 'VISA_OFFICER' ELSE '' END, c.unit_id,
  c.received_at + (c.closed_at - c.received_at) * seq / 6, '{}', '', '\\x00', '\\x00', '\\x00'
FROM workflow_case c, generate_series(1, 6) AS seq
WHERE c.closed_at > now() - interval '40 days' ORDER BY c.id, seq
"""


def fill(size: Size) -> Filled:
    """Rows of that size in the database of the connection."""
    cast.create()
    money.load()
    catalogue.load()
    desks, applicants, reader = _authority()
    names = {"visas.entry": 0, "visas.travel": 1}
    versions = sorted(
        ProcedureVersion.objects.filter(code__in=names), key=lambda version: names[version.code]
    )
    parameters: dict[str, Any] = {
        "closed": size.closed,
        "open": size.open,
        "cases": size.cases,
        "people": size.people,
        "names": NAMES,
        "desks": DESKS,
        "users": APPLICANTS,
        "units": desks,
        "applicants": applicants,
        "versions": [version.pk for version in versions],
        "kind": VisaKind.objects.get(code="entry").pk,
    }
    insert((PEOPLE, NAME_WORDS, _CASES, _ITEMS, _APPLICATIONS, _EVENTS), parameters, TABLES)
    return Filled(tuple(desks), reader)


def insert(statements: Sequence[str], parameters: Mapping[str, Any], tables: Sequence[str]) -> None:
    """Run the statements over empty tables, with the names that `PEOPLE` draws from."""
    with connection.cursor() as cursor, _quickly(), _without_indexes(tables):
        _names()
        for statement in statements:
            cursor.execute(statement, parameters)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(tables)}")
        cursor.execute("CHECKPOINT")


def reference_of(number: int) -> str:
    """What `_CASES` calls the case of this number."""
    code = f"{number * 2654435761 % 2**32:08X}"
    return f"{'T' if number % 3 == 0 else 'V'}26-{code[:4]}-{code[4:]}"


def _authority() -> tuple[list[int], list[int], User]:
    """Forty desks under one directorate, the applicants, and a head who may see everything."""
    authority = _unit("bench-visas", Unit.Kind.DIRECTORATE, Unit.objects.get(code="authority"))
    desks = [_unit(f"bench-{number}", Unit.Kind.DESK, authority).pk for number in range(DESKS)]
    users = [User(email=f"{n}@bench.example", name=f"Applicant {n}") for n in range(APPLICANTS)]
    applicants = [user.pk for user in User.objects.bulk_create(users)]
    head = User.objects.create(email="head@bench.example", name="Head", is_staff=True)
    Posting.objects.create(user=head, unit=authority, role="VISA_HEAD")
    return desks, applicants, head


def _unit(code: str, kind: str, parent: Unit) -> Unit:
    return Unit.objects.create(
        code=code, kind=kind, parent=parent, name_ar=code, name_kmr=code, name_en=code
    )


def _names() -> None:
    """Full names, with the keys that find them."""
    rows: list[Any] = [
        (
            number,
            *name,
            *(key(f"{name[1]} {name[0]} {name[2]}") for key in (folded_key, consonant_key)),
        )
        for number, name in enumerate(drawn_names())
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE bench_name (id bigint PRIMARY KEY, surname text, given text,"
            " arabic text, folded text, consonants text)"
        )
        cursor.executemany("INSERT INTO bench_name VALUES (%s, %s, %s, %s, %s, %s)", rows)


def drawn_names() -> list[tuple[str, str, str]]:
    """The names that the people bear."""
    dice = random.Random(7)
    return [full_name(dice) for _ in range(NAMES)]


def full_name(dice: random.Random) -> tuple[str, str, str]:
    """Surname, given names and all of it in Arabic; some names are common, most are rare."""
    surname, given = ([_SYLLABLES[n] for n in _name(dice, length)] for length in (3, 2))
    latin = ["".join(pair[0] for pair in name) for name in (surname, given)]
    arabic = ["".join(pair[1] for pair in name) for name in (given, surname)]
    return latin[0], latin[1], " ".join(arabic)


def _name(dice: random.Random, length: int) -> list[int]:
    number = int(len(_SYLLABLES) ** length * dice.random() ** 3)
    return [number // len(_SYLLABLES) ** place % len(_SYLLABLES) for place in range(length)]


@contextmanager
def _quickly() -> Iterator[None]:
    """Without asking at each row whether what it points to is there, nor waiting for the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        try:
            yield
        finally:
            cursor.execute("RESET ALL")


@contextmanager
def _without_indexes(tables: Sequence[str]) -> Iterator[None]:
    """Unique constraints and indexes of the tables, taken away and made again as they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),"
            " format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname,"
            " pg_get_constraintdef(oid))"
            " FROM pg_constraint WHERE contype IN ('u', 'x') AND conrelid = ANY(%s::regclass[])",
            [list(tables)],
        )
        steps = cursor.fetchall()
        for drop, _ in steps:
            cursor.execute(drop)
        cursor.execute(
            "SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)"
            " FROM pg_index WHERE NOT indisprimary AND indrelid = ANY(%s::regclass[])",
            [list(tables)],
        )
        indexes = cursor.fetchall()
        for drop, _ in indexes:
            cursor.execute(drop)
        yield
        for _, make in (*steps, *indexes):
            cursor.execute(make)
