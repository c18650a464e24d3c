"""Which function carries out which row; the apps above fill it from their `handlers.py`."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

Handler = Callable[[Mapping[str, Any]], None]

RetryListener = Callable[[int, AbstractBaseUser | None], object]

_handlers: dict[str, Handler] = {}
_messages: set[str] = set()
_long: set[str] = set()
_given_up: dict[str, Handler] = {}
_retry_listeners: list[RetryListener] = []


def handler(
    code: str,
    *,
    is_message: bool = False,
    is_long: bool = False,
    given_up: Handler | None = None,
) -> Callable[[Handler], Handler]:
    """Register the decorated function under `code`, such as `visas.issue_evisa`.

    It is called with the row's payload inside the transaction that marks the row done: what it
    writes there happens exactly once. What leaves the house (a message) may happen twice when the
    worker dies before the commit, never zero times. An exception is an attempt that failed.
    `is_message`: it does no more than tell people something, so its row may wait and be cancelled.
    `is_long`: it takes seconds, so its rows travel one to a message: nothing waits behind them, all processes share
    them.
    `given_up`: called with the payload in the commit that gives the row up, for what waits for it.
    """

    def register(function: Handler) -> Handler:
        if code in _handlers:
            message = f"two outbox handlers are called {code!r}"
            raise ValueError(message)
        _handlers[code] = function
        if is_message:
            _messages.add(code)
        if is_long:
            _long.add(code)
        if given_up is not None:
            _given_up[code] = given_up
        return function

    return register


def find_handler(code: str) -> Handler | None:
    return _handlers.get(code)


def is_message(code: str) -> bool:
    return code in _messages


def find_given_up(code: str) -> Handler | None:
    """Who wants to know that a row of this handler was given up."""
    return _given_up.get(code)


def is_long(code: str) -> bool:
    return code in _long


def codes() -> list[str]:
    return sorted(_handlers)


def when_retried(listener: RetryListener) -> None:
    """Call `listener(row_id, by)` in the transaction that takes a dead letter up again."""
    if listener not in _retry_listeners:
        _retry_listeners.append(listener)


def tell_retried(row_id: int, by: AbstractBaseUser | None) -> None:
    for listener in _retry_listeners:
        listener(row_id, by)
