"""Motions, amendments, elections, adopted texts."""

from functools import partial
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in
from interior_portal.accounts.queries import units_where
from interior_portal.shared.ids import row_key
from interior_portal.shared.refusals import Refused
from reports.actions.meetings import electing, moving, voting
from reports.actions.meetings.following import follow_up, why_not_follow
from reports.forms.meetings import (
    ElectionForm,
    FollowForm,
    LotForm,
    MotionForm,
    NominateForm,
    TextForm,
)
from reports.models import Election, Meeting, Motion, MotionText
from reports.queries.meetings import business
from reports.queries.meetings import hall as seats_of
from reports.roles import MEETING_KEEP
from reports.views.meetings import presenting
from reports.views.meetings.reading import Reader, Verb, keeper_of, perform, reader_of

page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@page
def motion_new(request: HttpRequest, reference: str, amends: int | None = None) -> HttpResponse:
    """A motion, or an amendment to one, as it was moved and seconded."""
    reader = keeper_of(request, reference)
    amended = _motion(reader.meeting, amends) if amends is not None else None
    form = MotionForm(
        request.POST or None,
        items=business.agenda(reader.meeting),
        seats=[line.seat for line in seats_of.seat_lines(reader.meeting)],
        adopted=business.adopted_before(reader.meeting),
        amends=amended,
        initial=_words(amended),
    )
    if form.is_valid():
        move = partial(moving.move, meeting=reader.meeting, by=reader.user)
        try:
            made = move(facts=form.facts(), text=form.text(), key=form.cleaned_data["key"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(
                "reports:motion", reference, made.amends.number if made.amends else made.number
            )
    context = {**presenting.frame(reader), "form": form, "amended": amended}
    return render(request, "reports/meetings/motion_new.html", context)


def _words(amended: Motion | None) -> dict[str, str]:
    """An amendment begins from the text that it changes."""
    if amended is None:
        return {}
    text = business.current_text(amended)
    return {"text_ar": text.text_ar, "text_kmr": text.text_kmr}


def _motion(meeting: Meeting, number: int) -> Motion:
    found = business.find_motion(meeting, number)
    if found is None:
        raise Http404
    return found


@signed_in
@page
def motion(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A motion with its text, what was changed in it, its amendments and its votes."""
    reader = reader_of(request, reference)
    found = _motion(reader.meeting, number)
    if request.method == "POST":
        return _put(request, reader, found)
    texts = business.texts(found)
    context = {
        **presenting.frame(reader),
        "motion": found,
        "state_of": presenting.MOTION_STATES[found.state],
        "text": texts[-1],
        "changes": [presenting.compared(a, b) for a, b in pairwise(texts)],
        "amendments": _amendments(found, texts[-1]),
        "votes": [(vote, *presenting.vote_state(vote)) for vote in found.votes.order_by("number")],
        "refusal": voting.why_not_put(found),
        "can_follow": why_not_follow(found) is None,
    }
    return render(request, "reports/meetings/motion.html", context)


def _amendments(found: Motion, text: MotionText) -> list[tuple[Motion, str, Any, Any]]:
    """Each with its state, what it would change in the present text, and why it cannot be voted on now."""
    rows = business.amendments(found)
    wanted = business.newest_texts(rows)
    waiting = [row for row in rows if row.state == Motion.State.MOVED]
    turn = waiting[0] if waiting else None
    return [
        (
            row,
            presenting.MOTION_STATES[row.state],
            presenting.compared(text, wanted[row.pk]),
            voting.why_not_amendment(row, turn=turn, current=text, wanted=wanted[row.pk]),
        )
        for row in rows
    ]


def _put(request: HttpRequest, reader: Reader, found: Motion) -> HttpResponse:
    back = reverse("reports:motion", args=[reader.meeting.reference, found.number])
    verb, by = request.POST.get("verb", ""), reader.user
    key = row_key(request.POST.get("motion", ""))
    chosen = found if key is None else _motion(reader.meeting, key)
    if verb in {"open_vote", "open_secret"}:
        return _open(request, reader, chosen, back)
    order = [row.number for row in business.amendments(found)]
    verbs = {
        "withdraw": Verb(partial(moving.withdraw, motion=chosen, by=by), _("It is withdrawn.")),
        "first": Verb(
            partial(
                moving.order_amendments,
                motion=found,
                numbers=[chosen.number, *(n for n in order if n != chosen.number)],
                by=by,
            ),
            _("This amendment is voted first."),
        ),
    }
    return perform(request, verbs, back)


def _open(request: HttpRequest, reader: Reader, chosen: Motion, back: str) -> HttpResponse:
    """Open a vote and show it; why not stands on the page of the motion."""
    is_secret = request.POST["verb"] == "open_secret"
    try:
        vote = voting.open_vote(motion=chosen, is_secret=is_secret, by=reader.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    return redirect("reports:vote", reader.meeting.reference, vote.number)


@signed_in
@page
def motion_reword(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Its mover words a motion or an amendment anew."""
    reader = keeper_of(request, reference)
    found = _motion(reader.meeting, number)
    form = TextForm(request.POST or None, initial=_words(found))
    if form.is_valid():
        try:
            moving.reword(motion=found, text=form.text(), by=reader.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            shown = found.amends or found
            return redirect("reports:motion", reference, shown.number)
    context = {**presenting.frame(reader), "form": form, "motion": found}
    return render(request, "reports/meetings/motion_reword.html", context)


@signed_in
@page
def motion_follow(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Who carries an adopted recommendation out, and until when."""
    reader = keeper_of(request, reference)
    found = _motion(reader.meeting, number)
    units = list(units_where(reader.user, MEETING_KEEP))
    form = FollowForm(request.POST or None, units=units)
    if form.is_valid():
        data = form.cleaned_data
        try:
            follow_up(motion=found, unit=data["unit"], due_on=data["due_on"], by=reader.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("reports:motion", reference, found.number)
    context = {**presenting.frame(reader), "form": form, "motion": found}
    return render(request, "reports/meetings/motion_follow.html", context)


# --- elections --------------------------------------------------------------------------------------


@signed_in
@page
def election_new(request: HttpRequest, reference: str) -> HttpResponse:
    """An election of so many."""
    reader = keeper_of(request, reference)
    form = ElectionForm(request.POST or None, items=business.agenda(reader.meeting))
    if form.is_valid():
        key = form.cleaned_data["key"]
        plan = partial(electing.plan_election, meeting=reader.meeting, by=reader.user, key=key)
        try:
            made = plan(facts=form.facts())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("reports:election", reference, made.number)
    context = {**presenting.frame(reader), "form": form}
    return render(request, "reports/meetings/election_new.html", context)


@signed_in
@page
def election(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Who stands, the rounds, and who was elected."""
    reader = reader_of(request, reference)
    found = business.find_election(reader.meeting, number)
    if found is None:
        raise Http404
    candidates = business.candidates(found)
    seats = [line.seat for line in seats_of.seat_lines(reader.meeting)]
    standing = {row.user_id for row in candidates}
    nominate = NominateForm(
        request.POST if request.POST.get("verb") == "nominate" else None,
        seats=[seat for seat in seats if seat.holder_id not in standing],
    )
    lot = LotForm(
        request.POST if request.POST.get("verb") == "lot" else None,
        tied=[row for row in candidates if row.is_tied and row.elected_in is None],
    )
    if request.method == "POST" and not any(
        f.is_bound and not f.is_valid() for f in (nominate, lot)
    ):
        return _elect(request, reader, found, nominate, lot)
    context = {
        **presenting.frame(reader),
        "election": found,
        "candidates": candidates,
        "rounds": [(vote, *presenting.vote_state(vote)) for vote in found.votes.order_by("number")],
        "nominate": nominate,
        "lot": lot if voting.needs_lot(found) else None,
        "refusal": voting.why_not_round(found),
        "can_nominate": not found.votes.exists() and bool(nominate.seats),
    }
    return render(request, "reports/meetings/election.html", context)


def _elect(
    request: HttpRequest, reader: Reader, found: Election, nominate: NominateForm, lot: LotForm
) -> HttpResponse:
    back = reverse("reports:election", args=[reader.meeting.reference, found.number])
    by = reader.user
    verbs = {}
    if nominate.is_bound:
        user = nominate.seat_chosen().holder
        act = partial(electing.nominate, election=found, user=user, by=by)
        verbs["nominate"] = Verb(act, _("The candidate stands."))
    if lot.is_bound:
        act_lot = partial(
            electing.draw_lot,
            election=found,
            winners=lot.keys(),
            drawn_by=lot.cleaned_data["drawn_by"],
            by=by,
        )
        verbs["lot"] = Verb(act_lot, _("The lot is written down."))
    if request.POST.get("verb") == "round":
        act_round = partial(voting.open_round, election=found, by=by)
        verbs["round"] = Verb(act_round, _("The round is open: delegates vote now."))
    return perform(request, verbs, back)


# --- adopted texts ----------------------------------------------------------------------------------


@signed_in
@require_safe
def adopted_text(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """An adopted text in its newest version, and what each version changed."""
    reader = reader_of(request, reference)
    found = business.find_adopted(reader.meeting, key)
    if found is None:
        raise Http404
    versions = list(found.versions.select_related("motion__meeting").order_by("version"))
    changes = [presenting.compared(a, b) for a, b in pairwise(versions)]
    context = {
        **presenting.frame(reader),
        "text": found,
        "newest": versions[-1],
        "versions": versions,
        "changes": changes[::-1],
    }
    return render(request, "reports/meetings/text.html", context)
