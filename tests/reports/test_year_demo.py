"""The year of the demonstration: nine recommendations in their states, courses with results."""

import pytest

from interior_portal.outbox import relay
from reports.demo import year
from reports.models import CourseSession, Enrolment, Recommendation
from reports.queries.year import (
    awareness_of,
    projects_of,
    readiness_of,
    recommendations_of,
    training_of,
)
from tests.cast import Cast


def test_the_year_is_told_once_however_often_it_is_loaded(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "nudge", lambda _ids: None)
    for _time in range(2):
        year.load()
    lines = recommendations_of(2026)
    assert [str(line.recommendation) for line in lines] == [f"{n}/2025" for n in range(1, 10)]
    states = [line.recommendation.state for line in lines]
    assert (states.count("DONE"), states.count("REPORTED"), states.count("OPEN")) == (2, 1, 1)
    assert all(line.recommendation.text_kmr for line in lines)
    assert Recommendation.objects.count() == 9
    assert CourseSession.objects.filter(state="HELD").count() == 2
    assert Enrolment.objects.filter(result="PASSED").count() == 4
    assert {line.course.code: line.passed for line in training_of(2026) if line.held} == {
        "documents": 1,
        "portal": 3,
    }
    assert sum(line.lectures for line in awareness_of(2026)) == 6
    built = {line.project.unit.code: line for line in projects_of(2026)}
    assert {code: line.project.state for code, line in built.items()} == {
        "authority": "FINISHED",
        "semalka": "RUNNING",
        "traffic": "RUNNING",
    }
    assert [money.currency for money in built["traffic"].money] == ["SYP", "USD"]
    ready = {(line.indicator.code, line.unit.code): line for line in readiness_of(2026)}
    assert len(ready) == 12
    gaps = {pair: [month.month for month in line.missing(2026)] for pair, line in ready.items()}
    assert {pair: months for pair, months in gaps.items() if months} == {
        ("vehicles", "semalka"): [6]
    }
    radio = ready["radio", "traffic"]
    april = radio.indicator.measurements.filter(unit=radio.unit, month="2026-04-01")
    assert [str(row.value) for row in april] == ["59.00", "89.20"]
    assert {str(line.light) for line in ready.values()} == {"GREEN", "AMBER", "RED"}
