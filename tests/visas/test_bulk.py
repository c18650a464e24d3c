"""Many applications of the inbox put on one list: a line for each, done or why not."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from interior_portal.shared import clock
from interior_portal.workflow import engine
from interior_portal.workflow.models import WorkItem
from tests.cast import sign_in
from tests.scenarios import VisaOffice
from visas.models import Application, OtherSideAnswer

ACTION = "visas.travel/forward"


@pytest.fixture
def officer(office: VisaOffice) -> Client:
    client = sign_in(Client(), office.cast.officer)
    client.cookies["language"] = "en"
    return client


def patients(office: VisaOffice, number: int) -> list[Application]:
    return [office.in_review("travel", "patient") for _ in range(number)]


def item_of(application: Application) -> WorkItem:
    return WorkItem.objects.get(case=application.case_id, closed_at=None)


def hidden(page: str) -> dict[str, Any]:
    """What a page carries in hidden fields, as a browser sends it: all values of a name."""
    fields: dict[str, Any] = {}
    form = page[page.index('<form method="post"', page.index("<main")) :]
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name, value = (re.search(rf'{part}="([^"]*)"', tag) for part in ("name", "value"))
        if name and name[1] != "csrfmiddlewaretoken":
            fields.setdefault(name[1], []).append(value[1] if value else "")
    return fields


def tick(client: Client, *items: WorkItem, action: str = ACTION) -> Any:
    """Tick rows of the inbox and send it, with the versions that the page shows."""
    page = client.get(reverse("workflow:desk")).content.decode()
    versions = dict(re.findall(r'name="(version-\d+)" value="(\d+)"', page))
    post = {"items": [item.pk for item in items], "action": action, **versions}
    return client.post(reverse("workflow:bulk"), post)


def steps(*applications: Application) -> list[str]:
    return [Application.objects.get(pk=row.pk).case.step for row in applications]


def test_a_list_is_sent_together_and_each_row_says_what_became_of_it(
    office: VisaOffice, officer: Client
) -> None:
    free, own, stale, others = rows = patients(office, 4)
    engine.claim(item_id=item_of(own).pk, by=office.cast.officer)
    asked = tick(officer, *map(item_of, rows)).content.decode()
    assert "Number of the list" in asked
    assert all(row.reference in asked for row in rows)
    assert steps(*rows) == ["review"] * 4
    engine.claim(item_id=item_of(others).pk, by=office.cast["second_officer"])
    office.forward(stale)
    page = reverse("workflow:bulk")
    answer = officer.post(page, {**hidden(asked), "list_number": "2026-400"})
    assert [(row.reference, row.refusal) for row in answer.context["results"]] == [
        (free.reference, ""),
        (own.reference, ""),
        (
            stale.reference,
            "Someone acted on this case meanwhile. Look at it again before you decide.",
        ),
        (others.reference, "Somebody else has taken this case."),
    ]
    assert "2 of 4 cases are done." in answer.content.decode()
    assert steps(*rows) == ["awaiting_other_side"] * 3 + ["review"]
    lists = OtherSideAnswer.objects.filter(application__in=rows).order_by("application_id")
    assert list(lists.values_list("list_number", flat=True)) == ["2026-400"] * 2 + ["2026-311"]
    # The same page sent twice does nothing twice.
    again = officer.post(page, {**hidden(asked), "list_number": "2026-400"})
    assert [not row.refusal for row in again.context["results"]] == [True, True, False, False]
    assert lists.count() == 3


def test_the_number_of_the_list_is_asked_for_until_it_is_given(
    office: VisaOffice, officer: Client
) -> None:
    (row,) = patients(office, 1)
    asked = tick(officer, item_of(row)).content.decode()
    answer = officer.post(reverse("workflow:bulk"), {**hidden(asked), "list_number": ""})
    assert list(answer.context["form"].errors) == ["list_number"]
    assert f'name="version-{item_of(row).pk}"' in answer.content.decode()
    assert steps(row) == ["review"]


def test_only_cases_of_one_service_at_one_step_go_together(
    office: VisaOffice, officer: Client
) -> None:
    patient, entry = office.in_review("travel", "patient"), office.in_review()
    answer = tick(officer, item_of(patient), item_of(entry))
    assert list(answer.context["form"].errors) == ["action"]
    assert "Tick only such cases" in answer.content.decode()
    answer = tick(officer, item_of(entry))
    assert list(answer.context["form"].errors) == ["action"]
    assert steps(patient, entry) == ["review", "review"]


def test_a_row_without_its_version_is_stale(office: VisaOffice, officer: Client) -> None:
    (row,) = patients(office, 1)
    fields = hidden(tick(officer, item_of(row)).content.decode())
    del fields[f"version-{item_of(row).pk}"]
    answer = officer.post(reverse("workflow:bulk"), {**fields, "list_number": "2026-400"})
    (line,) = answer.context["results"]
    assert line.refusal.startswith("Someone acted on this case meanwhile.")
    assert steps(row) == ["review"]


def offered(client: Client) -> list[str]:
    """What the list under "With the chosen cases" shows."""
    page = client.get(reverse("workflow:desk")).content.decode()
    found = re.search(r'<select name="action".*?</select>', page, re.DOTALL)
    return re.findall(r'value="([^"]*)"', found[0]) if found else []


def test_the_inbox_offers_what_the_reader_can_do_to_one_of_its_rows(
    office: VisaOffice, officer: Client
) -> None:
    entry, head = office.in_review(), sign_in(Client(), office.cast.head)
    assert offered(officer) == []
    assert 'type="checkbox"' not in officer.get(reverse("workflow:desk")).content.decode()
    assert offered(head) == ["give"]
    (patient,) = patients(office, 1)
    assert offered(officer) == [ACTION]
    assert offered(head) == ["give"]  # who only looks after the desk decides nothing there
    engine.claim(item_id=item_of(entry).pk, by=office.cast.officer)
    assert offered(officer) == ["give", "put_back", ACTION]
    assert "Put back those that I hold" in officer.get(reverse("workflow:desk")).content.decode()
    assert offered(head) == ["give", "put_back"]
    assert offered(sign_in(Client(), office.cast["second_officer"])) == [ACTION]
    answer = tick(officer, item_of(patient), action="give")
    assert list(answer.context["form"].errors) == ["action"]
    assert "You may not do this to the cases that you ticked." in answer.content.decode()


def put_on_list(client: Client, *rows: Application) -> Any:
    asked = tick(client, *map(item_of, rows)).content.decode()
    return client.post(reverse("workflow:bulk"), {**hidden(asked), "list_number": "2026-400"})


def test_what_was_done_together_is_undone_together(office: VisaOffice, officer: Client) -> None:
    rows = patients(office, 3)
    answer = put_on_list(officer, *rows)
    page, undo = answer.content.decode(), reverse("workflow:undo_bulk")
    key = answer.context["undoable"].key
    assert "the last 3 cases together" in page
    for shown in (page, officer.get(reverse("workflow:desk")).content.decode()):
        assert f'action="{undo}"' in shown
        assert f'name="key" value="{key}"' in shown
    stranger = sign_in(Client(), office.cast["second_officer"])
    assert stranger.post(undo, {"key": key})["Location"] == reverse("workflow:desk")
    office.grant(rows[2])
    for _press in range(2):
        undone = officer.post(undo, {"key": key})
        assert [(line.reference, bool(line.refusal)) for line in undone.context["results"]] == [
            (rows[0].reference, False),
            (rows[1].reference, False),
            (rows[2].reference, True),
        ]
        assert "2 of 3 cases stand where they stood before." in undone.content.decode()
    assert steps(*rows) == ["review", "review", "granted"]
    assert [item_of(row).claimed_by for row in rows[:2]] == [office.cast.officer] * 2
    assert OtherSideAnswer.objects.filter(application__in=rows[:2]).count() == 0
    assert undo not in officer.get(reverse("workflow:desk")).content.decode()


def test_nothing_is_undone_once_something_else_was_decided_or_too_late(
    office: VisaOffice, officer: Client
) -> None:
    first, second, third = patients(office, 3)
    undo = reverse("workflow:undo_bulk")
    early = put_on_list(officer, first).context["undoable"]
    assert early.only.reference == first.reference  # one case has the button of one
    late = put_on_list(officer, second, third).context["undoable"]
    assert officer.post(undo, {"key": early.key})["Location"] == reverse("workflow:desk")
    assert "There is nothing here that can be undone." in (
        officer.get(reverse("workflow:desk")).content.decode()
    )
    with travel(clock.now() + dt.timedelta(seconds=31), tick=False):
        assert undo not in officer.get(reverse("workflow:desk")).content.decode()
        refused = officer.post(undo, {"key": late.key}).context["results"]
    assert [line.refusal[:33] for line in refused] == ["It is too late to undo this. The "] * 2
    assert steps(first, second, third) == ["awaiting_other_side"] * 3


def test_a_change_of_the_language_leads_from_the_results_to_the_inbox(officer: Client) -> None:
    for name in ("workflow:bulk", "workflow:undo_bulk"):
        assert officer.get(reverse(name))["Location"] == reverse("workflow:desk")
