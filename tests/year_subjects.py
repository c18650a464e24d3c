"""What the addresses of the Authority's year name in the scenario, for `tests/page_role_matrix.py`."""

from functools import partial
from typing import Any

from tests.scenarios import Scenario


def recommended(scenario: Scenario, **more: Any) -> dict[str, Any]:
    """A recommendation that the Visa Directorate owns."""
    return {"reference": scenario.recommendation.reference, **more}


def course_session(scenario: Scenario, **more: Any) -> dict[str, Any]:
    return {"reference": scenario.session.reference, **more}


def level(scenario: Scenario) -> dict[str, Any]:
    """What the project of the Visa Directorate is to change."""
    return {"reference": scenario.project.reference, "pk": scenario.project.levels.get().pk}


def course(scenario: Scenario, **more: Any) -> dict[str, Any]:
    """A course that is planned."""
    return {"code": scenario.session.course.code, **more}


def no_enrolment(_scenario: Scenario) -> dict[str, Any]:
    return {"reference": "E26-0000-0000"}


def activity(scenario: Scenario) -> dict[str, Any]:
    """An activity of the Visa Directorate."""
    return {"reference": scenario.activity.reference}


def project(scenario: Scenario, **more: Any) -> dict[str, Any]:
    """A project of the Visa Directorate, with one stage."""
    return {"reference": scenario.project.reference, **more}


def indicator(scenario: Scenario) -> dict[str, Any]:
    """An indicator of the Visa Directorate."""
    return {"code": scenario.indicator.code}


ACTIVITY = activity
COURSE = course
RETIRING = partial(course, verb="retire")
INDICATOR = indicator
PROJECT = project
LEVEL = level
STAGE = partial(project, position=1)
RECOMMENDED = recommended
PROVED = partial(recommended, pk=1)  # no file of this one
STEP = partial(recommended, verb="take")
SESSION = course_session
ENROLLING = partial(course_session, verb="enrol")
NO_ENROLMENT = no_enrolment
