"""The doors on the home page: each directorate says what it offers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from interior_portal.ui.components import Service


@dataclass(frozen=True, slots=True)
class ServiceGroup:
    """Services under one heading; `services` is asked on every page view, so it makes few queries."""

    code: str
    title: str | Promise
    services: Callable[[], Sequence[Service]]
    order: int = 100


_groups: dict[str, ServiceGroup] = {}


def register_services(group: ServiceGroup) -> None:
    """Called in `apps.ready()`; a code is registered once."""
    if _groups.setdefault(group.code, group) != group:
        raise ValueError(f"two groups of services are called {group.code!r}")


def matching(text: str = "") -> list[tuple[str | Promise, list[Service]]]:
    """Groups with their services; only those in whose name or text all words of `text` occur."""
    words = text.casefold().split()
    found = []
    for group in sorted(_groups.values(), key=lambda group: group.order):
        services = [service for service in group.services() if _fits(service, words)]
        if services:
            found.append((group.title, services))
    return found


def _fits(service: Service, words: Sequence[str]) -> bool:
    content = f"{service.name} {service.text}".casefold()
    return all(word in content for word in words)
