"""What waits for somebody beside their cases: the apps above say it, the home page shows it first."""

from collections.abc import Callable, Sequence
from typing import Any

from interior_portal.ui.components import Task

Waiting = Callable[[Any], Sequence[Task]]

_waiting: dict[str, Waiting] = {}


def register_waiting(code: str, tasks: Waiting) -> None:
    """Called in `apps.ready()`; `tasks` answers for a signed-in user in one query. A code is registered once."""
    if _waiting.setdefault(code, tasks) is not tasks:
        raise ValueError(f"two things that wait are called {code!r}")


def waiting_for(user: Any) -> list[Task]:
    """All that waits for a signed-in user."""
    return [task for tasks in _waiting.values() for task in tasks(user)]
