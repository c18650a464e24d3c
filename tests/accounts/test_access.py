"""The gates before a page, tried on views of the test's own."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override
from django.views.decorators.http import require_safe
from pytest_django import Settings

from interior_portal.accounts import access
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.sessions import DEMO_CLICK, SECOND_FACTOR, SET_UP
from interior_portal.audit.models import AuditEntry
from interior_portal.shared.refusals import NOT_PERMITTED
from interior_portal.ui.access import Access
from tests.accounts.conftest import MakeUser
from tests.cast import ClientOf

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
Tree = dict[str, Unit]


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


open_page = access.public(require_safe(page))
own_page = access.signed_in(page)
judges_page = access.permitted("JUDGE_CASES")(page)
staff_page = access.staff_only(page)
work_page = access.staff_at_work(page)


def ask(user: User | AnonymousUser, **session: str) -> HttpRequest:
    request = RequestFactory().get("/cases/?page=2")
    request.user = user
    request.session = Client().session
    request.session.update(session)
    return request


def test_every_gate_labels_its_view() -> None:
    views: list[Any] = [open_page, own_page, judges_page, staff_page, work_page]
    labels = {view.access for view in views}
    assert labels == {
        Access("PUBLIC"),
        Access("SIGNED_IN"),
        Access("PERMITTED", "JUDGE_CASES"),
        Access("PERMITTED", "WORKS_HERE"),
    }


def test_a_view_says_once_who_may_open_it() -> None:
    with pytest.raises(TypeError):
        access.public(own_page)
    with pytest.raises(TypeError):
        access.signed_in(judges_page)


@pytest.mark.parametrize(
    ("view", "door"),
    [
        (own_page, "/account/sign-in/"),
        (judges_page, "/account/sign-in/staff/"),
        (staff_page, "/account/sign-in/staff/"),
        (work_page, "/account/sign-in/staff/"),
    ],
)
def test_strangers_are_sent_to_the_door_and_back(view: access.View, door: str) -> None:
    answer = view(ask(AnonymousUser()))
    assert isinstance(answer, HttpResponse)
    assert answer["Location"] == f"{door}?next=/cases/%3Fpage%3D2"


def test_pages_behind_a_gate_are_kept_by_no_cache() -> None:
    user = User.objects.create_user(email="layla@traveller.example")
    answer = own_page(ask(user))
    kept = "max-age=0, no-cache, no-store, must-revalidate, private"
    assert answer.headers["Cache-Control"] == kept
    assert "Cache-Control" not in open_page(ask(user)).headers


def test_a_citizen_opens_own_pages_and_no_others() -> None:
    user = User.objects.create_user(email="layla@traveller.example")
    assert own_page(ask(user)).status_code == 200
    for view in (judges_page, staff_page, work_page):
        with pytest.raises(PermissionDenied):
            view(ask(user))


def test_the_permission_opens_the_page_and_its_lack_is_in_the_ledger(
    staff: MakeUser, tree: Tree
) -> None:
    judge, reader = staff("judge"), staff("reader")
    Posting.objects.create(user=judge, unit=tree["desk"], role="JUDGE")
    Posting.objects.create(user=reader, unit=tree["court"], role="READER")
    assert judges_page(ask(judge, **{SECOND_FACTOR: SET_UP})).status_code == 200
    assert not AuditEntry.objects.exists()
    with pytest.raises(PermissionDenied) as denied:
        judges_page(ask(reader, **{SECOND_FACTOR: SET_UP}))
    assert denied.value.args == (NOT_PERMITTED,)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject_kind, entry.subject_ref, entry.data) == (
        "accounts.access.denied",
        reader.pk,
        "page",
        "/cases/",
        {"permission": "JUDGE_CASES", "method": "GET"},
    )


@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_who_is_turned_away_reads_why_in_their_language(client_of: ClientOf, language: str) -> None:
    officer = client_of("officer")
    officer.cookies["language"] = language
    page = officer.get("/payments/desk/")
    with override(language):
        reason = str(NOT_PERMITTED)
    assert page.status_code == 403
    assert f"<p>{reason}</p>" in page.content.decode()


@pytest.mark.parametrize("view", [own_page, judges_page, work_page])
def test_staff_without_a_second_factor_are_sent_to_set_one_up(
    staff: MakeUser, tree: Tree, view: access.View
) -> None:
    judge = staff("judge")
    Posting.objects.create(user=judge, unit=tree["desk"], role="JUDGE")
    answer = view(ask(judge))
    assert answer.headers["Location"] == "/account/second-factor/"
    assert staff_page(ask(judge)).status_code == 200
    assert view(ask(judge, **{SECOND_FACTOR: SET_UP})).status_code == 200


def test_a_click_of_the_demo_is_no_second_factor_elsewhere(
    staff: MakeUser, settings: Settings
) -> None:
    request = ask(staff(), **{SECOND_FACTOR: DEMO_CLICK})
    assert own_page(request).headers["Location"] == "/account/second-factor/"
    settings.DEMO = True
    assert own_page(request).status_code == 200


def test_who_is_signed_in_is_a_user_or_nobody(staff: MakeUser) -> None:
    user = staff()
    assert access.user_of(ask(user)) is user
    with pytest.raises(PermissionDenied):
        access.user_of(ask(AnonymousUser()))
