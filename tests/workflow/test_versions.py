"""A case keeps the version it began under; a changed graph without a new number is named."""

from dataclasses import replace
from typing import Any

import pytest
from django.core import checks
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from interior_portal.workflow import registry, versions
from interior_portal.workflow.checks import check_registered_names, check_unchanged_versions
from interior_portal.workflow.models import Case, ProcedureVersion
from interior_portal.workflow.procedures import Promise
from tests.workflow.trial import PERMIT, STEPS, TRANSITIONS, Cast, begin

WITHOUT_EXPIRY = replace(
    PERMIT,
    version=2,
    steps=tuple(step for step in STEPS if step.code != "expired"),
    transitions=tuple(t for t in TRANSITIONS if t.code != "expire"),
)


@pytest.fixture
def registry_of_a_new_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process knows after a release that brought version 2."""
    monkeypatch.setattr(registry, "_procedures", {})
    monkeypatch.setattr(registry, "_versions", {})
    monkeypatch.setattr(registry, "_four_eyes", {})
    registry.register_procedure(WITHOUT_EXPIRY)


def test_a_migrate_keeps_the_registered_versions(db: None) -> None:
    ProcedureVersion.objects.all().delete()
    versions.store_registered()
    versions.store_registered()
    kept = ProcedureVersion.objects.get()
    assert (kept.code, kept.version, kept.sha256) == ("trial.permit", 1, PERMIT.sha256)


def test_a_migrate_runs_it(transactional_db: None) -> None:
    call_command("migrate", verbosity=0)
    assert ProcedureVersion.objects.filter(sha256=PERMIT.sha256).exists()


def test_a_running_case_keeps_its_version(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    old = begin(cast).taken()
    old.do("ask", cast.officer)
    request.getfixturevalue("registry_of_a_new_release")
    new = begin(cast, key="new").taken()
    new.do("ask", cast.officer)
    old.do("expire", None)
    assert old.case.outcome == "expired"
    numbers = Case.objects.order_by("pk").values_list("procedure_version__version", flat=True)
    assert list(numbers) == [1, 2]
    with pytest.raises(KeyError):
        new.do("expire", None)


def test_an_old_version_is_read_once_per_process(
    cast: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
    request: pytest.FixtureRequest,
) -> None:
    begin(cast)
    request.getfixturevalue("registry_of_a_new_release")
    with django_assert_num_queries(1):
        assert versions.find(PERMIT.sha256).transition("expire").by.value == "SYSTEM"
        versions.find(PERMIT.sha256)


def test_the_check_names_a_procedure_that_was_changed_without_a_new_number(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(cast)
    assert check_unchanged_versions(None, databases=["default"]) == []
    changed = replace(PERMIT, promise=Promise(minutes=601))
    monkeypatch.setitem(registry._procedures, PERMIT.code, changed)
    (error,) = check_unchanged_versions(None, databases=["default"])
    assert error.id == "workflow.E002"
    assert error.msg == "Procedure trial.permit was changed, but is still version 1."
    with pytest.raises(ValueError, match=r"trial.permit was changed; give it a new version"):
        begin(cast, key="new")


def test_the_check_looks_at_the_database_only_when_asked_to(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    begin(cast)
    monkeypatch.setitem(
        registry._procedures, PERMIT.code, replace(PERMIT, promise=Promise(minutes=601))
    )
    with django_assert_num_queries(0):
        assert check_unchanged_versions(None, databases=None) == []


def test_both_checks_are_registered() -> None:
    registered: list[Any] = list(checks.registry.registry.get_checks())
    assert check_registered_names in registered
    assert check_unchanged_versions in registered


def test_a_new_number_is_no_change(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(cast)
    monkeypatch.setitem(registry._procedures, PERMIT.code, WITHOUT_EXPIRY)
    assert check_unchanged_versions(None, databases=["default"]) == []


def _with_first(**changes: Any) -> tuple[Any, ...]:
    return (replace(TRANSITIONS[0], **changes), *TRANSITIONS[1:])


UNKNOWN = [
    ({"rules": ("trial.no_rule",)}, "names the unknown rule 'trial.no_rule'"),
    ({"effects": ("trial.no_handler",)}, "has no handler 'trial.no_handler'"),
    ({"measures": ("trial.no_measure",)}, "counts the unknown 'trial.no_measure'"),
    ({"permission": "NOBODY_HAS"}, "needs NOBODY_HAS, which no role has"),
]


@pytest.mark.parametrize(("changes", "fault"), UNKNOWN, ids=[fault for _, fault in UNKNOWN])
def test_the_check_names_what_is_not_registered(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], fault: str
) -> None:
    assert check_registered_names(None) == []
    wrong = replace(PERMIT, transitions=_with_first(**changes))
    monkeypatch.setitem(registry._procedures, PERMIT.code, wrong)
    (error,) = check_registered_names(None)
    assert error.msg == f"Procedure trial.permit {fault}."


def test_one_code_one_procedure() -> None:
    registry.register_procedure(PERMIT)
    with pytest.raises(ValueError, match="two procedures"):
        registry.register_procedure(WITHOUT_EXPIRY)


def test_one_code_one_rule() -> None:
    with pytest.raises(ValueError, match="two rules"):
        registry.rule("trial.grantable")(lambda _context: None)
