"""Administrators look at papers; who holds the permission revokes them, with a reason."""

import pytest
from django.test import Client
from django.urls import reverse

from interior_portal.accounts import registry as roles
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import Role, register_role
from interior_portal.documents.models import Paper
from interior_portal.documents.registry import PaperKind
from interior_portal.documents.roles import DOCUMENTS_PAPER_REVOKE
from tests.cast import sign_in
from tests.documents import papers

pytestmark = pytest.mark.django_db
LIST = "admin:documents_paper_changelist"


@pytest.fixture
def head(monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(roles, "_roles", dict(roles._roles))
    register_role(Role("TESTS_HEAD", "Head", frozenset({DOCUMENTS_PAPER_REVOKE})))
    user = User.objects.create_user(
        email="head@example.org", password="correct horse", is_staff=True, is_superuser=True
    )
    unit = Unit.objects.create(
        code="tests",
        kind=Unit.Kind.AUTHORITY,
        name_ar="هيئة",
        name_kmr="Deste",
        name_en="Authority",
    )
    Posting.objects.create(user=user, unit=unit, role="TESTS_HEAD")
    return user


@pytest.fixture
def admin(client: Client, head: User) -> Client:
    client.cookies["language"] = "en"
    return sign_in(client, head)


@pytest.fixture
def paper(paper_kind: PaperKind) -> Paper:
    return papers.issue()


def _revoke(client: Client, paper: Paper, **more: str) -> str:
    data = {"action": "revoke", "_selected_action": str(paper.pk), **more}
    return client.post(reverse(LIST), data, follow=True).content.decode()


def test_papers_are_listed_and_cannot_be_changed(admin: Client, paper: Paper) -> None:
    assert paper.number in admin.get(reverse(LIST)).content.decode()
    page = reverse("admin:documents_paper_change", args=[paper.pk])
    shown = admin.get(page).content.decode()
    assert paper.sha256 in shown
    assert 'name="status"' not in shown
    assert admin.post(page, {"status": "REVOKED"}).status_code == 403
    assert admin.get(reverse("admin:documents_paper_add")).status_code == 403


def test_revoking_asks_for_a_reason_and_then_revokes(
    admin: Client, paper: Paper, head: User
) -> None:
    asked = _revoke(admin, paper)
    assert "These papers will be revoked" in asked
    assert "Fill in" in _revoke(admin, paper, reason=" ")
    assert Paper.objects.get().status == "VALID"
    assert f"{paper.number}: revoked." in _revoke(admin, paper, reason="Forged documents")
    assert Paper.objects.get().status == "REVOKED"
    assert paper.history.latest("pk").by == head
    assert f"{paper.number}: not revoked." in _revoke(admin, paper, reason="Again")


def test_without_the_permission_nothing_is_revoked(admin: Client, paper: Paper) -> None:
    Posting.objects.all().delete()
    _revoke(admin, paper, reason="Forged documents")
    assert Paper.objects.get().status == "VALID"
    assert 'value="revoke"' not in admin.get(reverse(LIST)).content.decode()
