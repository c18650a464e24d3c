"""What the address of a page of the year says: which year, which of the reader's units."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.access import user_of
from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import units_where
from interior_portal.accounts.roles import YEAR_KEEP, YEAR_VIEW
from interior_portal.shared import clock
from interior_portal.shared.ids import row_key
from interior_portal.ui.components import Tab

FIRST, LAST = 2000, 2100
AREAS = {
    "reports:recommendations": _("Recommendations"),
    "reports:projects": _("Projects"),
    "reports:training": _("Training"),
    "reports:awareness": _("Awareness"),
    "reports:readiness": _("Readiness"),
}


def year_of(request: HttpRequest) -> int:
    """The year that is asked for; this one where the address says nothing one could mean."""
    asked = row_key(request.GET.get("year", ""))
    return asked if asked is not None and FIRST <= asked <= LAST else clock.today().year


def units_of(request: HttpRequest) -> QuerySet[Unit]:
    """Whose year the reader may see."""
    return units_where(user_of(request), YEAR_VIEW)


def href(request: HttpRequest, name: str, args: Sequence[str] = (), **changes: object) -> str:
    """The same page with its other answers kept; an empty value is left out."""
    query: QueryDict = request.GET.copy()
    for key, value in changes.items():
        query[key] = str(value)
    kept = {key: value for key, value in query.items() if value}
    here = reverse(name, args=args)
    return f"{here}?{urlencode(kept)}" if kept else here


def year_tabs(
    request: HttpRequest, name: str, years: Iterable[int], args: Sequence[str] = ()
) -> list[Tab]:
    """The present year, the chosen one and those that have something, newest first."""
    chosen = year_of(request)
    known = sorted({*years, chosen, clock.today().year}, reverse=True)
    return [
        Tab(str(year), href(request, name, args, year=year, page=""), current=year == chosen)
        for year in known
    ]


def kept_units(request: HttpRequest) -> QuerySet[Unit]:
    """The units for which the reader keeps the year."""
    return units_where(user_of(request), YEAR_KEEP).filter(is_active=True).order_by("path")


def area_tabs(name: str) -> list[Tab]:
    """What the year consists of, one page each; `name` is the page that is open."""
    return [Tab(label, reverse(area), current=area == name) for area, label in AREAS.items()]


def pager(
    request: HttpRequest, name: str, pages: "Paginator[Any]", args: Sequence[str] = ()
) -> dict[str, str]:
    """The addresses of the pages before and after this one."""
    here = pages.get_page(request.GET.get("page"))
    before, after = "", ""
    if here.has_previous():
        before = href(request, name, args, page=here.previous_page_number())
    if here.has_next():
        after = href(request, name, args, page=here.next_page_number())
    return {"previous_href": before, "next_href": after}
