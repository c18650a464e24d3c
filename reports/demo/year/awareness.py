"""Awareness of the demonstration: lectures on drugs and traffic safety in schools and communes of several towns."""

import datetime as dt
from dataclasses import dataclass

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from reports.actions.year import telling
from reports.models import Activity

TITLES = {
    "DRUGS": (
        "مخاطر المخدرات وسبل الوقاية منها",
        "Metirsiya madeyên hişbir û rêyên parastina ji wan",
        "The danger of drugs, and how to keep away from them",
    ),
    "TRAFFIC": (
        "السلامة المرورية في الطريق إلى المدرسة والعمل",
        "Ewlehiya trafîkê di riya dibistan û kar de",
        "Traffic safety on the way to school and to work",
    ),
}
MATERIAL = {"DRUGS": "كتيب الوقاية من المخدرات", "TRAFFIC": "دليل السلامة المرورية"}


@dataclass(frozen=True, slots=True)
class Told:
    topic: str
    place_kind: str
    ar: str
    kmr: str
    day: dt.date
    unit: str
    women: int
    men: int
    children: int


def _day(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


LECTURES = (
    Told("DRUGS", "SCHOOL", "مدرسة في القامشلي", "Dibistaneke Qamişlo", _day(2, 11), "general-command", 6, 4, 118),
    Told("DRUGS", "COMMUNE", "كومين في عامودا", "Komîneke Amûdê", _day(3, 4), "general-command", 31, 22, 9),
    Told("DRUGS", "SCHOOL", "مدرسة في الحسكة", "Dibistaneke Hesekê", _day(4, 15), "general-command", 7, 5, 164),
    Told("TRAFFIC", "SCHOOL", "مدرسة في ديريك", "Dibistaneke Dêrikê", _day(4, 28), "traffic", 5, 3, 96),
    Told("TRAFFIC", "COMMUNE", "كومين في القامشلي", "Komîneke Qamişlo", _day(5, 19), "traffic", 24, 37, 12),
    Told("TRAFFIC", "SCHOOL", "مدرسة في كوباني", "Dibistaneke Kobanê", _day(10, 7), "traffic", 8, 6, 141),
)  # fmt: skip


def load() -> None:
    """Enter those that are missing and whose day has come."""
    people, units = cast.create(), {unit.code: unit for unit in Unit.objects.all()}
    for number, told in enumerate(LECTURES):
        key = f"demo-awareness-{number}"
        if told.day > clock.today() or Activity.objects.filter(key=key).exists():
            continue
        with clock.told(dt.datetime.combine(told.day, dt.time(12), tzinfo=dt.UTC)):
            telling.enter(activity=_row(told, units[told.unit]), key=key, by=people["secretary"])


def _row(told: Told, unit: Unit) -> Activity:
    arabic, kurmanji, english = TITLES[told.topic]
    return Activity(
        kind=Activity.Kind.LECTURE,
        topic=told.topic,
        title_ar=arabic,
        title_kmr=kurmanji,
        title_en=english,
        place_kind=told.place_kind,
        place_ar=told.ar,
        place_kmr=told.kmr,
        held_on=told.day,
        unit=unit,
        women=told.women,
        men=told.men,
        children=told.children,
        material=MATERIAL[told.topic],
        copies=told.women + told.men + told.children,
    )
