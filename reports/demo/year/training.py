"""Courses of the demonstration: two that were held, with results, and one to come."""

import datetime as dt
from collections.abc import Mapping

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit, User
from interior_portal.shared import clock
from reports.actions.year import training
from reports.models import Course, CourseSession, Enrolment

CATALOGUE = (
    (
        "counter-service",
        ("خدمة المراجعين عند النافذة", "Xizmeta serdanvanan li gîşeyê", "Serving people at the counter"),
        ("موظفو النوافذ", "Karmendên gîşeyan", "Counter clerks"),
        16,
    ),
    (
        "documents",
        ("فحص الوثائق وكشف التزوير", "Kontrola belgeyan û dîtina sextekariyê", "Checking documents, finding forgeries"),
        ("الموظفون الذين يدققون الطلبات", "Karmendên ku serlêdanan kontrol dikin", "Officers who check applications"),
        24,
    ),
    (
        "portal",
        ("العمل على البوابة الإلكترونية", "Karkirina li ser portala elektronîk", "Working with the portal"),
        ("كل العاملين", "Hemû xebatkar", "All staff"),
        8,
    ),
)  # fmt: skip
# course, unit, first day, days, seats; who takes part, in which order; who of them passes
HELD = (
    ("portal", "visas", dt.date(2026, 2, 16), 2, 12, ("officer", "clerk", "second_officer"), 3),
    ("documents", "visas", dt.date(2026, 5, 11), 3, 8, ("officer", "second_officer"), 1),
)
HEAD = "head"


def load() -> None:
    """The catalogue, then its sessions, once."""
    people, units = cast.create(), {unit.code: unit for unit in Unit.objects.all()}
    courses = {code: _course(code, titles, whom, hours) for code, titles, whom, hours in CATALOGUE}
    if CourseSession.objects.exists():
        return
    for held in HELD:
        _hold(courses, units, people, held)
    ahead = clock.today() + dt.timedelta(days=12)
    _plan(courses["counter-service"], units["visas"], (ahead, 2, 10), people[HEAD])


def _course(
    code: str, titles: tuple[str, str, str], whom: tuple[str, str, str], hours: int
) -> Course:
    languages = ("ar", "kmr", "en")
    texts = {f"title_{code}": text for code, text in zip(languages, titles, strict=True)}
    texts |= {f"audience_{code}": text for code, text in zip(languages, whom, strict=True)}
    return Course.objects.get_or_create(code=code, defaults={**texts, "hours": hours})[0]


def _plan(course: Course, unit: Unit, when: tuple[dt.date, int, int], by: User) -> CourseSession:
    first, days, seats = when
    return training.plan(
        course=course,
        unit=unit,
        starts_on=first,
        ends_on=first + dt.timedelta(days=days - 1),
        place="قاعة التدريب في القامشلي",
        trainer="د. سعاد عيسى",
        seats=seats,
        by=by,
    )


def _hold(
    courses: Mapping[str, Course],
    units: Mapping[str, Unit],
    people: Mapping[str, User],
    held: tuple[str, str, dt.date, int, int, tuple[str, ...], int],
) -> None:
    """From the plan to the results, each on its day."""
    code, unit, first, days, seats, names, passing = held
    head = people[HEAD]
    with clock.told(_noon(first - dt.timedelta(days=20))):
        session = _plan(courses[code], units[unit], (first, days, seats), head)
        rows = [training.enrol(session=session, trainee=people[name], by=head) for name in names]
    for ahead in range(days):
        day = first + dt.timedelta(days=ahead)
        with clock.told(_noon(day)):
            training.attend(session=session, day=day, there=[row.pk for row in rows], by=head)
    results = {
        row.pk: Enrolment.Result.PASSED if place < passing else Enrolment.Result.FAILED
        for place, row in enumerate(rows)
    }
    with clock.told(_noon(first + dt.timedelta(days=days))):
        training.close(session=session, results=results, by=head)


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), tzinfo=dt.UTC)
