"""The way of a visa case as its desk sees it, and how the procedure runs as its head reads it."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts.models import Posting
from interior_portal.audit.models import AuditEntry
from tests.cast import Cast, ClientOf
from tests.scenarios import VisaOffice
from visas.models import Application

RUNNING = reverse("workflow:procedure", args=["visas.entry"])


@pytest.fixture(autouse=True)
def _nothing_is_kept() -> None:
    cache.clear()


def way(application: Application) -> str:
    return reverse("workflow:course", args=[application.reference])


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_desk_sees_where_the_case_stands_and_what_it_passed(
    office: VisaOffice, cast: Cast, client_of: ClientOf
) -> None:
    application = office.ask_again(office.in_review())
    page = client_of("auditor").get(way(application), headers={"accept-language": "en"})
    text = words(page.content.decode())
    assert "Waiting for the applicant" in text
    assert [line.seen.step.code for line in page.context["here"]] == ["awaiting_applicant"]
    passed = {line.seen.step.code: line.seen.times for line in page.context["passed"]}
    assert passed == {"draft": 1, "awaiting_payment": 1, "review": 1}
    seen = AuditEntry.objects.filter(action="workflow.case.course_seen")
    assert [(entry.actor_id, entry.subject_ref) for entry in seen] == [
        (cast.auditor.pk, application.reference)
    ]


def test_what_the_picture_shows_stands_in_the_list_too(
    office: VisaOffice, client_of: ClientOf
) -> None:
    page = client_of("head").get(way(office.in_review()))
    listed = [line.seen.step for part in ("here", "passed", "ahead") for line in page.context[part]]
    assert len(listed) == len(page.context["drawing"].steps) == len(page.context["procedure"].steps)
    assert 'style="' not in page.content.decode()


def test_a_draft_another_units_case_and_ones_own_are_closed(
    office: VisaOffice, cast: Cast, client_of: ClientOf
) -> None:
    assert client_of("head").get(way(office.begin())).status_code == 404
    sent = office.sent()
    assert client_of("head").get(way(sent)).status_code == 200
    Posting.objects.filter(user=cast.head).update(unit=cast.unit("traffic"))
    assert client_of("head").get(way(sent)).status_code == 404
    Posting.objects.create(
        user=cast.traveller, unit=cast.unit("visas"), role="VISA_HEAD", starts_on="2026-01-01"
    )
    cast.traveller.is_staff = True
    cast.traveller.save()
    assert client_of("traveller").get(way(sent)).status_code == 403


def test_both_pages_ask_as_much_of_one_case_as_of_three(
    office: VisaOffice, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = client_of("head")
    application = office.in_review()
    head.get(way(application))
    with django_assert_num_queries(9):
        head.get(way(application))
    for _ in range(2):
        office.ask_again(office.in_review())
        cache.clear()
        head.get(reverse("workflow:procedures"))
        with django_assert_num_queries(6):
            head.get(RUNNING)
        with django_assert_num_queries(4):
            head.get(RUNNING)


def test_the_head_reads_sentences_before_the_picture_and_the_table(
    office: VisaOffice, client_of: ClientOf
) -> None:
    office.grant(office.in_review())
    office.in_review()
    office.sent()
    office.in_review()
    page = client_of("auditor").get(RUNNING)
    text = words(page.content.decode())
    assert text.index("3 cases are open.") < text.index("With the visa officers")
    assert "Most of them stand at “With the visa officers”: 67 %" in text
    assert "None is late." in text
    lines = {line.label: line.cases for line in page.context["heat_lines"]}
    assert {str(label): cases for label, cases in lines.items()} == {
        "Waiting for the fee": 1,
        "With the visa officers": 2,
    }
    assert page.context["routine"].cases == 1
    assert "Half of the cases were answered within" in text


def test_a_head_sees_the_units_of_their_posting_only(
    office: VisaOffice, cast: Cast, client_of: ClientOf
) -> None:
    office.grant(office.in_review())
    office.in_review()
    head = client_of("head")
    assert head.get(RUNNING).context["heat_lines"] != []
    Posting.objects.filter(user=cast.head).update(unit=cast.unit("traffic"))
    page = head.get(RUNNING)
    assert (page.context["heat_lines"], page.context["routine"]) == ([], None)


@pytest.mark.parametrize(
    ("asked", "days"),
    [("", 30), ("?days=365", 365), ("?days=12", 30), ("?days=x", 30)],
)
def test_a_period_is_one_of_three_or_two_dates(
    office: VisaOffice, client_of: ClientOf, asked: str, days: int
) -> None:
    context = client_of("head").get(RUNNING + asked).context
    assert (context["last"] - context["first"]).days == days - 1
    assert [tab.current for tab in context["periods"]].count(True) == 1


def test_two_dates_are_taken_as_given_and_wrong_ones_are_named(
    office: VisaOffice, client_of: ClientOf
) -> None:
    dates = "?first_day=1&first_month=2&first_year=2026&last_day={}&last_month=2&last_year=2026"
    context = client_of("head").get(RUNNING + dates.format(9)).context
    assert (str(context["first"]), str(context["last"])) == ("2026-02-01", "2026-02-09")
    assert [tab.current for tab in context["periods"]].count(True) == 0
    context = client_of("head").get(RUNNING + dates.format(30)).context
    assert context["form"].errors.keys() == {"last"}
    assert (context["last"] - context["first"]).days == 29


def test_a_procedure_nobody_knows_has_no_page(office: VisaOffice, client_of: ClientOf) -> None:
    url = reverse("workflow:procedure", args=["visas.none"])
    assert client_of("head").get(url).status_code == 404
