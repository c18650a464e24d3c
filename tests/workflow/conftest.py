"""The trial procedure is registered for the tests of the engine only."""

import pytest

from interior_portal.accounts import registry as accounts
from interior_portal.outbox import registry as outbox
from interior_portal.tallies import registry as tallies
from interior_portal.workflow import registry
from tests.workflow import asking, trial, twofold


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "_roles", {role.code: role for role in trial.ROLES})
    monkeypatch.setattr(tallies, "_measures", {m.code: m for m in trial.MEASURES})
    monkeypatch.setattr(outbox, "_handlers", dict.fromkeys(trial.HANDLERS, lambda _payload: None))
    monkeypatch.setattr(registry, "_rules", {"trial.grantable": trial.grantable})
    monkeypatch.setattr(registry, "_procedures", {})
    monkeypatch.setattr(registry, "_versions", {})
    monkeypatch.setattr(registry, "_four_eyes", {})
    monkeypatch.setattr(registry, "_branches", {})
    for name in (
        "_questions",
        "_subjects",
        "_answers",
        "_answer_forms",
        "_lookups",
        "_subscribers",
    ):
        monkeypatch.setattr(registry, name, {})
    monkeypatch.setattr(registry, "_asking", set())
    registry.register_procedure(trial.PERMIT)


@pytest.fixture
def asked(registered: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A procedure that asks another unit is registered as well, and what answers it."""
    monkeypatch.setattr(accounts, "_roles", {role.code: role for role in asking.ROLES})
    registry.rule("trial.solvent")(asking.solvent)
    for question in asking.QUESTIONS:
        registry.register_question(question)
        registry.subject(question.code)(asking.plate)
    registry.register_procedure(asking.LICENCE)
    registry.register_procedure(asking.VISITS)


@pytest.fixture
def desk(db: None) -> asking.Desk:
    return asking.make_desk()


@pytest.fixture
def branching(registered: None) -> None:
    """A procedure with branches is registered as well."""
    registry.register_procedure(twofold.CHECKED)


@pytest.fixture
def cast(db: None) -> trial.Cast:
    return trial.make_cast()
