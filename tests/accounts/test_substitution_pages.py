"""The pages of substitution: who arranges what for whom, and everyone who must not."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from interior_portal.accounts import actions, queries
from interior_portal.accounts.actions import Term
from interior_portal.accounts.models import Posting, Substitution, User
from interior_portal.accounts.standing_in import colleagues_of, posts_of
from interior_portal.audit.models import AuditEntry
from interior_portal.notices.models import Notice
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refused
from tests.cast import Cast, ClientOf

pytestmark = pytest.mark.django_db
MINE, NEW, PEOPLE = (reverse(f"account_substitution{name}") for name in ("", "_new", "_colleagues"))
DAY = dt.timedelta(days=1)


@pytest.fixture
def today() -> dt.date:
    return clock.today()


def of(person: User) -> str:
    return reverse("account_substitution_for", args=[person.pk])


def page_of(one: Substitution) -> str:
    return reverse("account_substitution_one", args=[one.reference])


def days(first: dt.date, last: dt.date) -> dict[str, str]:
    return {
        f"{name}_{part}": str(getattr(day, part))
        for name, day in (("starts_on", first), ("ends_on", last))
        for part in ("day", "month", "year")
    }


def send(client: Client, page: str, substitute: User, **more: Any) -> Any:
    """The form with a week from today, unless `more` says otherwise."""
    first = more.pop("first", clock.today())
    posted = {**days(first, more.pop("last", first + 6 * DAY)), "reason": "leave", **more}
    return client.post(page, {"substitute": str(substitute.pk), **posted})


def arranged(
    cast: Cast, absent: str = "officer", substitute: str = "second_officer"
) -> Substitution:
    start = clock.today()
    return actions.substitute(
        absent=cast[absent],
        substitute=cast[substitute],
        term=Term(starts_on=start, ends_on=start + 6 * DAY),
        by=cast[absent],
    )


def also(user: User, cast: Cast, unit: str, role: str, **days: Any) -> Posting:
    start = {"starts_on": clock.today() - 9 * DAY, **days}
    return Posting.objects.create(user=user, unit=cast.unit(unit), role=role, **start)


def wrong(answer: Any) -> list[str]:
    assert answer.status_code == 200
    return list(answer.context["form"].errors)


def test_an_officer_lets_a_colleague_stand_in_and_both_are_told(
    cast: Cast, client_of: ClientOf, today: dt.date
) -> None:
    answer = send(client_of("officer"), NEW, cast.second_officer)
    [one] = Substitution.objects.all()
    assert answer["Location"] == page_of(one)
    assert (one.absent, one.substitute, one.given_by) == (
        cast.officer,
        cast.second_officer,
        cast.officer,
    )
    assert (one.starts_on, one.ends_on) == (today, today + 6 * DAY)
    assert (one.unit, one.roles, one.reason) == (None, [], "leave")
    assert set(Notice.objects.values_list("recipient", "kind", "about")) == {
        (cast.officer.pk, "accounts.absent_begun", one.reference),
        (cast.second_officer.pk, "accounts.substitute_begun", one.reference),
    }
    entry = AuditEntry.objects.get(action="accounts.substitution.begun")
    assert (entry.actor_id, entry.data["roles"]) == (cast.officer.pk, [])
    for person, key in (("officer", "for_me"), ("second_officer", "by_me")):
        [line] = client_of(person).get(MINE).context[key]
        assert line.reference == one.reference


@pytest.mark.parametrize("by", ["officer", "second_officer", "head", "administrator"])
def test_those_whom_it_concerns_end_it_and_both_are_told(
    cast: Cast, client_of: ClientOf, by: str
) -> None:
    one = arranged(cast)
    assert client_of(by).get(page_of(one)).context["may_end"] is True
    assert client_of(by).post(page_of(one))["Location"] == page_of(one)
    one.refresh_from_db()
    assert one.ended_at is not None
    kinds = Notice.objects.filter(kind__endswith="_ended").values_list("recipient", "kind")
    assert set(kinds) == {
        (cast.officer.pk, "accounts.absent_ended"),
        (cast.second_officer.pk, "accounts.substitute_ended"),
    }
    entry = AuditEntry.objects.get(action="accounts.substitution.ended")
    assert entry.actor_id == cast[by].pk
    assert client_of(by).get(page_of(one)).context["may_end"] is False
    client_of(by).post(page_of(one))
    assert AuditEntry.objects.filter(action="accounts.substitution.ended").count() == 1


@pytest.mark.parametrize("by", ["cash_supervisor", "other_officer", "auditor", "clerk"])
def test_for_everyone_else_it_does_not_exist(cast: Cast, client_of: ClientOf, by: str) -> None:
    one = arranged(cast)
    assert client_of("officer").get(page_of(one)).status_code == 200
    assert client_of(by).get(page_of(one)).status_code == 404
    assert client_of(by).post(page_of(one)).status_code == 404
    one.refresh_from_db()
    assert one.ended_at is None


def test_a_citizen_comes_nowhere(cast: Cast, client_of: ClientOf) -> None:
    one, citizen = arranged(cast), client_of("traveller")
    for page in (MINE, NEW, PEOPLE, of(cast.officer), page_of(one)):
        assert citizen.get(page).status_code == 403, page
        assert send(citizen, page, cast.second_officer).status_code == 403, page
    assert Substitution.objects.count() == 1
    assert "account/substitution" not in citizen.get("/account/").content.decode()
    assert f'href="{MINE}"' in client_of("officer").get("/account/").content.decode()


def test_nobody_from_elsewhere_can_be_chosen(cast: Cast, client_of: ClientOf) -> None:
    disabled = also(User.objects.create_user(email="x@x.example"), cast, "visas-qamishlo", "CLERK")
    User.objects.filter(pk=disabled.user_id).update(is_staff=True, is_active=False)
    citizen, officer = cast.traveller, cast.officer
    for person in (cast.other_officer, cast.auditor, citizen, officer, disabled.user):
        assert wrong(send(client_of("officer"), NEW, person)) == ["substitute"], person
    assert wrong(send(client_of("officer"), NEW, User(pk=0))) == ["substitute"]
    assert not Substitution.objects.exists()


def test_colleagues_of_the_same_unit_come_first(cast: Cast) -> None:
    found = list(colleagues_of(cast.cashier, posts_of(cast.cashier)))
    near = {"clerk", "officer", "second_officer", "cash_supervisor", "head"}
    assert set(found) == {cast[code] for code in near}
    beside = list(colleagues_of(cast.officer, posts_of(cast.officer)))
    same = {cast[code] for code in ("clerk", "second_officer", "cash_supervisor")}
    assert set(beside[:3]) == same
    assert set(beside[3:]) == {cast.cashier, cast.head}
    of_authority = {cast[code] for code in ("administrator", "chair", "co_chair", "secretary")}
    assert set(colleagues_of(cast.auditor, posts_of(cast.auditor))) == of_authority
    cast.second_officer.postings.update(ends_on=clock.today() - DAY)
    assert cast.second_officer not in colleagues_of(cast.officer, posts_of(cast.officer))


def test_who_is_alone_at_their_unit_reads_what_to_do(cast: Cast, client_of: ClientOf) -> None:
    cast.traffic_answers.postings.update(ends_on=clock.today() - DAY)
    answer = client_of("other_officer").get(NEW)
    assert answer.context["form"].people == {}
    assert b"<select" not in answer.content
    cast.other_officer.postings.update(ends_on=clock.today() - DAY)
    assert client_of("other_officer").get(NEW).context["posts"] == []


@pytest.mark.parametrize(
    ("first", "last", "field"), [(-1, 3, "starts_on"), (2, 1, "ends_on"), (-9, -3, "starts_on")]
)
def test_days_that_make_no_sense_are_told_at_their_field(
    cast: Cast, client_of: ClientOf, first: int, last: int, field: str
) -> None:
    today = clock.today()
    term = {"first": today + first * DAY, "last": today + last * DAY}
    assert wrong(send(client_of("officer"), NEW, cast.second_officer, **term)) == [field]
    assert not Substitution.objects.exists()


def test_a_time_that_overlaps_is_refused_and_one_after_it_is_not(
    cast: Cast, client_of: ClientOf, today: dt.date
) -> None:
    arranged(cast)
    officer = client_of("officer")
    touching = send(officer, NEW, cast.second_officer, first=today + 6 * DAY)
    assert wrong(touching) == ["substitute"]
    send(officer, NEW, cast.second_officer, first=today + 7 * DAY)
    assert Substitution.objects.count() == 2


def test_only_roles_of_today_or_later_are_lent(cast: Cast, client_of: ClientOf) -> None:
    ended = {"ends_on": clock.today() - DAY}
    also(cast.officer, cast, "visas-qamishlo-desk", "CASHIER", **ended)
    also(cast.officer, cast, "visas-qamishlo", "VISA_CLERK")
    officer = client_of("officer")
    form = officer.get(NEW).context["form"]
    assert form.codes == ["VISA_CLERK", "VISA_OFFICER"]
    assert wrong(send(officer, NEW, cast.second_officer, roles=["CASHIER"])) == ["roles"]
    assert wrong(send(officer, NEW, cast.second_officer)) == ["roles"]
    send(officer, NEW, cast.second_officer, roles=["VISA_CLERK"])
    assert Substitution.objects.get().roles == ["VISA_CLERK"]
    send(officer, NEW, cast.clerk, roles=["VISA_CLERK", "VISA_OFFICER"])
    assert Substitution.objects.get(substitute=cast.clerk).roles == []


def test_a_role_is_only_lent_where_it_is_held(cast: Cast, client_of: ClientOf) -> None:
    also(cast.officer, cast, "traffic", "OFFICER")
    officer = client_of("officer")
    there = {"unit": "traffic", "roles": ["VISA_OFFICER"]}
    assert wrong(send(officer, NEW, cast.second_officer, **there)) == ["roles"]
    send(officer, NEW, cast.second_officer, unit="visas-qamishlo", roles=["VISA_OFFICER"])
    one = Substitution.objects.get()
    assert (one.unit, one.roles) == (cast.unit("visas-qamishlo"), ["VISA_OFFICER"])


def test_a_head_arranges_it_for_their_people_with_unit_and_role_named(
    cast: Cast, client_of: ClientOf
) -> None:
    head = client_of("head")
    listed = {person.pk for person in head.get(PEOPLE).context["people"]}
    theirs = ("cashier", "cash_supervisor", "officer", "second_officer", "clerk")
    assert listed == {cast[code].pk for code in theirs}
    send(head, of(cast.officer), cast.second_officer)
    one = Substitution.objects.get()
    assert (one.unit, one.roles) == (cast.unit("visas-qamishlo"), ["VISA_OFFICER"])
    assert one.given_by == cast.head
    assert AuditEntry.objects.get(action="accounts.substitution.begun").actor_id == cast.head.pk
    assert set(Notice.objects.values_list("recipient", flat=True)) == {
        cast.officer.pk,
        cast.second_officer.pk,
    }
    [person] = [each for each in head.get(PEOPLE).context["people"] if each.arranged]
    assert person.pk == cast.officer.pk


def test_a_head_reaches_nobody_elsewhere_and_never_takes_the_place(
    cast: Cast, client_of: ClientOf
) -> None:
    head = client_of("head")
    for person in (cast.other_officer, cast.auditor, cast.administrator, cast.head, cast.traveller):
        assert head.get(of(person)).status_code == 404, person
        assert send(head, of(person), cast.second_officer).status_code == 404, person
    assert wrong(send(head, of(cast.officer), cast.head)) == ["substitute"]
    assert wrong(send(head, of(cast.officer), cast.other_officer)) == ["substitute"]
    assert not Substitution.objects.exists()


def test_a_post_above_the_heads_unit_is_not_lent_by_naming_a_unit_below(cast: Cast) -> None:
    """Who stands in for the auditor at the Visa Directorate alone would still read its ledger."""
    start = clock.today()
    term = Term(starts_on=start, ends_on=start, unit=cast.unit("visas"))
    with pytest.raises(Refused) as caught:
        actions.substitute(
            absent=cast.administrator, substitute=cast.officer, term=term, by=cast.head
        )
    assert caught.value.refusal.code == "not_permitted"


def test_a_post_elsewhere_is_not_lent_by_the_head_of_another(
    cast: Cast, client_of: ClientOf
) -> None:
    also(cast.officer, cast, "traffic", "OFFICER")
    form = client_of("head").get(of(cast.officer)).context["form"]
    assert (list(form.units), form.codes) == (["visas-qamishlo"], ["VISA_OFFICER"])
    send(client_of("head"), of(cast.officer), cast.second_officer, unit="traffic")
    assert Substitution.objects.get().unit == cast.unit("visas-qamishlo")


def test_a_supervisor_of_cash_arranges_for_cashiers_alone(cast: Cast, client_of: ClientOf) -> None:
    supervisor = client_of("cash_supervisor")
    [person] = supervisor.get(PEOPLE).context["people"]
    assert person.pk == cast.cashier.pk
    assert supervisor.get(of(cast.officer)).status_code == 404
    also(cast.cashier, cast, "visas-qamishlo-desk", "VISA_OFFICER")
    send(supervisor, of(cast.cashier), cast.clerk, roles=["VISA_OFFICER"])
    one = Substitution.objects.get()
    assert (one.unit, one.roles) == (cast.unit("visas-qamishlo-desk"), ["CASHIER"])
    start = clock.today()
    for roles in ((), ("VISA_OFFICER",)):
        term = Term(starts_on=start, ends_on=start, roles=roles)
        with pytest.raises(Refused):
            actions.substitute(
                absent=cast.cashier, substitute=cast.officer, term=term, by=cast.cash_supervisor
            )


def test_who_stands_in_for_a_head_arranges_for_the_people_and_not_for_the_head(
    cast: Cast, client_of: ClientOf
) -> None:
    arranged(cast, "head", "clerk")
    deputy = client_of("clerk")
    listed = {person.pk for person in deputy.get(PEOPLE).context["people"]}
    assert cast.officer.pk in listed
    assert not {cast.head.pk, cast.clerk.pk} & listed
    assert deputy.get(of(cast.head)).status_code == 404
    start = clock.today()
    with pytest.raises(Refused) as caught:
        actions.substitute(
            absent=cast.head,
            substitute=cast.officer,
            term=Term(starts_on=start, ends_on=start),
            by=cast.clerk,
        )
    assert caught.value.refusal.code == "not_permitted"
    assert not queries.has_permission(cast.officer, "ACCOUNTS_SUBSTITUTE")


def test_a_head_whose_post_ended_yesterday_arranges_nothing(
    cast: Cast, client_of: ClientOf
) -> None:
    assert client_of("head").get(of(cast.officer)).status_code == 200
    cast.head.postings.update(ends_on=clock.today() - DAY)
    for page in (PEOPLE, of(cast.officer)):
        assert send(client_of("head"), page, cast.second_officer).status_code == 403
    assert not Substitution.objects.exists()


def test_whose_post_ended_is_none_of_the_heads_people(cast: Cast, client_of: ClientOf) -> None:
    assert client_of("head").get(of(cast.officer)).status_code == 200
    cast.officer.postings.update(ends_on=clock.today() - DAY)
    assert client_of("head").get(of(cast.officer)).status_code == 404
    assert client_of("officer").get(NEW).context["posts"] == []
    send(client_of("officer"), NEW, cast.second_officer)
    assert not Substitution.objects.exists()


def test_a_unit_narrows_the_people(cast: Cast, client_of: ClientOf) -> None:
    answer = client_of("head").get(PEOPLE, {"unit": "visas-qamishlo-desk"})
    assert [person.pk for person in answer.context["people"]] == [cast.cashier.pk]
    centre = client_of("head").get(PEOPLE, {"unit": "visas-qamishlo"})
    assert len(centre.context["people"]) == 5
    also(cast.officer, cast, "visas", "VISA_CLERK", starts_on=clock.today() + DAY)
    cast.officer.postings.filter(role="VISA_OFFICER").update(ends_on=clock.today() - DAY)
    centre = client_of("head").get(PEOPLE, {"unit": "visas-qamishlo"})
    assert len(centre.context["people"]) == 4
    everyone = client_of("head").get(PEOPLE, {"unit": "traffic"})
    assert len(everyone.context["people"]) == 5


@pytest.mark.parametrize("more", [0, 2])
def test_the_pages_cost_the_same_for_one_and_for_three(
    cast: Cast,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    more: int,
) -> None:
    arranged(cast)
    for substitute in ("clerk", "cashier")[:more]:
        arranged(cast, "officer", substitute)
        arranged(cast, substitute, "officer")
    arranged(cast, "second_officer", "officer")
    session_and_user = 2
    for person, page, number in (
        ("officer", MINE, 3),
        ("officer", NEW, 4),
        ("head", PEOPLE, 5),
        ("head", of(cast.officer), 5),
    ):
        client_of(person).get(page)
        with django_assert_num_queries(session_and_user + number):
            client_of(person).get(page)
