"""Every address says who may come in; every form sets right what was typed."""

import importlib
from collections.abc import Iterator
from typing import Any

from django.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver

from interior_portal.ui.access import Access
from interior_portal.ui.forms import PortalForm, PortalModelForm
from tests.architecture.source import PRODUCT, modules, name

# Views of packages guard themselves; each line says how.
GUARDED_BY_THEIR_PACKAGE = {
    "django.contrib.admin": "the admin site lets in active staff with Django's permissions",
}


def _views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def _package_guards(view: Any) -> bool:
    module = getattr(view, "__module__", "")
    return any(module.startswith(package) for package in GUARDED_BY_THEIR_PACKAGE)


def test_every_view_says_who_may_open_it() -> None:
    views = list(_views(get_resolver().url_patterns))
    assert views
    silent = [
        f"{route} {view.__module__}.{getattr(view, '__name__', view)}"
        for route, view in views
        if not isinstance(getattr(view, "access", None), Access) and not _package_guards(view)
    ]
    assert silent == []


def _subclasses(parent: type) -> Iterator[type]:
    child: type
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def test_every_form_sets_right_what_was_typed() -> None:
    for path in modules(*PRODUCT):
        importlib.import_module(name(path).removesuffix(".py").replace("/", "."))
    own = {form for form in _subclasses(BaseForm) if form.__module__.split(".")[0] in PRODUCT}
    assert own
    strangers = [f for f in own if not issubclass(f, PortalForm | PortalModelForm)]
    assert sorted(f"{form.__module__}.{form.__qualname__}" for form in strangers) == []
