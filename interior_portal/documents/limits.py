"""How often one address may ask and one person send: a fixed window in the cache, open when that is away."""

import hashlib
import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from interior_portal.accounts.limits import client_ip
from interior_portal.accounts.models import User
from interior_portal.shared import clock

WINDOW_SECONDS = 60
logger = logging.getLogger(__name__)


def seconds_to_wait(request: HttpRequest, *, purpose: str, limit: int) -> int:
    """0 while an address asked at most `limit` times in this minute; else the seconds left of it."""
    return _seconds_to_wait(client_ip(request) or "", purpose=purpose, limit=limit)


def seconds_until_upload(user: User, *, limit: int) -> int:
    """The same for the files that one person sends, wherever they sit: making a file anew is work."""
    return _seconds_to_wait(f"user:{user.pk}", purpose="upload", limit=limit)


def _seconds_to_wait(who: str, *, purpose: str, limit: int) -> int:
    """The key in the cache is a hash, so that no list of visitors comes to lie there."""
    second = int(clock.now().timestamp())
    window = second // WINDOW_SECONDS
    mark = hashlib.sha256(f"{settings.SECRET_KEY}:{who}".encode()).hexdigest()[:32]
    key = f"asked:{purpose}:{window}:{mark}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
        count = cache.incr(key)
    except (RedisError, OSError, ValueError) as error:  # ValueError: the key went between the two
        logger.warning("the limit of %s is open: %s", purpose, type(error).__name__)
        return 0
    return 0 if count <= limit else WINDOW_SECONDS - second % WINDOW_SECONDS
