"""The stock of plates of an office: what is left, what came back, deliveries, other offices, what is gone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import units_where
from interior_portal.shared.refusals import Refused
from vehicles.actions import plates
from vehicles.forms.stock import BatchForm, ReceiveForm, SendPlatesForm, WriteOffForm
from vehicles.models import PlateMovement
from vehicles.queries import stock
from vehicles.roles import VEHICLE_STOCK_KEEP
from vehicles.views.presenters import stock as presenter

page = require_http_methods(["GET", "HEAD", "POST"])
PREFILLED = ("unit", "kind", "town", "series", "first")
Write = Callable[[Any], int]


@permitted(VEHICLE_STOCK_KEEP)
@require_safe
def plates_in_stock(request: HttpRequest) -> HttpResponse:
    """Each office of the reader with what lies there, what is low, and what was moved lately."""
    offices = _offices(request)
    context = {
        "stocks": presenter.stocks(offices, stock.lines_of(offices)),
        "moves": stock.moves_of(offices),
        "most": stock.MOST_LINES,
    }
    return render(request, "vehicles/stock/page.html", context)


@permitted(VEHICLE_STOCK_KEEP)
@page
def receive(request: HttpRequest) -> HttpResponse:
    """A delivery of the maker, by its first and last number."""
    form = ReceiveForm(request.POST or None, offices=_offices(request), initial=_prefilled(request))

    def write(user: Any) -> int:
        batch, unit = form.batch(), form.cleaned_data["unit"]
        return plates.receive(
            kind=batch.kind,
            town=batch.town,
            series=batch.series,
            numbers=batch.numbers,
            unit=unit,
            by=user,
        )

    return _answer(request, form, write, _("Receive plates"))


@permitted(VEHICLE_STOCK_KEEP)
@page
def send(request: HttpRequest) -> HttpResponse:
    """Plates that another office gives out."""
    offices = _offices(request)
    form = SendPlatesForm(
        request.POST or None,
        offices=offices,
        targets=stock.offices_beside(offices),
        initial=_prefilled(request),
    )

    def write(user: Any) -> int:
        data = form.cleaned_data
        return plates.send(batch=form.batch(), unit=data["unit"], to=data["to"], by=user)

    return _answer(request, form, write, _("Send plates to another office"))


@permitted(VEHICLE_STOCK_KEEP)
@page
def write_off(request: HttpRequest) -> HttpResponse:
    """Plates in stock, or returned, that nobody will give out any more."""
    form = WriteOffForm(
        request.POST or None, offices=_offices(request), initial=_prefilled(request)
    )

    def write(user: Any) -> int:
        data = form.cleaned_data
        return plates.write_off(
            batch=form.batch(),
            unit=data["unit"],
            kind=PlateMovement.Kind(data["how"]),
            reason=data["reason"],
            by=user,
        )

    return _answer(request, form, write, _("Write plates off"))


def _offices(request: HttpRequest) -> list[Unit]:
    return stock.offices(units_where(user_of(request), VEHICLE_STOCK_KEEP))


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """What a line of the page already says."""
    return {name: request.GET[name] for name in PREFILLED if name in request.GET}


def _answer(request: HttpRequest, form: BatchForm, write: Write, title: str) -> HttpResponse:
    """Write what was asked for, or say why not on the same page."""
    if form.is_valid():
        try:
            count = write(user_of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            told = ngettext(
                "Done: %(count)s plate is entered.", "Done: %(count)s plates are entered.", count
            )
            messages.success(request, told % {"count": count})
            return redirect("vehicles:plates")
    return render(request, "vehicles/stock/entry.html", {"form": form, "title": title})
