"""A meeting at the secretary's table: its plan, its agenda, its seats."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.access import permitted, signed_in, user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission, units_where
from interior_portal.accounts.roles import YEAR_VIEW
from interior_portal.documents.views import serve, uploads
from interior_portal.shared.refusals import Refused
from interior_portal.ui.forms import PortalForm
from reports.actions.meetings import calling, hall
from reports.forms.meetings import (
    DeputyForm,
    DocumentForm,
    ItemForm,
    MeetingForm,
    NotesForm,
    SeatForm,
)
from reports.models import AgendaItem, Meeting, Seat
from reports.queries.meetings import business
from reports.queries.meetings import hall as seats_of
from reports.roles import MEETING_KEEP
from reports.views.meetings import presenting
from reports.views.meetings.reading import (
    Reader,
    Verb,
    keeper_of,
    perform,
    reader_of,
)

page = require_http_methods(["GET", "HEAD", "POST"])
ON_A_PAGE = 25


@permitted(YEAR_VIEW)
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of the reader's units, the newest first."""
    user = user_of(request)
    pages = Paginator(seats_of.meetings_for(user), ON_A_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "keeps": has_permission(user, MEETING_KEEP),
    }
    return render(request, "reports/meetings/meetings.html", context)


@permitted(MEETING_KEEP)
@page
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting."""
    user = user_of(request)
    form = MeetingForm(request.POST or None, units=list(units_where(user, MEETING_KEEP)))
    if form.is_valid():
        meeting = calling.plan(
            unit=form.cleaned_data["unit"],
            facts=form.facts(),
            majorities=form.majorities(),
            by=user,
            key=form.cleaned_data["key"],
        )
        return redirect("reports:meeting", meeting.reference)
    return render(request, "reports/meetings/meeting_new.html", {"form": form})


@signed_in
@page
def meeting(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the meeting stands, what can be done now, its agenda with what was moved."""
    reader = reader_of(request, reference)
    form = ItemForm(request.POST if request.POST.get("verb") == "add_item" else None)
    if request.method == "POST" and not (form.is_bound and not form.is_valid()):
        back = reverse("reports:meeting", args=[reference])
        return perform(request, _meeting_verbs(request, reader, form), back)
    context = {
        **presenting.frame(reader),
        "items": business.agenda(reader.meeting),
        "majorities": reader.meeting.majorities.order_by("pk"),
        "votes": business.votes(reader.meeting),
        "adopted": business.adopted(reader.meeting),
        "form": form,
    }
    return render(request, "reports/meetings/meeting.html", context)


def _meeting_verbs(request: HttpRequest, reader: Reader, form: ItemForm) -> dict[str, Verb]:
    found, by = reader.meeting, reader.user
    verbs = {
        "call": Verb(
            partial(calling.call, meeting=found, by=by),
            _("The meeting is called. Everyone who has a seat hears of it."),
        ),
        "open": Verb(
            partial(calling.open_meeting, meeting=found, by=by), _("The meeting is open.")
        ),
        "close": Verb(partial(calling.close, meeting=found, by=by), _("The meeting is closed.")),
    }
    if form.is_bound:
        titles = form.titles()
        verbs["add_item"] = Verb(
            partial(calling.add_item, meeting=found, titles=titles, by=by),
            _("The item is on the agenda."),
        )
    if "item" in request.POST:
        verbs |= _item_verbs(_item(found, request.POST["item"]), by)
    return verbs


def _item_verbs(item: AgendaItem, by: User) -> dict[str, Verb]:
    moved = _("The agenda is in its new order.")
    return {
        "up": Verb(partial(calling.move_item, item=item, up=True, by=by), moved),
        "down": Verb(partial(calling.move_item, item=item, up=False, by=by), moved),
        "begin": Verb(partial(calling.begin_item, item=item, by=by), _("The item is begun.")),
        "remove": Verb(
            partial(calling.remove_item, item=item, by=by), _("The item is off the agenda.")
        ),
    }


def _item(found: Meeting, position: str) -> AgendaItem:
    for item in business.agenda(found):
        if str(item.position) == position:
            return item
    raise Http404


