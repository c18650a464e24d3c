"""A vote at the table: who has voted, entries by hand, the count, the word of the chair."""

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import signed_in
from reports.actions.meetings import counting, voting
from reports.forms.meetings import PapersForm
from reports.models import OpenBallot, Vote
from reports.models.meetings.voting import Choice
from reports.queries.meetings import business
from reports.queries.meetings import hall as seats_of
from reports.views.meetings import presenting
from reports.views.meetings.reading import Reader, Verb, perform, reader_of

page = require_http_methods(["GET", "HEAD", "POST"])
CASTING = {"confirm": None, "cast_yes": Choice.YES, "cast_no": Choice.NO}


@signed_in
@page
def vote(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A vote from its opening to the word of the chair."""
    reader = reader_of(request, reference)
    found = business.find_vote(reader.meeting, number)
    if found is None:
        raise Http404
    candidates = business.candidates_of_round(found) if found.election_id else []
    papers = PapersForm(
        request.POST if request.POST.get("verb") == "papers" else None, candidates=candidates
    )
    if request.method == "POST" and not (papers.is_bound and not papers.is_valid()):
        back = reverse("reports:vote", args=[reference, number])
        return perform(request, _verbs(request, reader, found, papers), back)
    state, word = presenting.vote_state(found)
    context = {
        **presenting.frame(reader),
        "vote": found,
        "vote_state": state,
        "word": word,
        "lines": _lines(found),
        "waiting": business.waiting_for(found) if found.is_open else 0,
        "papers": papers,
        "on_paper": found.voted.filter(is_on_paper=True).count(),
        "why_not_confirm": counting.why_not_confirm(found, reader.user),
        "sums": _sums(found, candidates),
        "casts": found.outcome == Vote.Outcome.TIED,
        "choices": Choice,
    }
    return render(request, "reports/meetings/vote.html", context)


def _lines(found: Vote) -> list[dict[str, Any]]:
    """Each seat: in the hall, has it voted, and in an open vote what it said."""
    voted = business.voted(found)
    said = {
        row.seat_id: row for row in OpenBallot.objects.filter(vote=found).select_related("cast_by")
    }
    return [
        {
            "line": line,
            "has_voted": line.seat.pk in voted,
            "ballot": said.get(line.seat.pk),
            "word": Choice(said[line.seat.pk].choice).label if line.seat.pk in said else "",
        }
        for line in seats_of.seat_lines(found.meeting)
    ]


def _sums(found: Vote, candidates: list[Any]) -> list[tuple[str, int]]:
    """Votes of the candidates of a counted round, the most first; nothing while it is open."""
    if not candidates or found.state not in {Vote.State.COUNTED, Vote.State.CONFIRMED}:
        return []
    sums = business.candidate_sums(found)
    rows = [(str(row.user), sums.get(row.pk, 0)) for row in candidates]
    return sorted(rows, key=lambda row: -row[1])


def _verbs(
    request: HttpRequest, reader: Reader, found: Vote, papers: PapersForm
) -> dict[str, Verb]:
    by = reader.user
    verbs = {
        "end": Verb(partial(counting.end_vote, vote=found, by=by), _("The vote has ended.")),
        "stop": Verb(
            partial(counting.stop_vote, vote=found, by=by),
            _("The vote is stopped. Nothing was counted."),
        ),
    }
    for name, casting in CASTING.items():
        act = partial(counting.confirm_vote, vote=found, by=by, casting=casting)
        verbs[name] = Verb(act, _("The count is confirmed."))
    if papers.is_bound:
        write = partial(voting.enter_papers, vote=found, by=by)
        verbs["papers"] = Verb(
            partial(write, choices=papers.counts(), marks=papers.marks()),
            _("The count of the paper ballots is entered."),
        )
    return verbs | _seat_verbs(request, reader, found)


def _seat_verbs(request: HttpRequest, reader: Reader, found: Vote) -> dict[str, Verb]:
    """What is done for one seat: `enter` with a choice, or a paper ballot."""
    number = request.POST.get("seat", "")
    seat = next(
        (
            line.seat
            for line in seats_of.seat_lines(reader.meeting)
            if str(line.seat.number) == number
        ),
        None,
    )
    if seat is None:
        return {}
    entries = {
        f"enter_{choice.value}": Verb(
            partial(voting.enter_for, vote=found, seat=seat, choice=choice, by=reader.user),
            _("Entered for this seat, marked as entered by you."),
        )
        for choice in Choice
    }
    give = partial(voting.give_paper, vote=found, seat=seat, by=reader.user)
    return {**entries, "paper": Verb(give, _("This seat votes on paper."))}
