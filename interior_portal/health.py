"""`/health/`: one word for a load balancer and a monitor; which part is ill stands in the log only."""

import datetime as dt
import threading
import time
from collections.abc import Callable

import redis
import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interior_portal.accounts import access
from interior_portal.outbox import queries as outbox
from interior_portal.shared.ids import new_token
from interior_portal.workflow import sweeping

LONGEST_LAG = dt.timedelta(minutes=2)
BROKER_SECONDS = 0.5
KEPT_SECONDS = 5.0

logger = structlog.get_logger(__name__)


class IllError(Exception):
    """A part answers, and what it says is wrong."""


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def storage() -> None:
    """Write a file and remove it: a full disk or a lost mount cannot be seen by looking."""
    name = default_storage.save(f"health/{new_token()}", ContentFile(b"well"))
    default_storage.delete(name)


def broker() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_CACHE_URL,
        socket_timeout=BROKER_SECONDS,
        socket_connect_timeout=BROKER_SECONDS,
    )
    with client:
        client.ping()


def outbox_lag() -> None:
    lag = outbox.lag()
    if lag > LONGEST_LAG:
        raise IllError(f"the oldest row has waited {lag.total_seconds():.0f} s")


def timers() -> None:
    """Deadlines are kept: no timer of a case waits for a sweep, and none was given up."""
    lag = sweeping.lag()
    if lag > LONGEST_LAG:
        raise IllError(f"the oldest timer has waited {lag.total_seconds():.0f} s")
    if sweeping.given_up().exists():
        raise IllError("a timer was given up")


# Without the first the portal cannot serve; without the second it serves, and papers come later.
NEEDED: tuple[Callable[[], None], ...] = (database, storage)
WANTED: tuple[Callable[[], None], ...] = (broker, outbox_lag, timers)


def state() -> str:
    """`ok`, `degraded` (pages work, effects wait) or `unavailable`; each ill part is logged."""
    needed = [_is_well(check) for check in NEEDED]
    if not all(needed):
        return "unavailable"
    wanted = [_is_well(check) for check in WANTED]
    return "ok" if all(wanted) else "degraded"


def _is_well(check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 (whatever a part does wrong, it is ill)
        logger.warning("health_check_failed", part=check.__name__, error=type(error).__name__)
        return False
    return True


class _Kept:
    """The last answer, for a few seconds: nobody can make the portal work by asking often."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._state = ""

    def state(self) -> str:
        with self._lock:
            if time.monotonic() >= self._until:
                self._state = state()
                self._until = time.monotonic() + KEPT_SECONDS
            return self._state


_kept = _Kept()


@access.public
@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the portal can serve, 503 when it cannot."""
    word = _kept.state()
    return JsonResponse({"status": word}, status=503 if word == "unavailable" else 200)
