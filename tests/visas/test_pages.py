"""The pages of the directorate: what they show to whom, and what they cost in queries."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.audit.models import AuditEntry
from tests.cast import ClientOf
from tests.scenarios import VisaOffice, answers_for
from visas import queries

INBOX_QUERIES = 11


def test_the_kind_says_what_it_needs_costs_and_takes(office: VisaOffice, client: Client) -> None:
    client.cookies["language"] = "en"
    text = client.get(reverse("visas:kind", args=["entry"])).content.decode()
    for words in ("30", "USD", "3 working days", "A stay of up to 30 days.", "The data page"):
        assert words in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_for_three(
    office: VisaOffice,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    rows: int,
) -> None:
    for _ in range(rows):
        office.in_review()
    officer = client_of("officer")
    officer.get(reverse("workflow:desk"))
    with django_assert_num_queries(INBOX_QUERIES):
        answer = officer.get(reverse("workflow:desk"))
    assert answer.content.decode().count("HADDAD") == rows


def test_seeing_a_case_is_written_into_the_ledger(office: VisaOffice, client_of: ClientOf) -> None:
    application = office.in_review()
    client_of("officer").get(reverse("visas:case", args=[application.reference]))
    seen = AuditEntry.objects.get(action="visas.application.seen")
    assert (seen.actor_id, seen.subject_ref) == (office.cast.officer.pk, application.reference)


def test_the_language_is_changed_on_the_page_of_a_case(
    office: VisaOffice, client_of: ClientOf
) -> None:
    page = reverse("visas:case", args=[office.in_review().reference])
    seen = client_of("officer").get(page).content.decode()
    assert f'<input type="hidden" name="next" value="{page}">' in seen
    assert "data-keys" in seen


def test_a_draft_is_nobody_elses(office: VisaOffice, client_of: ClientOf) -> None:
    draft = office.fill_in(office.begin())
    page = reverse("visas:application", args=[draft.reference])
    assert client_of("traveller").get(page).status_code == 200
    assert client_of("rival").get(page).status_code == 404
    assert (
        client_of("officer").get(reverse("visas:case", args=[draft.reference])).status_code == 404
    )


def test_a_host_sees_only_the_name_and_the_day(office: VisaOffice, client_of: ClientOf) -> None:
    application = office.sent()
    text = client_of("host").get(reverse("visas:host", args=[application.reference])).content
    assert "LAYLA HADDAD" in text.decode()
    for hidden in ("C01234567", "1994", "سعاد"):
        assert hidden not in text.decode()


def test_the_back_button_after_sending_sends_nothing_again(
    office: VisaOffice, client_of: ClientOf
) -> None:
    draft = office.fill_in(office.begin())
    page = reverse("visas:check", args=[draft.reference])
    traveller = client_of("traveller")
    form = traveller.get(page).context["form"]
    post = {
        "key": form["key"].value(),
        "version": form["version"].value(),
        "paper_language": "kmr",
        "is_true": "on",
    }
    letter = reverse("visas:application", args=[draft.reference])
    assert traveller.post(page, post)["Location"] == letter
    assert traveller.post(page, post)["Location"] == letter
    assert office.again(draft).case.step == "awaiting_payment"


def test_every_answer_is_kept_when_one_is_wrong(office: VisaOffice, client_of: ClientOf) -> None:
    draft = office.begin()
    page = reverse("visas:section", args=[draft.reference, "journey"])
    answers = {
        "arrives_on_day": "1",
        "arrives_on_month": "1",
        "arrives_on_year": "2020",
        "stay_days": "14",
        "purpose": "زيارة",
        "address": "القامشلي",
        "post": str(queries.crossing_posts()[0].pk),
    }
    answer = client_of("traveller").post(page, answers)
    form = answer.context["form"]
    assert answer.status_code == 200
    assert list(form.errors) == ["arrives_on"]
    assert (form["purpose"].value(), form["arrives_on"].value()) == ("زيارة", ["1", "1", "2020"])
    assert office.again(draft).arrives_on is None


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("P<D<<HADDAD<<LAYLA<<<<<<<<<<<<<<<<<<<<<<<<<<", "44"),
        ("not a passport at all", "two lines"),
    ],
)
def test_wrong_lines_are_answered_in_words(
    office: VisaOffice, client_of: ClientOf, line: str, words: str
) -> None:
    draft = office.begin()
    traveller = client_of("traveller")
    traveller.cookies["language"] = "en"
    page = reverse("visas:section", args=[draft.reference, "passport"])
    answer = traveller.post(page, {"mrz": line})
    assert words in " ".join(answer.context["form"].errors["mrz"])


def test_a_wrong_check_digit_names_its_field(office: VisaOffice, client_of: ClientOf) -> None:
    draft = office.begin()
    first, second = answers_for(draft)["mrz"].split("\n")
    wrong = second[:9] + str((int(second[9]) + 1) % 10) + second[10:]
    traveller = client_of("traveller")
    traveller.cookies["language"] = "en"
    page = reverse("visas:section", args=[draft.reference, "passport"])
    errors = traveller.post(page, {"mrz": f"{first}\n{wrong}"}).context["form"].errors["mrz"]
    assert len(errors) == 1
    assert errors[0].startswith("The passport number does not fit its check digit.")


def test_only_officers_decide(office: VisaOffice, client_of: ClientOf) -> None:
    application = office.claim(office.in_review())
    page = reverse("visas:step", args=[application.reference, "grant"])
    assert client_of("officer").get(page).status_code == 200
    for somebody in ("head", "auditor", "cashier", "clerk", "other_officer", "traveller"):
        assert client_of(somebody).get(page).status_code == 403, somebody


@pytest.mark.parametrize(
    "text", ["Haddad", "ليلى حداد", "leyla hadad", "C01234567", "c0123 4567", "الحداد"]
)
def test_a_traveller_is_found_by_name_in_any_script_and_by_passport(
    office: VisaOffice, client_of: ClientOf, text: str
) -> None:
    application = office.in_review()
    office.fill_in(office.begin())  # nobody at a desk sees a draft
    page = reverse("workflow:search")
    answer = client_of("officer").post(page, {"text": text})
    assert [line.reference for line in answer.context["lines"]] == [application.reference]
    assert list(client_of("officer").post(page, {"text": "Osman"}).context["lines"]) == []
