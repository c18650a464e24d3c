"""Readiness of the demonstration: four indicators, measured every month at three units, with a gap and a correction."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit, User
from interior_portal.shared import clock
from reports.actions.year import readying
from reports.models import Indicator, Measurement

YEAR = 2026
UNITS = ("general-command", "traffic", "semalka")
MISSED_MONTH = ("vehicles", "semalka", 6)  # nobody measured it
WRONG = ("radio", "traffic", 4, Decimal(59), "سُجِّل العدد من دون أجهزة المركز الثاني.")
Texts = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Measured:
    """`values`: what each unit begins the year with, and by how much it changes from month to month."""

    code: str
    title: Texts
    definition: Texts
    measured_in: Texts
    better: Indicator.Better
    target: int
    values: tuple[tuple[str, str], ...]


PER_CENT = ("بالمئة", "ji sedî", "per cent")
MEASURED = (
    Measured(
        "first-response",
        ("العاملون المدربون على الاستجابة الأولى", "Xebatkarên ku li ser bersiva pêşîn perwerde bûne",
         "Staff trained in first response"),
        ("نسبة العاملين في الميدان الذين أنهوا دورة الاستجابة الأولى خلال آخر سنتين.",
         "Rêjeya xebatkarên li meydanê ku di du salên dawî de dewreya bersiva pêşîn qedandine.",
         "Share of field staff who finished the course in first response within the last two years."),
        PER_CENT,
        Indicator.Better.MORE,
        80,
        (("58", "2.4"), ("44", "2.9"), ("61", "1.2")),
    ),
    Measured(
        "vehicles",
        ("المركبات الجاهزة للخدمة", "Wesayîtên ji bo xizmetê amade", "Vehicles ready for service"),
        ("نسبة مركبات الوحدة الصالحة للخروج في آخر يوم من الشهر.",
         "Rêjeya wesayîtên yekîneyê yên ku di roja dawî ya mehê de dikarin derkevin.",
         "Share of the unit's vehicles that could leave on the last day of the month."),
        PER_CENT,
        Indicator.Better.MORE,
        90,
        (("86", "0.7"), ("81", "0.4"), ("92", "-1.1")),
    ),
    Measured(
        "radio",
        ("أجهزة الاتصال اللاسلكي العاملة", "Amûrên bêtêl ên ku dixebitin", "Radio links working"),
        ("نسبة الأجهزة اللاسلكية التي أجابت في فحص الشهر.",
         "Rêjeya amûrên bêtêl ên ku di kontrola mehê de bersiv dane.",
         "Share of radio sets that answered in the check of the month."),
        PER_CENT,
        Indicator.Better.MORE,
        95,
        (("93", "0.4"), ("88", "0.3"), ("96", "0.1")),
    ),
    Measured(
        "answer-time",
        ("زمن الرد على نداء الطوارئ", "Dema bersivdana banga lezgîn", "Time to answer an emergency call"),
        ("وسيط الزمن بين ورود النداء والرد عليه.",
         "Navîna demê ji hatina bangê heta bersivdanê.",
         "Median time from an incoming call until it is answered."),
        ("ثانية", "çirke", "seconds"),
        Indicator.Better.LESS,
        20,
        (("27", "-0.9"), ("34", "-1"), ("22", "-0.2")),
    ),
)  # fmt: skip


def load() -> None:
    """Define what is missing, and measure the months that are over."""
    by, units = cast.create()["chair"], {unit.code: unit for unit in Unit.objects.all()}
    for measured in MEASURED:
        found = Indicator.objects.filter(code=measured.code).first()
        _measure(found or _define(measured, units, by), measured, units, by)


def _define(measured: Measured, units: dict[str, Unit], by: User) -> Indicator:
    texts = {
        f"{name}_{code}": text
        for name, three in (
            ("title", measured.title),
            ("definition", measured.definition),
            ("measured_in", measured.measured_in),
        )
        for code, text in zip(("ar", "kmr", "en"), three, strict=True)
    }
    row = Indicator(**texts, code=measured.code, better=measured.better, unit=units["authority"])
    with clock.told(_noon(dt.date(YEAR, 1, 4))):
        made = readying.define(indicator=row, key=f"demo-{measured.code}", by=by)
        for code in UNITS:
            target = Decimal(measured.target)
            readying.set_target(indicator=made, unit=units[code], year=YEAR, target=target, by=by)
    return made


def _measure(made: Indicator, measured: Measured, units: dict[str, Unit], by: User) -> None:
    """Each month is measured on the second day of the next one."""
    for code, (begin, step) in zip(UNITS, measured.values, strict=True):
        for month in range(1, 13):
            day = dt.date(YEAR + month // 12, month % 12 + 1, 2)
            key = f"demo-{made.code}-{code}-{month}"
            is_gap = (made.code, code, month) == MISSED_MONTH
            if is_gap or day > clock.today() or Measurement.objects.filter(key=key).exists():
                continue
            right = Decimal(begin) + Decimal(step) * month
            facts = {"unit": units[code], "month": dt.date(YEAR, month, 1), "by": by}
            with clock.told(_noon(day)):
                _tell(made, {**facts, "key": key}, right)


def _tell(made: Indicator, facts: dict[str, Any], right: Decimal) -> None:
    """The value of a month; one of them is entered wrongly first, and corrected."""
    code, unit, month, wrong, why = WRONG
    is_wrong = (made.code, facts["unit"].code, facts["month"].month) == (code, unit, month)
    if is_wrong:
        first = {**facts, "key": f"{facts['key']}-wrong"}
        readying.measure(indicator=made, value=wrong, note="", **first)
    readying.measure(indicator=made, value=right, note=why if is_wrong else "", **facts)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
