"""Who gets what at the pages of the Authority's year: a part of the table in `tests/page_role_matrix.py`."""

from collections.abc import Mapping

from tests.page_answers import (
    FIGURE_READERS,
    HEADS,
    MISSING,
    OF_AUTHORITY,
    ONWARD,
    OPEN,
    REFUSED,
    SIGN_IN,
    STAFF,
    Answer,
    Kwargs,
    Page,
    at_work,
    page,
)
from tests.year_subjects import (
    ACTIVITY,
    COURSE,
    ENROLLING,
    INDICATOR,
    LEVEL,
    NO_ENROLMENT,
    PROJECT,
    PROVED,
    RECOMMENDED,
    RETIRING,
    SESSION,
    STAGE,
    STEP,
)


def of_visas(*others: str, answer: Answer = OPEN, kwargs: Kwargs = RECOMMENDED) -> Page:
    """A page of the year of the Visa Directorate: its head's and the Authority's."""
    return page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, ("vehicle_head", "auditor")),
        (answer, ("head", *OF_AUTHORITY, *others)),
        kwargs=kwargs,
    )


def kept_of_visas(kwargs: Kwargs) -> Page:
    """What only who keeps the year of the Visa Directorate may write."""
    return page(
        REFUSED,
        (SIGN_IN, ("anonymous",)),
        (MISSING, ("vehicle_head",)),
        (OPEN, ("head", *OF_AUTHORITY)),
        kwargs=kwargs,
    )


YEAR_PAGES: Mapping[str, Page] = {
    # --- recommendations of the year ---
    "reports:recommendations": at_work(*FIGURE_READERS),
    "reports:recommendation_new": at_work(*OF_AUTHORITY),
    # One of the Visa Directorate's: the head of another directorate does not find it.
    "reports:recommendation": of_visas("auditor"),
    "reports:recommendation_progress": kept_of_visas(RECOMMENDED),
    "reports:recommendation_evidence": of_visas(answer=MISSING, kwargs=PROVED),
    "reports:recommendation_step": of_visas(kwargs=STEP),
    # --- training ---
    "reports:training": at_work(*STAFF),
    "reports:session_new": at_work(*HEADS, *OF_AUTHORITY),
    "reports:session": at_work(*FIGURE_READERS, kwargs=SESSION),
    "reports:session_seat": at_work(*STAFF, answer=ONWARD, method="POST", kwargs=SESSION),
    "reports:session_step": at_work(*HEADS, *OF_AUTHORITY, kwargs=ENROLLING),
    # Of nobody: who works here learns no more than that.
    "reports:enrolment_agree": at_work(
        *HEADS, *OF_AUTHORITY, answer=MISSING, method="POST", kwargs=NO_ENROLMENT
    ),
    "reports:enrolment_withdraw": at_work(
        *STAFF, answer=MISSING, method="POST", kwargs=NO_ENROLMENT
    ),
    "reports:certificate": at_work(*STAFF, answer=MISSING, kwargs=NO_ENROLMENT),
    "reports:catalogue": at_work(*STAFF),
    "reports:course_new": at_work(*OF_AUTHORITY),
    "reports:course_change": at_work(*OF_AUTHORITY, kwargs=COURSE),
    "reports:course_step": at_work(*OF_AUTHORITY, kwargs=RETIRING),
    # --- awareness ---
    "reports:awareness": at_work(*FIGURE_READERS),
    "reports:activity_new": at_work(*HEADS, *OF_AUTHORITY),
    "reports:activity": of_visas("auditor", kwargs=ACTIVITY),
    "reports:activity_correct": kept_of_visas(ACTIVITY),
    "reports:activity_strike": kept_of_visas(ACTIVITY),
    # --- projects ---
    "reports:projects": at_work(*FIGURE_READERS),
    "reports:project_new": at_work(*HEADS, *OF_AUTHORITY),
    "reports:project": of_visas("auditor", kwargs=PROJECT),
    "reports:stage_new": kept_of_visas(PROJECT),
    "reports:stage_done": kept_of_visas(STAGE),
    "reports:project_spending": kept_of_visas(PROJECT),
    "reports:level_new": kept_of_visas(PROJECT),
    "reports:level_after": kept_of_visas(LEVEL),
    "reports:project_stop": kept_of_visas(PROJECT),
    # --- readiness ---
    "reports:readiness": at_work(*FIGURE_READERS),
    "reports:indicator_new": at_work(*HEADS, *OF_AUTHORITY),
    "reports:indicator": of_visas("auditor", kwargs=INDICATOR),
    "reports:indicator_measure": kept_of_visas(INDICATOR),
    "reports:indicator_target": kept_of_visas(INDICATOR),
    "reports:indicator_end": kept_of_visas(INDICATOR),
}
