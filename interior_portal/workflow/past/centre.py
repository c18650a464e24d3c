"""A centre in the stories: who works there, how fast, and its cash desk."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from interior_portal.accounts.models import Unit
from interior_portal.payments import past as money
from interior_portal.payments.roles import CASHIER
from interior_portal.workflow.past import folk
from interior_portal.workflow.past.filling import Year
from interior_portal.workflow.past.hours import OpenMinutes

OPENED, CLOSED = dt.timedelta(minutes=10), dt.timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Character:
    """What is peculiar to a centre: its share of the cases, and how much longer its work takes."""

    place: folk.Place
    desk: folk.Place
    weight: int
    slowness: float


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre that is staffed, with a shift of its cash desk on every open day."""

    unit_id: int
    officers: tuple[int, ...]
    clerk: int
    desk: money.Desk
    slowness: float


def people_it(
    character: Character,
    roles: tuple[str, str],
    names: Sequence[folk.Named],
    year: Year,
    hours: OpenMinutes,
) -> Centre:
    """The centre with four officers, a clerk and a cashier; `roles` are those of officers and clerks."""
    unit, desk = folk.place(character.place), folk.place(character.desk)
    officer, clerk = roles
    officers = folk.staff(unit, officer, names[:4], year.year)
    (clerk_id,) = folk.staff(unit, clerk, names[4:5], year.year)
    (cashier_id,) = folk.staff(desk, CASHIER.code, names[5:6], year.year)
    in_year = frozenset(year.days)
    shifts = [_shift(day, hours) for day in hours.days if day in in_year]
    opened = money.open_desk(desk.pk, cashier_id, shifts)
    return Centre(unit.pk, officers, clerk_id, opened, character.slowness)


def _shift(day: dt.date, hours: OpenMinutes) -> tuple[dt.datetime, dt.datetime]:
    first, last = hours.span_of(day)
    return first - OPENED, last + CLOSED


def two_of(dice: random.Random, officers: Sequence[int]) -> tuple[int, int]:
    """Four eyes."""
    first, second = dice.sample(officers, 2)
    return first, second


def characters(
    directorate: str, name: tuple[str, str, str], towns: Sequence["Town"]
) -> tuple[Character, ...]:
    """Centres of a directorate in these towns; the name is that of a centre, before the town's."""
    made = []
    for town in towns:
        code = f"{directorate}-{town.code}"
        words = [
            f"{part} {of}" for part, of in zip(name, (town.ar, town.kmr, town.en), strict=True)
        ]
        ar, kmr, en = words
        centre = folk.Place(code, directorate, ar, kmr, en)
        desk = folk.Place(
            f"{code}-cash",
            code,
            f"صندوق {ar}",
            f"Qaseya {kmr}",
            f"Cash desk, {en}",
            Unit.Kind.DESK,
        )
        made.append(Character(centre, desk, town.weight, town.slowness))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Town:
    """A town with a centre of every directorate; the names as they follow "centre of"."""

    code: str
    ar: str
    kmr: str
    en: str
    weight: int
    slowness: float


TOWNS = (
    Town("qamishlo", "في القامشلي", "a Qamişlo", "of Qamishlo", 45, 1.0),
    Town("heseke", "في الحسكة", "a Hesekê", "of Hasaka", 28, 1.35),
    Town("derik", "في ديريك", "a Dêrikê", "of Derik", 15, 0.8),
    Town("amude", "في عامودا", "a Amûdê", "of Amuda", 12, 0.9),
)
