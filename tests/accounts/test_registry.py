import pytest

from interior_portal.accounts import registry
from interior_portal.accounts.registry import Role


@pytest.fixture(autouse=True)
def _own_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_roles", {})


def test_a_role_is_found_by_its_code_and_by_what_it_may() -> None:
    judge = Role("JUDGE", "Judge", frozenset({"JUDGE_CASES", "READ_CASES"}))
    reader = Role("READER", "Reader", frozenset({"READ_CASES"}))
    registry.register_role(judge)
    registry.register_role(reader)
    assert registry.role("JUDGE") == judge
    assert registry.roles() == (judge, reader)
    assert registry.roles_with("READ_CASES") == {"JUDGE", "READER"}
    assert registry.roles_with("JUDGE_CASES") == {"JUDGE"}
    assert registry.roles_with("SLEEP") == frozenset()


def test_an_unknown_role_is_an_error_or_nothing() -> None:
    assert registry.find_role("JUDGE") is None
    with pytest.raises(KeyError):
        registry.role("JUDGE")


def test_two_different_roles_of_one_code_are_refused() -> None:
    registry.register_role(Role("JUDGE", "Judge", frozenset()))
    registry.register_role(Role("JUDGE", "Judge", frozenset()))
    with pytest.raises(ValueError, match="two roles are called 'JUDGE'"):
        registry.register_role(Role("JUDGE", "Judge", frozenset({"JUDGE_CASES"})))


def test_a_directorate_gives_a_role_of_the_kernel_more_to_do() -> None:
    registry.register_role(Role("AUDITOR", "Auditor", frozenset({"LEDGER_VIEW"})))
    registry.extend_role("AUDITOR", {"VISA_APPLICATION_VIEW"})
    assert registry.role("AUDITOR").permissions == {"LEDGER_VIEW", "VISA_APPLICATION_VIEW"}
    with pytest.raises(KeyError):
        registry.extend_role("NOBODY", {"X"})
