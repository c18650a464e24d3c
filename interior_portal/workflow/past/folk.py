"""Who works and who applies in the stories: further centres with their staff, and invented people."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.people.models import IdentityDocument, Person
from interior_portal.shared.copying import write_new


@dataclass(frozen=True, slots=True)
class Place:
    """A centre as data: `code` of the unit, its names, and the code of the unit it is a part of."""

    code: str
    parent: str
    ar: str
    kmr: str
    en: str
    kind: Unit.Kind = Unit.Kind.CENTRE


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody invented: surname and given names as in a passport, the name in Arabic."""

    surname: str
    given_names: str
    arabic: str


@dataclass(frozen=True, slots=True)
class Somebody:
    """An applicant: the account, and the person of the register."""

    user_id: int
    person_id: int
    named: Named
    number: str


def place(wanted: Place) -> Unit:
    """The unit, made where it is missing."""
    parent = Unit.objects.get(code=wanted.parent)
    names = {"name_ar": wanted.ar, "name_kmr": wanted.kmr, "name_en": wanted.en}
    unit, _is_new = Unit.objects.get_or_create(
        code=wanted.code, defaults={"kind": wanted.kind, "parent": parent, **names}
    )
    return unit


def staff(unit: Unit, role: str, names: Iterable[Named], year: int) -> tuple[int, ...]:
    """People posted at a unit from the first day of the year, made where they are missing; their ids."""
    found = []
    for number, named in enumerate(names, start=1):
        email = f"{role.lower().replace('_', '.')}{number}.{unit.code}@interior.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email=email, name=named.arabic, is_staff=True
        )
        Posting.objects.get_or_create(
            user=user, unit=unit, role=role, starts_on=f"{year}-01-01", ends_on=None
        )
        found.append(user.pk)
    return tuple(found)


def applicants(
    prefix: str, names: Sequence[Named], kind: IdentityDocument.Kind, year: int
) -> list[Somebody]:
    """An account, a person and a document for each name; `prefix` begins their addresses and numbers."""
    nobody_signs_in_with_it = make_password(None)
    users = [
        User(
            email=f"{prefix.lower()}{year}.{number}@demo.example",
            name=named.arabic,
            language=("ar", "ar", "kmr")[number % 3],
            password=nobody_signs_in_with_it,
        )
        for number, named in enumerate(names)
    ]
    people = [_person(named) for named in names]
    numbers = [f"{prefix}{year % 100}{number:06}" for number in range(len(names))]
    for rows in (users, people):
        write_new(rows)
    write_new(
        [
            IdentityDocument(person_id=person.pk, kind=kind.value, number=number, issuer="SYR")
            for person, number in zip(people, numbers, strict=True)
        ]
    )
    return [
        Somebody(user.pk, person.pk, named, number)
        for user, person, named, number in zip(users, people, names, numbers, strict=True)
    ]


def _person(named: Named) -> Person:
    person = Person(
        surname=named.surname,
        given_names=named.given_names,
        name_arabic=named.arabic,
        nationality="SYR",
    )
    person.folded_key, person.consonant_key = _keys(named)
    return person


@cache
def _keys(named: Named) -> tuple[str, str]:
    """Many bear the same name."""
    person = Person(surname=named.surname, given_names=named.given_names, name_arabic=named.arabic)
    person.set_keys()
    return person.folded_key, person.consonant_key


def drawn(dice: random.Random, names: Sequence[Named], count: int) -> list[Named]:
    """So many names, common ones often."""
    return [names[int(len(names) * dice.random() ** 2)] for _ in range(count)]
