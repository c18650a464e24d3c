"""The delegate's own phone: the meetings with a seat, the agenda, the ballot."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in, user_of
from interior_portal.shared.refusals import Refused
from reports.actions.meetings import hall as coming
from reports.actions.meetings import voting
from reports.models import Meeting, Vote
from reports.models.meetings.voting import Choice
from reports.queries.meetings import business
from reports.queries.meetings import hall as seats_of
from reports.views.meetings.reading import Verb, perform, seated_meeting

page = require_http_methods(["GET", "HEAD", "POST"])
MOST = 50
COMING = {Meeting.State.CALLED, Meeting.State.OPEN}


@signed_in
@require_safe
def halls(request: HttpRequest) -> HttpResponse:
    """The meetings in which the reader has a vote."""
    context = {"meetings": seats_of.meetings_seating(user_of(request))[:MOST]}
    return render(request, "reports/meetings/halls.html", context)


@signed_in
@page
def hall(request: HttpRequest, reference: str) -> HttpResponse:
    """What a delegate needs: is there a vote, have I voted, what is on the agenda; and to say that one has come."""
    meeting = seated_meeting(request, reference)
    user = user_of(request)
    if request.method == "POST":
        come = Verb(partial(coming.come, meeting=meeting, by=user), _("You are noted as present."))
        return perform(request, {"come": come}, reverse("reports:hall", args=[reference]))
    seat, vote = seats_of.find_seat_of(meeting, user), business.find_open_vote(meeting)
    has_voted = bool(seat and vote and seat.pk in business.voted(vote))
    context = {
        "meeting": meeting,
        "seat": seat,
        "vote": vote,
        "may_come": seat is not None and meeting.state in COMING,
        "is_present": bool(seat and seats_of.is_present(seat)),
        "has_voted": has_voted,
        "items": business.agenda(meeting),
        "chairs": seats_of.why_not_chair(meeting, user) is None,
        "ended": [each for each in business.votes(meeting) if not each.is_open],
    }
    return render(request, "reports/meetings/hall.html", context)


@signed_in
@page
def ballot(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The ballot: large buttons, then one question whether it is meant so; what is chosen is in no address."""
    meeting = seated_meeting(request, reference)
    vote = business.find_vote(meeting, number)
    if vote is None:
        raise Http404
    candidates = business.candidates_of_round(vote) if vote.election_id else []
    context = {"meeting": meeting, "vote": vote, "candidates": candidates, "choices": Choice}
    if request.method != "POST":
        if vote.motion is not None:
            context["text"] = business.current_text(vote.motion)
        return render(request, "reports/meetings/ballot.html", context)
    choice = _choice(request)
    marks = {int(key) for key in request.POST.getlist("marks") if key.isdecimal()}
    if request.POST.get("sure") != "yes":
        chosen = [row for row in candidates if row.pk in marks]
        return render(
            request,
            "reports/meetings/ballot_sure.html",
            {**context, "choice": choice, "chosen": chosen},
        )
    return _cast(request, vote, choice, marks)


def _choice(request: HttpRequest) -> Choice | None:
    """What was pressed; None for a round of an election, or for nothing that can be chosen."""
    posted = request.POST.get("choice", "")
    return Choice(posted) if posted in Choice.values else None


def _cast(request: HttpRequest, vote: Vote, choice: Choice | None, marks: set[int]) -> HttpResponse:
    try:
        voting.cast(vote=vote, by=user_of(request), choice=choice, marks=marks)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your vote is in. Thank you."))
    return redirect("reports:hall", vote.meeting.reference)
