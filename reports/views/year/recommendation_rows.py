"""Recommendations as their readers see them: sentences, tabs, a letter, a timeline."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import YEAR_VIEW
from interior_portal.shared import clock
from interior_portal.shared.bidi import isolate
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal
from interior_portal.ui import dates
from interior_portal.ui.components import Event, Row, State, Tab
from reports.actions.year.recommending import why_not
from reports.models import Recommendation, RecommendationEvent
from reports.queries.year.keepers import may_settle
from reports.queries.year.recommendations import RecommendationLine
from reports.rules.year.recommending import RUNNING, Verb
from reports.views.year.choosing import href

LIST = "reports:recommendations"
MOVE = "move"
LATE = "LATE"
STATES: dict[str, State] = {
    "OPEN": "draft",
    "IN_HAND": "waiting",
    "REPORTED": "waiting",
    "DONE": "done",
    "DROPPED": "refused",
    "CARRIED_OVER": "paused",
}
TITLES: dict[str, str | Promise] = {
    Verb.TAKE: gettext_lazy("Take it in hand"),
    Verb.DONE: gettext_lazy("Report that it is done"),
    Verb.CONFIRM: gettext_lazy("Confirm that it is done"),
    Verb.RETURN: gettext_lazy("Send it back to its owner"),
    MOVE: gettext_lazy("Move the due date"),
    Verb.CARRY: gettext_lazy("Carry it over into the next year"),
    Verb.DROP: gettext_lazy("Drop it"),
}
WHAT = {
    "ADDED": gettext_lazy("Entered"),
    "NOTE": gettext_lazy("Progress"),
    "EVIDENCE": gettext_lazy("Evidence added"),
    "DUE": gettext_lazy("Due date moved"),
}


@dataclass(frozen=True, slots=True)
class ShownLine:
    line: RecommendationLine
    href: str
    state: State
    word: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwnerCount:
    """What one unit owns: how many, how many of them done and late."""

    unit: Unit
    href: str
    is_chosen: bool
    total: int
    done: int
    late: int


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    href: str
    refusal: Refusal | None


def chosen(lines: Sequence[RecommendationLine], state: str, unit: str) -> list[RecommendationLine]:
    """The lines that the address asks for; what it does not know narrows nothing."""
    found = list(lines)
    if state == LATE:
        found = [line for line in found if line.recommendation.is_late]
    elif state in Recommendation.State.values:
        found = [line for line in found if line.recommendation.state == state]
    if any(unit == owner.code for line in lines for owner in _owners(line)):
        found = [line for line in found if unit in {owner.code for owner in _owners(line)}]
    return found


def _owners(line: RecommendationLine) -> list[Unit]:
    return [line.recommendation.unit, *line.others]


def shown(lines: Sequence[RecommendationLine]) -> list[ShownLine]:
    return [_shown(line) for line in lines]


def _shown(line: RecommendationLine) -> ShownLine:
    row = line.recommendation
    return ShownLine(
        line=line,
        href=reverse("reports:recommendation", args=[row.reference]),
        state=STATES[row.state],
        word=str(Recommendation.State(row.state).label),
        is_late=row.is_late,
    )


def state_tabs(request: HttpRequest, lines: Sequence[RecommendationLine]) -> list[Tab]:
    """All, each state that something is in, and what is late, with their numbers."""
    asked = request.GET.get("state", "")
    counts = Counter(line.recommendation.state for line in lines)
    late = sum(line.recommendation.is_late for line in lines)
    tabs = [Tab(_("All"), href(request, LIST, state=""), not asked, str(len(lines)))]
    for state in Recommendation.State:
        if counts[state]:
            link = href(request, LIST, state=state.value)
            tabs.append(Tab(state.label, link, asked == state, str(counts[state])))
    if late:
        tabs.append(Tab(_("overdue"), href(request, LIST, state=LATE), asked == LATE, str(late)))
    return tabs


def owner_counts(request: HttpRequest, lines: Sequence[RecommendationLine]) -> list[OwnerCount]:
    """Each unit that owns something, alone or with others."""
    asked = request.GET.get("unit", "")
    units = {unit.pk: unit for line in lines for unit in _owners(line)}
    return [
        _owner_count(request, unit, [line for line in lines if unit in _owners(line)], asked)
        for unit in sorted(units.values(), key=lambda unit: unit.path)
    ]


def _owner_count(
    request: HttpRequest, unit: Unit, owned: Sequence[RecommendationLine], asked: str
) -> OwnerCount:
    is_chosen = unit.code == asked
    return OwnerCount(
        unit=unit,
        href=href(request, LIST, unit="" if is_chosen else unit.code),
        is_chosen=is_chosen,
        total=len(owned),
        done=sum(line.recommendation.state == "DONE" for line in owned),
        late=sum(line.recommendation.is_late for line in owned),
    )


def sentence(year: int, lines: Sequence[RecommendationLine]) -> str:
    """The year in one sentence."""
    if not lines:
        return _("No recommendation is to be carried out in %(year)s.") % {"year": year}
    words = {
        "year": year,
        "total": len(lines),
        "done": sum(line.recommendation.state == "DONE" for line in lines),
        "late": sum(line.recommendation.is_late for line in lines),
    }
    text = ngettext(
        "Of %(total)s recommendation for %(year)s, %(done)s is done and %(late)s is overdue.",
        "Of %(total)s recommendations for %(year)s, %(done)s are done and %(late)s are overdue.",
        len(lines),
    )
    return text % words


def letter(row: Recommendation) -> dict[str, Any]:
    """What the component `letter` says of it."""
    return {"state": STATES[row.state], "sentence": _where(row), **_turn(row)}


def _where(row: Recommendation) -> str:
    if row.is_late:
        late = (clock.today() - row.due_on).days
        text = ngettext(
            "It is not done, and overdue by %(count)s day.",
            "It is not done, and overdue by %(count)s days.",
            late,
        )
        return text % {"count": late}
    return {
        "OPEN": _("Nobody has begun yet."),
        "IN_HAND": _("Its owner works on it."),
        "REPORTED": _("Its owner says that it is done. Somebody else has to look at the evidence."),
        "DONE": _("It is done, and this was confirmed."),
        "DROPPED": _("It was dropped: %(reason)s") % {"reason": isolate(row.reason)},
        "CARRIED_OVER": _("It goes on in the next year: %(reason)s")
        % {"reason": isolate(row.reason)},
    }[row.state]


def _turn(row: Recommendation) -> dict[str, Any]:
    if row.state in RUNNING:
        next_step = _("The owner adds evidence and reports that it is done.")
        return {"turn": row.unit.name, "due": row.due_on, "following": next_step}
    if row.state == Recommendation.State.REPORTED:
        return {
            "turn": _("A co-chair or the secretary of the Authority"),
            "due": row.due_on,
            "following": _("They confirm it, or send it back with a reason."),
        }
    return {}


def events(found: Sequence[RecommendationEvent]) -> list[Event]:
    return [_event(event) for event in found]


def _event(event: RecommendationEvent) -> Event:
    if event.kind == RecommendationEvent.Kind.STATE:
        words = {"before": _state_word(event.before), "after": _state_word(event.after)}
        what = _("From “%(before)s” to “%(after)s”") % words
        return Event(event.at, what, str(event.by or ""), event.text, STATES[event.after])
    note = event.text
    if event.kind == RecommendationEvent.Kind.DUE:
        days = {"before": _day(event.before), "after": _day(event.after), "reason": event.text}
        note = _("From %(before)s to %(after)s: %(reason)s") % days
    elif event.kind == RecommendationEvent.Kind.EVIDENCE:
        note = _proof(event)
    return Event(event.at, WHAT[event.kind], str(event.by or ""), note, "draft")


def _state_word(code: str) -> str:
    return str(Recommendation.State(code).label)


def _day(text: str) -> str:
    return dates.day(dt.date.fromisoformat(text))


def _proof(event: RecommendationEvent) -> str:
    if event.project is not None:
        return _("Project: %(title)s") % {"title": isolate(event.project.title)}
    if event.session is not None:
        return _("Course: %(title)s") % {"title": isolate(event.session.course.title)}
    return _("File of %(day)s") % {"day": dates.day(clock.day_of(event.at))}


def evidence(row: Recommendation, found: Sequence[RecommendationEvent], user: User) -> list[Row]:
    """Each piece of evidence, oldest first, with the link that opens it where the reader may."""
    kept = [event for event in reversed(found) if event.kind == RecommendationEvent.Kind.EVIDENCE]
    return [
        Row(str(number), _proof(event), _link(row, event, user))
        for number, event in enumerate(kept, 1)
    ]


def _link(row: Recommendation, event: RecommendationEvent, user: User) -> str:
    if event.upload_id is not None:
        return reverse("reports:recommendation_evidence", args=[row.reference, event.pk])
    if event.session is not None:
        return reverse("reports:session", args=[event.session.reference])
    project = event.project
    if project is not None and has_permission(user, YEAR_VIEW, project.unit):
        return reverse("reports:project", args=[project.reference])
    return ""


def steps(row: Recommendation, user: User) -> list[Step]:
    """What the reader may do now; what only lacks something says what."""
    found = []
    for verb in Verb:
        refusal = why_not(row, verb, user)
        if refusal is None or refusal.code in {"no_evidence", "same_person"}:
            found.append(Step(TITLES[verb], _step_href(row, verb), refusal))
    if row.state in RUNNING and may_settle(user, row.unit):
        found.insert(-2, Step(TITLES[MOVE], _step_href(row, MOVE), None))
    return found


def is_theirs(row: Recommendation, user: User, verb: str) -> bool:
    """Whether the page of a step is there for somebody: what only lacks something shows why."""
    if verb == MOVE:
        return may_settle(user, row.unit)
    return why_not(row, Verb(verb), user) != NOT_PERMITTED


def _step_href(row: Recommendation, verb: str) -> str:
    return reverse("reports:recommendation_step", args=[row.reference, verb])
