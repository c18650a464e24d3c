"""The Authority's year in the report: each area as rows of numbers, read to be printed and again to be checked."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from reports.models import Activity, Project, Recommendation
from reports.models.year.titles import TrilingualTitle
from reports.queries.annual.chapters import Chapter
from reports.queries.year import (
    awareness_of,
    places_of,
    projects_of,
    readiness_of,
    recommendations_of,
    training_of,
)
from reports.rules.annual import blocks
from reports.rules.annual.numbers import Both, Register, both, label
from reports.rules.year.lights import Light

Part = tuple[str, Decimal | int | None, str]  # way, value, currency
Key = tuple[str, str, str]  # area, of what, which number of it


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One line: what it is about, its numbers by name, and what is said beside them."""

    of: str
    label: Both
    numbers: Mapping[str, Part]
    told: tuple[Both, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaTable:
    """Rows with the same columns: `columns` names the numbers, `beside` what is said after them."""

    area: str
    title: Both
    first: Both
    columns: Mapping[str, Both]
    beside: tuple[Both, ...]
    rows: list[AreaRow]


def tables_of(chapter: str, year: int) -> list[AreaTable]:
    """The tables of an area of the year; none for a chapter that is no area."""
    reader = READERS.get(chapter)
    return list(reader(year)) if reader else []


def values_of(year: int) -> dict[Key, Decimal | int | None]:
    """Every number of the areas of a year as it is now."""
    return {
        (table.area, row.of, what): part[1]
        for chapter in READERS
        for table in tables_of(chapter, year)
        for row in table.rows
        for what, part in row.numbers.items()
    }


def area_blocks(chapter: Chapter, year: int, register: Register) -> Iterator[blocks.Block]:
    """The words of the chapter, then its tables; a sentence where the year has none."""
    yield blocks.words(chapter.sections[0].code)
    tables = [table for table in tables_of(chapter.code, year) if table.rows]
    if not tables:
        yield blocks.finding(both(lambda: _("Nothing was entered for this year.")))
    for table in tables:
        rows = [(row.label, [*_cells(table, row, year, register), *row.told]) for row in table.rows]
        yield blocks.table(table.title, [table.first, *table.columns.values(), *table.beside], rows)


def _cells(table: AreaTable, row: AreaRow, year: int, register: Register) -> Iterator[blocks.Cell]:
    for what, column in table.columns.items():
        if what not in row.numbers:
            yield {"ar": "–", "kmr": "–"}
            continue
        way, value, currency = row.numbers[what]
        query = {"year": year, "area": table.area, "of": row.of, "what": what}
        told = {lang: f"{row.label[lang]} · {column[lang]}"[:400] for lang in column}
        yield register.add(
            told, query, way, Decimal(value) if value is not None else None, currency
        )


def _projects(year: int) -> Iterator[AreaTable]:
    rows = []
    for line in projects_of(year):
        project = line.project
        state = label(Project.State(project.state))
        for money in line.money:
            numbers = {
                "budget": ("money", money.budget, money.currency),
                "spent": ("money", money.spent, money.currency),
            }
            rows.append(
                AreaRow(f"{project.reference}/{money.currency}", _title(project), numbers, (state,))
            )
        if not line.money:
            rows.append(AreaRow(project.reference, _title(project), {}, (state,)))
    columns = {"budget": both(lambda: _("Budget")), "spent": both(lambda: _("Spent"))}
    yield AreaTable(
        "projects",
        both(lambda: _("The projects of the year")),
        both(lambda: _("Project")),
        columns,
        (both(lambda: _("State")),),
        rows,
    )


def _training(year: int) -> Iterator[AreaTable]:
    rows = [
        AreaRow(
            line.course.code,
            _title(line.course),
            {
                "held": ("count", line.held, ""),
                "enrolled": ("count", line.enrolled, ""),
                "passed": ("count", line.passed, ""),
                "certificates": ("count", line.certificates, ""),
            },
        )
        for line in training_of(year)
    ]
    columns = {
        "held": both(lambda: _("Sessions held")),
        "enrolled": both(lambda: _("Participants")),
        "passed": both(lambda: _("Passed")),
        "certificates": both(lambda: _("Certificates")),
    }
    title = both(lambda: _("The courses of the year"))
    yield AreaTable("training", title, both(lambda: _("Course")), columns, (), rows)


def _awareness(year: int) -> Iterator[AreaTable]:
    columns = {
        "lectures": both(lambda: _("Lectures")),
        "women": both(lambda: _("Women")),
        "men": both(lambda: _("Men")),
        "children": both(lambda: _("Children")),
    }
    asked = (
        ("topic", both(lambda: _("By topic")), awareness_of(year), Activity.Topic),
        ("place", both(lambda: _("By kind of place")), places_of(year), Activity.Place),
    )
    for area, title, lines, names in asked:
        rows = [
            AreaRow(
                line.code,
                label(names(line.code)),
                {what: ("count", getattr(line, what), "") for what in columns},
            )
            for line in lines
        ]
        yield AreaTable(area, title, both(lambda: _("What")), columns, (), rows)


LIGHTS: Mapping[Light, Callable[[], str]] = {
    Light.GREEN: lambda: _("target reached"),
    Light.AMBER: lambda: _("narrowly missed"),
    Light.RED: lambda: _("missed"),
    Light.NONE: lambda: "–",
}


def _readiness(year: int) -> Iterator[AreaTable]:
    rows = []
    for line in readiness_of(year):
        of, unit = line.indicator, line.unit
        title, names = _title(of), {"ar": unit.name_ar, "kmr": unit.name_kmr}
        measured = {"ar": of.measured_in_ar, "kmr": of.measured_in_kmr}
        numbers: dict[str, Part] = {"latest": ("number", line.value, "")}
        if line.target is not None:
            numbers["target"] = ("number", line.target, "")
        name = {code: f"{title[code]} ({measured[code]}) · {names[code]}" for code in title}
        key = f"{of.code}/{unit.pk}"
        rows.append(AreaRow(key, name, numbers, (both(LIGHTS[line.light]),)))
    columns = {"target": both(lambda: _("Target")), "latest": both(lambda: _("Last measured"))}
    yield AreaTable(
        "readiness",
        both(lambda: _("Indicators of readiness")),
        both(lambda: _("Indicator")),
        columns,
        (both(lambda: _("Result")),),
        rows,
    )


def _recommendations(year: int) -> Iterator[AreaTable]:
    rows = []
    for line in recommendations_of(year):
        each = line.recommendation
        text = {
            "ar": f"{each.number}. {each.text_ar}"[:390],
            "kmr": f"{each.number}. {each.text_kmr}"[:390],
        }
        state = label(Recommendation.State(each.state))
        owner = {"ar": each.unit.name_ar, "kmr": each.unit.name_kmr}
        evidence = {"evidence": ("count", line.evidence, "")}
        rows.append(AreaRow(each.reference, text, evidence, (owner, state)))
    yield AreaTable(
        "recommendations",
        both(lambda: _("What was recommended, and what became of it")),
        both(lambda: _("Recommendation")),
        {"evidence": both(lambda: _("Proofs"))},
        (both(lambda: _("Responsible unit")), both(lambda: _("State"))),
        rows,
    )


def _title(titled: TrilingualTitle) -> Both:
    return {"ar": titled.title_ar, "kmr": titled.title_kmr}


READERS: Mapping[str, Callable[[int], Iterator[AreaTable]]] = {
    "projects": _projects,
    "training": _training,
    "awareness": _awareness,
    "readiness": _readiness,
    "recommendations": _recommendations,
}
