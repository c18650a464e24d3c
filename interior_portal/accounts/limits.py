"""Tries of passwords and second factors are counted; where nobody can count, nobody may try."""

import logging
from functools import wraps

from allauth.core.internal.httpkit import get_client_ip
from allauth.core.internal.ratelimit import truncate_ip
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from redis.exceptions import RedisError

from interior_portal.accounts.access import View

SECONDS_TO_WAIT = 60
log = logging.getLogger(__name__)


def client_ip(request: HttpRequest) -> str | None:
    """Whom allauth, axes and the codes count: an address, or of IPv6 the network of one customer."""
    address = get_client_ip(request)
    return str(truncate_ip(address)) if address else None


def counted(view: View) -> View:
    """Inside a gate: a sentence and 503 while allauth's counters, which lie in the cache, are away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except RedisError as error:
            log.warning("tries cannot be counted: %s", type(error).__name__)
        response = render(request, "account/try_later.html", status=503)
        response["Retry-After"] = str(SECONDS_TO_WAIT)
        return response

    return guarded