@signed_in
@page
@uploads
def item(request: HttpRequest, reference: str, position: int) -> HttpResponse:
    """An item: its documents, and the notes that go into the minutes."""
    reader = keeper_of(request, reference)
    found = _item(reader.meeting, str(position))
    which = request.POST.get("verb", "")
    notes = NotesForm(request.POST if which == "notes" else None, initial={"notes": found.notes})
    document = DocumentForm(request.POST if which == "document" else None, request.FILES or None)
    if notes.is_bound and notes.is_valid():
        write = partial(calling.write_notes, item=found, by=reader.user)
        return _answer(request, partial(write, notes=notes.cleaned_data["notes"]), found)
    if document.is_bound and document.is_valid():
        data = document.cleaned_data
        add = partial(calling.add_document, item=found, by=reader.user)
        return _answer(request, partial(add, file=data["file"], title=data["title"]), found)
    context = {**presenting.frame(reader), "item": found, "notes": notes, "document": document}
    return render(request, "reports/meetings/item.html", context)


def _answer(request: HttpRequest, act: Callable[[], object], found: AgendaItem) -> HttpResponse:
    back = reverse("reports:meeting_item", args=[found.meeting.reference, found.position])
    verbs = {request.POST["verb"]: Verb(act, _("It is written down."))}
    return perform(request, verbs, back)


@signed_in
@require_safe
def document(request: HttpRequest, reference: str, key: int) -> HttpResponseBase:
    """A document of the agenda, for who reads the meeting or has a seat in it."""
    user, found = user_of(request), business.find_meeting(reference)
    if found is None:
        raise Http404
    seated = seats_of.meetings_seating(user).filter(pk=found.pk).exists()
    upload = business.find_document(found, key)
    if upload is None or not (seated or reader_of(request, reference)):
        raise Http404
    return serve(upload)


# --- seats ------------------------------------------------------------------------------------------


@signed_in
@page
def seats(request: HttpRequest, reference: str) -> HttpResponse:
    """Who has a vote and who is in the hall; the secretary notes who comes and goes."""
    reader = reader_of(request, reference)
    form = SeatForm(request.POST if request.POST.get("verb") == "add" else None)
    if form.is_bound and form.is_valid() and reader.keeps and _seat_added(form, reader):
        messages.success(request, _("The seat has its holder."))
        return redirect("reports:meeting_seats", reference)
    if request.method == "POST" and not form.is_bound:
        back = reverse("reports:meeting_seats", args=[reference])
        return perform(request, _seat_verbs(request, reader), back)
    context = {
        **presenting.frame(reader, "meeting_seats"),
        "lines": seats_of.seat_lines(reader.meeting),
        "form": form,
    }
    return render(request, "reports/meetings/seats.html", context)


def _seat_added(form: SeatForm, reader: Reader) -> bool:
    data = form.cleaned_data
    holder = _person(form)
    return _written(
        form,
        lambda: hall.add_seat(
            meeting=reader.meeting, holder=holder, speaks_for=data["speaks_for"], by=reader.user
        ),
    )


def _person(form: PortalForm) -> User:
    """Whoever is reached there, with a new account where there is none."""
    data = form.cleaned_data
    return accounts.ensure_citizen(contact=data["contact"], name=data["name"])


def _written(form: PortalForm, act: Callable[[], object]) -> bool:
    """Whether it was done; why not stands on the form."""
    try:
        act()
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _seat(found: Meeting, number: Any) -> Seat:
    for line in seats_of.seat_lines(found):
        if str(line.seat.number) == str(number):
            return line.seat
    raise Http404


def _seat_verbs(request: HttpRequest, reader: Reader) -> dict[str, Verb]:
    seat, by = _seat(reader.meeting, request.POST.get("seat", "")), reader.user
    return {
        "arrive": Verb(
            partial(hall.arrive, seat=seat, by=by), _("Noted: the seat is in the hall.")
        ),
        "leave": Verb(
            partial(hall.leave, seat=seat, by=by), _("Noted: the seat has left the hall.")
        ),
        "return": Verb(
            partial(hall.return_seat, seat=seat, by=by), _("The holder has the seat again.")
        ),
    }


@signed_in
@page
def deputy(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Let a deputy take a seat from now on."""
    reader = keeper_of(request, reference)
    seat = _seat(reader.meeting, number)
    form = DeputyForm(request.POST or None)
    if form.is_valid():
        user = _person(form)
        if _written(form, lambda: hall.deputise(seat=seat, deputy=user, by=reader.user)):
            messages.success(request, _("The deputy has the seat from now on."))
            return redirect("reports:meeting_seats", reference)
    context = {**presenting.frame(reader), "form": form, "seat": seat}
    return render(request, "reports/meetings/deputy.html", context)
