"""Answers that cost much and may be a minute old."""

import hashlib
import logging
from collections.abc import Callable, Collection
from typing import TypeVar

from django.core.cache import cache
from redis.exceptions import RedisError

KEPT_SECONDS = 60
logger = logging.getLogger(__name__)
T = TypeVar("T")


def for_a_minute(what: str, about: Collection[object], read: Callable[[], T]) -> T:
    """What `read` answers about these things, or answered less than a minute ago.

    The cache is a convenience: while it is away everybody reads anew.
    """
    said = "\n".join(map(str, about))
    key = f"workflow:{what}:{hashlib.sha256(said.encode()).hexdigest()}"
    try:
        found: T | None = cache.get(key)
        if found is None:
            found = read()
            cache.set(key, found, KEPT_SECONDS)
    except (RedisError, OSError) as error:
        logger.warning("nothing is kept of %s: %s", what, type(error).__name__)
        return read()
    return found
