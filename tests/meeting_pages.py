"""Who gets what at the pages of meetings: a part of the table in `tests/page_role_matrix.py`."""

from collections.abc import Mapping
from typing import Any

from tests.page_answers import (
    FIGURE_READERS,
    OF_AUTHORITY,
    Kwargs,
    Page,
    at_work,
    of,
    own,
)
from tests.scenarios import Scenario

MEETING_READERS = ("auditor", *OF_AUTHORITY)
SEATED = ("chair", "head", "vehicle_head", "officer")


def meeting(**more: Any) -> Kwargs:
    return lambda scenario: {"reference": scenario.assembly.meeting.reference, **more}


def adopted_text(scenario: Scenario) -> dict[str, Any]:
    (text,) = scenario.assembly.meeting.adopted.all()
    return {"reference": scenario.assembly.meeting.reference, "key": text.pk}


MEETING_PAGES: Mapping[str, Page] = {
    "reports:meetings": at_work(*FIGURE_READERS),
    "reports:meeting_new": at_work("secretary"),
    "reports:meeting": of(*MEETING_READERS, kwargs=meeting()),
    "reports:meeting_seats": of(*MEETING_READERS, kwargs=meeting()),
    "reports:seat_deputy": of("secretary", kwargs=meeting(number=1)),
    "reports:meeting_item": of("secretary", kwargs=meeting(position=1)),
    "reports:meeting_document": of(kwargs=meeting(key=1)),
    "reports:motion_new": of("secretary", kwargs=meeting()),
    "reports:motion": of(*MEETING_READERS, kwargs=meeting(number=1)),
    "reports:motion_amend": of("secretary", kwargs=meeting(amends=2)),
    "reports:motion_reword": of("secretary", kwargs=meeting(number=2)),
    "reports:motion_follow": of("secretary", kwargs=meeting(number=1)),
    "reports:vote": of(*MEETING_READERS, kwargs=meeting(number=2)),
    "reports:election_new": of("secretary", kwargs=meeting()),
    "reports:election": of(*MEETING_READERS, kwargs=meeting(number=1)),
    "reports:adopted_text": of(*MEETING_READERS, kwargs=adopted_text),
    "reports:meeting_minutes": of(*MEETING_READERS, kwargs=meeting()),
    "reports:minutes_pdf": of(*MEETING_READERS, kwargs=meeting(language="ar")),
    "reports:meeting_statement": of(*MEETING_READERS, kwargs=meeting()),
    "reports:statement_pdf": of(kwargs=meeting()),
    "reports:halls": own(),
    "reports:hall": of(*SEATED, kwargs=meeting()),
    "reports:ballot": of(*SEATED, kwargs=meeting(number=2)),
}
