"""How often one address may ask and one person send: a fixed window in the cache, open when that is away."""

import hashlib
import ipaddress
import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from interior_portal.accounts.models import User
from interior_portal.shared import clock

WINDOW_SECONDS = 60
NETWORK_BITS = 64  # an IPv6 customer has a network of this size, not an address
logger = logging.getLogger(__name__)


def seconds_to_wait(request: HttpRequest, *, purpose: str, limit: int) -> int:
    """0 while an address asked at most `limit` times in this minute; else the seconds left of it."""
    return _seconds_to_wait(client_of(request), purpose=purpose, limit=limit)


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


def client_of(request: HttpRequest) -> str:
    """The address that asks, or its network; the last hop's word when a proxy of ours stands before.

    A proxy is ours exactly when its word about HTTPS is trusted as well (TRUST_PROXY).
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, NETWORK_BITS), strict=False))
    return str(parsed)
