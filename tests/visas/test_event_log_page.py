"""An auditor takes the events of visa cases home as a file that names nobody."""

import datetime as dt

from django.urls import reverse

from interior_portal.accounts.models import Posting, Unit
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from tests.cast import Cast, ClientOf
from tests.scenarios import VisaOffice

URL = reverse("workflow:events")


def posted(form: str, first: dt.date, last: dt.date, procedure: str = "") -> dict[str, object]:
    days = {
        f"{name}_{part}": getattr(day, part)
        for name, day in (("first", first), ("last", last))
        for part in ("day", "month", "year")
    }
    return {"format": form, "procedure": procedure, **days}


def test_the_file_holds_the_events_and_nobody(
    office: VisaOffice, cast: Cast, client_of: ClientOf
) -> None:
    reference = office.in_review().reference
    today = clock.today()
    for form, kind in (("csv", "text/csv; charset=utf-8"), ("xes", "application/xml")):
        answer = client_of("auditor").post(URL, posted(form, today, today, "visas.entry"))
        text = answer.getvalue().decode()
        assert answer.streaming
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"] == (
            f'attachment; filename="events-{today}-{today}.{form}"'
        )
        assert reference in text
        assert "visas.entry.submit" in text
        for person in (cast.traveller, cast.officer):
            assert person.name not in text
    entries = AuditEntry.objects.filter(action="workflow.events.exported")
    assert {entry.actor_id for entry in entries} == {cast.auditor.pk}
    assert {entry.data["format"] for entry in entries} == {"csv", "xes"}


def test_other_days_and_other_units_are_left_out(
    office: VisaOffice, cast: Cast, client_of: ClientOf
) -> None:
    reference = office.in_review().reference
    today = clock.today()
    before = today - dt.timedelta(days=1)
    answer = client_of("auditor").post(URL, posted("csv", before, before))
    assert reference not in answer.getvalue().decode()
    elsewhere = Unit.objects.exclude(kind=Unit.Kind.AUTHORITY).exclude(code__startswith="visas")
    Posting.objects.filter(user=cast.auditor).update(unit=elsewhere[0])
    answer = client_of("auditor").post(URL, posted("csv", today, today))
    assert reference not in answer.getvalue().decode()


def test_days_the_wrong_way_round_are_named_and_nothing_is_written(
    office: VisaOffice, client_of: ClientOf
) -> None:
    today = clock.today()
    answer = client_of("auditor").post(URL, posted("csv", today, today - dt.timedelta(days=1)))
    assert not answer.streaming
    assert answer.context["form"].errors.keys() == {"last"}
    assert not AuditEntry.objects.filter(action="workflow.events.exported").exists()
