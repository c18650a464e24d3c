"""Projects of the demonstration: a traffic centre, the monitoring of a crossing post, a training hall."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit, User
from interior_portal.shared import clock
from reports.actions.year import building
from reports.models import Project, ProjectLevel, ProjectSpending, ProjectStage

Texts = tuple[str, str, str]


def _day(month: int, day: int) -> dt.date:
    return dt.date(2026, month, day)


@dataclass(frozen=True, slots=True)
class Built:
    """`stages`: title, planned days, the day it ended; `spent`: day, currency, amount, what for.

    `after`: when the level of service was measured again, and what it was.
    """

    unit: str
    title: Texts
    purpose: Texts
    when: tuple[dt.date, dt.date]
    budgets: Mapping[str, int]
    level: tuple[Texts, str, int]
    after: tuple[dt.date, int] | None
    stages: tuple[tuple[Texts, dt.date, dt.date, dt.date | None], ...]
    spent: tuple[tuple[dt.date, str, int, str], ...]


SURVEY = ("الدراسة والمخططات", "Lêkolîn û plan", "Survey and plans")
WORKS = ("أعمال الترميم والبناء", "Karên nûkirin û avakirinê", "Building works")
FITTING = ("التجهيز والتشغيل", "Amadekirin û xebitandin", "Fitting and starting up")
BUILT = (
    Built(
        "traffic",
        ("تطوير مراكز المرور", "Pêşxistina navendên trafîkê", "Development of the traffic centres"),
        (
            "تقصير انتظار المراجعين وتحديث البنية الفنية للمراكز.",
            "Kêmkirina benda serdanvanan û nûkirina binesaziya teknîkî ya navendan.",
            "Shorten waiting and renew the technical structure of the centres.",
        ),
        (_day(3, 1), _day(12, 15)),
        {"SYP": 480_000_000, "USD": 36_000},
        (("مدة الانتظار عند النافذة", "Dema bendê li gîşeyê", "Waiting time at the counter"), "دقيقة", 45),
        (_day(11, 2), 22),
        (
            (SURVEY, _day(3, 1), _day(4, 15), _day(4, 12)),
            (WORKS, _day(4, 20), _day(9, 30), _day(10, 18)),
            (FITTING, _day(10, 1), _day(12, 15), None),
        ),
        ((_day(4, 12), "SYP", 22_000_000, "مخططات المراكز"),
         (_day(7, 6), "SYP", 265_000_000, "أعمال الترميم"),
         (_day(10, 20), "USD", 14_500, "حواسيب وشاشات")),
    ),
    Built(
        "semalka",
        ("تجديد أنظمة المراقبة في معبر سيمالكا", "Nûkirina sîstemên çavdêriyê li Dergehê Sêmalka",
         "Renewal of the monitoring systems of the Semalka post"),
        (
            "رفع أمن المعبر وتسريع حركة العبور.",
            "Bilindkirina ewlehiya dergehê û lezkirina derbasbûnê.",
            "Make the post safer and crossing it faster.",
        ),
        (_day(5, 1), _day(10, 31)),
        {"USD": 58_000},
        (("تغطية الكاميرات", "Berfirehiya kamerayan", "Covered by cameras"), "%", 55),
        None,
        (
            (SURVEY, _day(5, 1), _day(5, 31), _day(5, 30)),
            (FITTING, _day(6, 10), _day(10, 31), None),
        ),
        ((_day(6, 15), "USD", 31_200, "كاميرات وأجهزة تسجيل"), (_day(8, 16), "USD", 6_450, "تمديدات وكهرباء")),
    ),
    Built(
        "authority",
        ("قاعة تدريب العاملين", "Salona perwerdehiya xebatkaran", "A training hall for the staff"),
        (
            "إقامة دورات الهيئة ومديرياتها في مكان واحد مجهز.",
            "Lidarxistina dewreyên Deste û midûriyetan li cihekî amadekirî.",
            "Hold the courses of the Authority in one place that is fitted for it.",
        ),
        (_day(1, 10), _day(4, 30)),
        {"SYP": 95_000_000},
        (("مقاعد التدريب", "Cihên perwerdehiyê", "Seats for training"), "مقعد", 12),
        (_day(5, 3), 40),
        (
            (WORKS, _day(1, 10), _day(3, 20), _day(3, 18)),
            (FITTING, _day(3, 21), _day(4, 30), _day(4, 27)),
        ),
        ((_day(2, 8), "SYP", 61_000_000, "ترميم القاعة"), (_day(4, 22), "SYP", 29_500_000, "مقاعد وجهاز عرض")),
    ),
)  # fmt: skip


def load() -> None:
    """Enter those that are missing, each with what has happened until today."""
    by, units = cast.create()["secretary"], {unit.code: unit for unit in Unit.objects.all()}
    for built in BUILT:
        if not Project.objects.filter(title_ar=built.title[0]).exists():
            _tell(built, units[built.unit], by)


def _named(name: str, texts: Texts) -> dict[str, str]:
    return {f"{name}_{code}": text for code, text in zip(("ar", "kmr", "en"), texts, strict=True)}


def _tell(built: Built, unit: Unit, by: User) -> None:
    starts_on, ends_on = built.when
    texts = _named("title", built.title) | _named("purpose", built.purpose)
    row = Project(**texts, unit=unit, starts_on=starts_on, ends_on=ends_on)
    about, measured_in, before = built.level
    level = ProjectLevel(**_named("title", about), measured_in=measured_in, before=Decimal(before))
    budgets = {code: Decimal(amount) for code, amount in built.budgets.items()}
    with clock.told(_noon(starts_on)):
        facts: dict[str, Any] = {"budgets": budgets, "level": level, "key": f"demo-{built.unit}"}
        made = building.enter(project=row, by=by, **facts)
        stages = [
            _stage(made, stage, f"demo-{built.unit}-{number}", by)
            for number, stage in enumerate(built.stages)
        ]
    for number, (day, currency, amount, what_for) in enumerate(built.spent):
        if day <= clock.today():
            key = f"demo-{made.reference}-{number}"
            facts = {"spent_on": day, "currency": currency, "what_for": what_for}
            paid = ProjectSpending(project=made, amount=Decimal(amount), **facts)
            with clock.told(_noon(day)):
                building.spend(spending=paid, key=key, by=by)
    for stage, (_title, began_on, _until, ended) in zip(stages, built.stages, strict=True):
        if ended is not None and ended <= clock.today():
            with clock.told(_noon(ended)):
                building.finish_stage(stage=stage, began_on=began_on, finished_on=ended, by=by)
    _measure(made, built.after, by)


def _measure(made: Project, after: tuple[dt.date, int] | None, by: User) -> None:
    if after is not None and after[0] <= clock.today():
        with clock.told(_noon(after[0])):
            building.measure_level(level=made.levels.get(), after=Decimal(after[1]), by=by)


def _stage(
    made: Project, told: tuple[Texts, dt.date, dt.date, dt.date | None], key: str, by: User
) -> ProjectStage:
    title, first, last, _ended = told
    row = ProjectStage(**_named("title", title), planned_from=first, planned_until=last)
    return building.add_stage(project=made, stage=row, key=key, by=by)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
