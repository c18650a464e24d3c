"""The nine recommendations with their year, told by the actions that people use."""

import datetime as dt
import io
from collections.abc import Mapping

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from interior_portal.accounts import cast
from interior_portal.accounts.models import Unit, User
from interior_portal.shared import clock
from reports.actions.year import recommending
from reports.demo.year.catalogue import ASKED, Asked
from reports.models import Recommendation
from reports.rules.year.recommending import Verb

MEETING, YEAR = 2025, 2026
ENTERED = dt.date(2026, 1, 5)
HEADS = {"visas": "head", "transport": "vehicle_head"}


def load() -> None:
    """Enter those that are missing, each with what has happened until today."""
    people = cast.create()
    units = {unit.code: unit for unit in Unit.objects.all()}
    there = set(
        Recommendation.objects.filter(meeting_year=MEETING, year=YEAR).values_list(
            "number", flat=True
        )
    )
    for asked in ASKED:
        if asked.number not in there:
            _tell(asked, people, units)


def _tell(asked: Asked, people: Mapping[str, User], units: Mapping[str, Unit]) -> None:
    with clock.told(_morning(ENTERED)):
        made = recommending.enter(
            kind=Recommendation.Kind.RECOMMENDATION,
            meeting_year=MEETING,
            number=asked.number,
            year=YEAR,
            texts={"ar": asked.ar, "kmr": asked.kmr, "en": asked.en},
            unit=units[asked.unit],
            others=[units[code] for code in asked.others],
            due_on=asked.due_on,
            by=people["secretary"],
        )
    owner = people[HEADS.get(asked.unit, "chair")]
    for number, (what, day, text) in enumerate(asked.story):
        if day <= clock.today():
            by = people["secretary"] if what == "confirm" else owner
            with clock.told(_morning(day)):
                _happen(made, (what, text), key=f"demo-{made.reference}-{number}", by=by)


def _happen(made: Recommendation, told: tuple[str, str], *, key: str, by: User) -> None:
    what, text = told
    if what in {Verb.CONFIRM, Verb.DONE}:
        recommending.carry_out(recommendation=made, verb=Verb(what), by=by, reason=text)
    else:
        file = _photograph(made.number) if what == "file" else None
        recommending.note(recommendation=made, by=by, key=key, text=text, file=file)


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(8), tzinfo=dt.UTC)


def _photograph(number: int) -> SimpleUploadedFile:
    """A drawn page that stands for a photographed report."""
    page = Image.new("RGB", (620, 877), "#f4f1e8")
    pen = ImageDraw.Draw(page)
    for line in range(18):
        end = 540 - 37 * ((line * 7 + number) % 5)
        pen.rectangle((60, 90 + 40 * line, end, 104 + 40 * line), fill="#4c5a5c")
    kept = io.BytesIO()
    page.save(kept, "JPEG")
    return SimpleUploadedFile("report.jpg", kept.getvalue(), "image/jpeg")
