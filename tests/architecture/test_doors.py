"""Every address says who may come in; every form sets right what was typed."""

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.forms import BaseForm
from django.urls import URLPattern, URLResolver, get_resolver

from interior_portal.accounts import demo_urls
from interior_portal.ui.access import Access
from interior_portal.ui.forms import NormalisedInput
from tests.architecture.source import PRODUCT, modules, name

# Sites of packages guard all their views in one place; each line says where.
GUARDED_SITES = {
    "admin/": "PortalAdminSite.admin_view: superusers with a second factor",
}


def _views(
    patterns: Sequence[URLPattern | URLResolver], prefix: str = ""
) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns, route)
        else:
            yield route, pattern.callback


def _is_in_guarded_site(route: str) -> bool:
    return any(route.startswith(site) for site in GUARDED_SITES)


def test_every_view_says_who_may_open_it() -> None:
    views = [*_views(get_resolver().url_patterns), *_views(demo_urls.urlpatterns, "demo/")]
    assert views
    silent = [
        f"{route} {view.__module__}.{getattr(view, '__name__', view)}"
        for route, view in views
        if not isinstance(getattr(view, "access", None), Access) and not _is_in_guarded_site(route)
    ]
    assert silent == []


def _subclasses(parent: type) -> Iterator[type]:
    child: type
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def _own_forms() -> list[type[BaseForm]]:
    """Forms of our pages. Django's admin makes forms of its own, and ui.forms holds the bases."""
    for path in modules(*PRODUCT):
        importlib.import_module(name(path).removesuffix(".py").replace("/", "."))
    return [
        form
        for form in _subclasses(BaseForm)
        if form.__module__.split(".")[0] in PRODUCT
        and not form.__module__.endswith((".admin", ".ui.forms"))
    ]


def _takes_text(form: type[BaseForm]) -> bool:
    """A form of hidden fields alone takes what a script says, not what somebody types."""
    return any(not field.widget.is_hidden for field in vars(form)["base_fields"].values())


def test_every_form_sets_right_what_was_typed() -> None:
    """PortalForm and PortalModelForm are NormalisedInput; so are sign-in forms with allauth's bases."""
    forms = _own_forms()
    assert forms
    strangers = [f for f in forms if _takes_text(f) and not issubclass(f, NormalisedInput)]
    assert sorted(f"{form.__module__}.{form.__qualname__}" for form in strangers) == []
