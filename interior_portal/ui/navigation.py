"""Links in the header that the apps above put there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class NavLink:
    """`shown` answers for a signed-in user; small `order` comes first. All that begins with `under` belongs to it."""

    code: str
    label: str | Promise
    url_name: str
    shown: Callable[[Any], bool]
    order: int = 100
    under: str = ""


@dataclass(frozen=True, slots=True)
class ShownLink:
    label: str | Promise
    href: str
    current: bool


_links: dict[str, NavLink] = {}


def register_link(link: NavLink) -> None:
    """Called in `apps.ready()`; a code is registered once."""
    if _links.setdefault(link.code, link) != link:
        raise ValueError(f"two links in the header are called {link.code!r}")


def links_for(request: HttpRequest) -> list[ShownLink]:
    """What this reader sees in the header; nothing for who is not signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    shown = [
        link for link in sorted(_links.values(), key=lambda link: link.order) if link.shown(user)
    ]
    hrefs = [reverse(link.url_name) for link in shown]
    # Of links that lead into each other the one that leads furthest is where the reader is.
    unders = [link.under or href for link, href in zip(shown, hrefs, strict=True)]
    current = max(filter(request.path.startswith, unders), key=len, default=None)
    return [
        ShownLink(link.label, href, current=under == current)
        for link, href, under in zip(shown, hrefs, unders, strict=True)
    ]
