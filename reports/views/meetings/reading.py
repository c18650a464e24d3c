"""Who sees which meeting, and as whom."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise

from interior_portal.accounts.access import user_of
from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refused
from reports.models import Meeting
from reports.queries.meetings import business, hall


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody before a meeting: do they keep it, do they chair it?"""

    meeting: Meeting
    user: User
    keeps: bool
    chairs: bool


def reader_of(request: HttpRequest, reference: str) -> Reader:
    """Who reads the year of the unit or chairs the meeting; for everyone else it does not exist."""
    meeting, user = _meeting(reference), user_of(request)
    keeps = hall.why_not_keep(meeting, user) is None
    chairs = hall.why_not_chair(meeting, user) is None
    if not (keeps or chairs or hall.may_read(meeting, user)):
        raise Http404
    return Reader(meeting, user, keeps, chairs)


def keeper_of(request: HttpRequest, reference: str) -> Reader:
    """Who keeps the meeting; for everyone else the page does not exist."""
    reader = reader_of(request, reference)
    if not reader.keeps:
        raise Http404
    return reader


def seated_meeting(request: HttpRequest, reference: str) -> Meeting:
    """A meeting in which somebody has a seat or stands in for one, once it is called."""
    meeting = _meeting(reference)
    if not hall.meetings_seating(user_of(request)).filter(pk=meeting.pk).exists():
        raise Http404
    return meeting


def _meeting(reference: str) -> Meeting:
    meeting = business.find_meeting(reference)
    if meeting is None:
        raise Http404
    return meeting


@dataclass(frozen=True, slots=True)
class Verb:
    """What a button does, and the sentence that tells that it is done."""

    act: Callable[[], object]
    done: str | Promise


def perform(request: HttpRequest, verbs: Mapping[str, Verb], back: str) -> HttpResponse:
    """The verb of the button that was pressed; then the page again, with what was done or why not."""
    verb = verbs.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        verb.act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, str(verb.done))
    return HttpResponseRedirect(back)
