"""The administrators' pages for users, units and postings."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from interior_portal.accounts import actions
from interior_portal.accounts.actions import Term
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.audit.models import AuditEntry
from interior_portal.shared import clock
from tests.accounts.doors import said
from tests.cast import BACKEND, Cast, ClientOf

pytestmark = pytest.mark.django_db
USERS, UNITS, POSTINGS, SUBSTITUTIONS = (
    f"/admin/accounts/{name}/" for name in ("user", "unit", "posting", "substitution")
)


@pytest.fixture
def browser(client_of: ClientOf) -> Client:
    return client_of("administrator")


def messages_of(client: Client, page: str, **posted: object) -> list[str]:
    answer = client.post(page, posted, follow=True)
    return [str(message) for message in answer.context["messages"]]


def entries(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action))


def test_only_tables_of_the_portal_have_pages() -> None:
    apps = {model._meta.app_label for model in admin.site._registry}
    assert {"accounts", "outbox"} <= apps
    assert apps.isdisjoint({"auth", "account", "mfa", "usersessions", "axes", "django_celery_beat"})


def test_strangers_come_to_the_door_of_staff(client: Client) -> None:
    for page in ("/admin/", USERS):
        assert client.get(page)["Location"] == f"/account/sign-in/staff/?next={page}"
    assert client.get("/admin/login/")["Location"] == "/account/sign-in/staff/"


@pytest.mark.parametrize("code", ["traveller", "officer", "head", "auditor"])
def test_everyone_else_is_refused_and_the_ledger_says_so(
    client_of: ClientOf, cast: Cast, code: str
) -> None:
    assert client_of(code).get(USERS).status_code == 403
    [entry] = entries("accounts.access.denied")
    assert (entry.actor_id, entry.data["permission"]) == (cast[code].pk, "ADMINISTRATION")


def test_a_superuser_needs_a_second_factor(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator, backend=BACKEND)
    assert client.get("/admin/")["Location"] == "/account/second-factor/"


def test_a_superuser_who_left_is_refused(client_of: ClientOf, cast: Cast) -> None:
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=False)
    assert client_of("administrator").get("/admin/").status_code == 403


@pytest.mark.parametrize("page", ["/admin/", USERS, UNITS, POSTINGS, SUBSTITUTIONS])
def test_administrators_see_the_tables(browser: Client, page: str) -> None:
    assert browser.get(page).status_code == 200


def test_a_password_is_changed_on_the_page_of_the_account(browser: Client) -> None:
    assert browser.get(reverse("admin:password_change"))["Location"] == "/account/password/"


@pytest.mark.parametrize("table", ["user", "unit", "posting"])
def test_nothing_is_deleted(browser: Client, cast: Cast, table: str) -> None:
    row = {"user": cast.officer, "unit": cast.unit("visas"), "posting": Posting.objects.all()[0]}
    page = reverse(f"admin:accounts_{table}_delete", args=[row[table].pk])
    assert browser.post(page, {"post": "yes"}).status_code == 403


def test_somebody_new_comes_without_a_password_and_is_given_a_temporary_one(
    browser: Client, cast: Cast
) -> None:
    browser.post(
        f"{USERS}add/",
        {"name": "Hêvî", "email": "Hevi@Interior.example", "language": "kmr", "is_staff": "on"},
    )
    user = User.objects.get(name="Hêvî")
    assert (user.email, user.is_staff, user.has_usable_password()) == (
        "hevi@interior.example",
        True,
        False,
    )
    [entry] = entries("accounts.user.added")
    assert (entry.actor_id, entry.subject_ref) == (cast.administrator.pk, str(user.pk))
    assert "Hevi" not in str(entry.data)
    *_, text = messages_of(browser, USERS, action="give_password", _selected_action=[user.pk])
    user.refresh_from_db()
    assert user.has_temporary_password
    [password] = re.findall(r"[\w-]{22}", text)
    assert user.check_password(password)


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"is_staff": "on"}, "Give an e-mail address or a phone number."),
        (
            {"is_staff": "on", "phone": "+963990000777"},
            "Somebody who works for the Authority needs an e-mail address.",
        ),
    ],
)
def test_an_account_needs_an_address(
    browser: Client, posted: dict[str, str], sentence: str
) -> None:
    page = browser.post(f"{USERS}add/", {"name": "Hêvî", "language": "kmr", **posted})
    assert page.context["adminform"].form.non_field_errors() == [said(sentence, "kmr")]


def test_switching_off_skips_oneself_and_says_so(browser: Client, cast: Cast) -> None:
    chosen = [cast.officer.pk, cast.administrator.pk]
    texts = messages_of(browser, USERS, action="disable", _selected_action=chosen)
    why = said("Somebody else must do this for you.", "kmr")
    assert sorted(texts) == sorted(
        [
            said("%(name)s: done.", "kmr", name=cast.officer),
            said("%(name)s: not done. %(reason)s", "kmr", name=cast.administrator, reason=why),
        ]
    )
    cast.officer.refresh_from_db()
    cast.administrator.refresh_from_db()
    assert (cast.officer.is_active, cast.administrator.is_active) == (False, True)
    messages_of(browser, USERS, action="enable", _selected_action=[cast.officer.pk])
    cast.officer.refresh_from_db()
    assert cast.officer.is_active


def test_a_second_factor_is_taken_away_by_an_action(browser: Client, cast: Cast) -> None:
    messages_of(browser, USERS, action="reset_second_factor", _selected_action=[cast.officer.pk])
    assert len(entries("accounts.user.second_factor_reset")) == 1


def test_somebody_is_posted_and_the_posting_ends(browser: Client, cast: Cast) -> None:
    today, yesterday = clock.today(), clock.today() - dt.timedelta(days=1)
    assert not has_permission(cast.clerk, "VISA_APPLICATION_DECIDE")
    browser.post(
        f"{POSTINGS}add/",
        {
            "user": cast.clerk.pk,
            "unit": cast.unit("visas").pk,
            "role": "VISA_OFFICER",
            "starts_on": yesterday.isoformat(),
        },
    )
    posting = Posting.objects.get(user=cast.clerk, role="VISA_OFFICER")
    assert has_permission(User.objects.get(pk=cast.clerk.pk), "VISA_APPLICATION_DECIDE")
    page = f"{POSTINGS}{posting.pk}/change/"
    assert browser.get(page).status_code == 200
    browser.post(page, {"ends_on": yesterday.isoformat(), "starts_on": today.isoformat()})
    posting.refresh_from_db()
    assert (posting.starts_on, posting.ends_on) == (yesterday, yesterday)
    assert not has_permission(User.objects.get(pk=cast.clerk.pk), "VISA_APPLICATION_DECIDE")
    assert [len(entries(f"accounts.posting.{what}")) for what in ("begun", "ended")] == [1, 1]


def test_a_refused_posting_is_a_sentence(browser: Client, cast: Cast) -> None:
    page = browser.post(
        f"{POSTINGS}add/",
        {
            "user": cast.administrator.pk,
            "unit": cast.unit("visas").pk,
            "role": "VISA_OFFICER",
            "starts_on": clock.today().isoformat(),
        },
    )
    assert page.context["adminform"].form.non_field_errors() == [
        said("Somebody else must do this for you.", "kmr")
    ]


def unit_fields(unit: Unit, **changed: object) -> dict[str, object]:
    names = {name: getattr(unit, name) for name in ("name_ar", "name_kmr", "name_en")}
    return {"parent": unit.parent_id, "is_active": "on", **names, **changed}


def test_a_unit_moves_with_everything_below(browser: Client, cast: Cast) -> None:
    centre, traffic = cast.unit("visas-qamishlo"), cast.unit("traffic")
    page = f"{UNITS}{centre.pk}/change/"
    assert browser.get(page).status_code == 200
    browser.post(page, unit_fields(centre, parent=traffic.pk, name_en="Moved"))
    assert cast.unit("visas-qamishlo").name_en == "Moved"
    assert traffic.covers(cast.unit("visas-qamishlo-desk"))
    assert entries("accounts.unit.moved")[0].data == {"parent": "traffic"}


def test_a_unit_does_not_move_below_itself(browser: Client, cast: Cast) -> None:
    visas, centre = cast.unit("visas"), cast.unit("visas-qamishlo")
    page = browser.post(f"{UNITS}{visas.pk}/change/", unit_fields(visas, parent=centre.pk))
    assert page.context["adminform"].form.errors == {
        "parent": [said("A unit cannot become part of itself.", "kmr")]
    }


def test_a_new_unit_finds_its_place_in_the_tree(browser: Client, cast: Cast) -> None:
    visas = cast.unit("visas")
    names = dict.fromkeys(("name_ar", "name_kmr", "name_en"), "Derik")
    browser.post(
        f"{UNITS}add/",
        {"code": "visas-derik", "kind": "CENTRE", "parent": visas.pk, "is_active": "on", **names},
    )
    assert visas.covers(cast.unit("visas-derik"))
    assert len(entries("accounts.unit.added")) == 1


def test_substitutions_are_read_and_ended_and_nothing_else(browser: Client, cast: Cast) -> None:
    today = clock.today()
    one = actions.substitute(
        absent=cast.officer,
        substitute=cast.second_officer,
        term=Term(starts_on=today, ends_on=today),
        by=cast.officer,
    )
    browser.cookies["language"] = "ar"
    assert one.reference in browser.get(SUBSTITUTIONS).content.decode()
    page = f"{SUBSTITUTIONS}{one.pk}/change/"
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"ends_on": "2099-01-01"}).status_code == 403
    assert browser.get(f"{SUBSTITUTIONS}add/").status_code == 403
    assert browser.post(f"{SUBSTITUTIONS}{one.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "end", "_selected_action": one.pk}
    assert messages_of(browser, SUBSTITUTIONS, **chosen) == [
        said("%(name)s: done.") % {"name": one.reference}
    ]
    one.refresh_from_db()
    assert one.ended_at is not None
    [entry] = entries("accounts.substitution.ended")
    assert entry.actor_id == cast.administrator.pk
    over = said("This substitution has ended already.")
    [told] = messages_of(browser, SUBSTITUTIONS, **chosen)
    assert over in told
    assert len(entries("accounts.substitution.ended")) == 1
