"""What happened to a case, in words. The words of the engine's own events stand here, for every directorate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.ui.components import Event, State
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case
from interior_portal.workflow.procedures import Procedure
from interior_portal.workflow.queries.applicants import told_timeline
from interior_portal.workflow.queries.decisions import procedure_of
from interior_portal.workflow.queries.history import TimelineEntry, timeline

Text = str | Promise
# A transition, the event of the engine or `start`, and what is said of it.
Words = Mapping[str, tuple[Text, State]]

START = "start"
BEGUN: tuple[Text, State] = (_("Case begun"), "draft")
OF_THE_ENGINE: Words = {
    "workflow.claimed": (_("Taken from the queue"), "draft"),
    "workflow.released": (_("Put back into the queue"), "draft"),
    "workflow.lapsed": (_("Back in the queue: it was held for too long"), "draft"),
    "workflow.assigned": (_("Given to %(name)s"), "draft"),
    "workflow.handed_over": (_("Handed over to %(name)s"), "draft"),
    "workflow.undone": (_("Undone: %(what)s"), "draft"),
    "workflow.asked": (_("Question asked"), "waiting"),
    "workflow.answered": (_("Question answered"), "done"),
    "workflow.question_withdrawn": (_("Question withdrawn"), "draft"),
    "workflow.reminded": (_("Reminded of the question"), "waiting"),
    "workflow.question_overdue": (_("No answer in time; those responsible were told"), "waiting"),
    "workflow.extended": (_("More time given"), "waiting"),
    "workflow.breached": (_("Promise not kept; the head of the office was told"), "waiting"),
    "workflow.migrated": (_("Goes on under another version of the procedure"), "draft"),
    "workflow.migration_reverted": (_("Back under the earlier version of the procedure"), "draft"),
    "workflow.repaired": (_("Stood still, and was set going again"), "draft"),
}
# Who holds a case, who asked whom and how it was kept going is the desk's own business.
FOR_APPLICANTS: Words = {
    "workflow.extended": (_("We need more time"), "waiting"),
    "workflow.breached": OF_THE_ENGINE["workflow.breached"],
}


def for_applicant(case: Case, words: Words) -> list[Event]:
    """Newest first, without names, and only what has words: the directorate's or the engine's.

    Nothing of what can still be undone, or was. Queries as `told_timeline`.
    """
    known = {**FOR_APPLICANTS, **words}
    return [
        Event(at=entry.at, what=what, state=state)
        for entry in reversed(told_timeline(case))
        if _key(entry) in known
        for what, state in [known[_key(entry)]]
    ]


def for_desk(case: Case, words: Words) -> list[Event]:
    """Everything, newest first, with names. A transition without words of the directorate has its label.

    One query, and one where somebody was given the case.
    """
    entries = timeline(case)
    story = _Story(procedure_of(case), words, {e.seq: e for e in entries}, _receivers(entries))
    return [story.told(entry) for entry in reversed(entries)]


def _key(entry: TimelineEntry) -> str:
    return entry.transition or (entry.code if entry.from_step else START)


def _receivers(entries: Sequence[TimelineEntry]) -> dict[int, str]:
    ids = {entry.data["to"] for entry in entries if not entry.transition and "to" in entry.data}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


@dataclass(frozen=True, slots=True)
class _Story:
    """All that an event of one case is told from."""

    procedure: Procedure
    words: Words
    entries: Mapping[int, TimelineEntry]
    names: Mapping[int, str]

    def told(self, entry: TimelineEntry) -> Event:
        what, state = self._words(entry)
        return Event(
            at=entry.at, what=what, who=who_acted(entry), note=self._note(entry), state=state
        )

    def _words(self, entry: TimelineEntry) -> tuple[Text, State]:
        key = _key(entry)
        if found := self.words.get(key):
            return found
        if entry.transition:
            return self._label(key), "done"
        if key == START:
            return BEGUN
        what, state = OF_THE_ENGINE.get(key, (key, "draft"))
        if "to" in entry.data:
            what = what % {"name": self.names.get(entry.data["to"], "")}
        elif "undone" in entry.data:
            what = what % {"what": self._words(self.entries[entry.data["undone"]])[0]}
        return what, state

    def _label(self, code: str) -> Text:
        """Its code where a version of the procedure that the case has left knew it alone."""
        known = {transition.code: transition.label for transition in self.procedure.transitions}
        return known.get(code, code)

    def _note(self, entry: TimelineEntry) -> Text:
        """About which question, or for which reason."""
        if entry.transition:
            return ""
        if code := entry.data.get("question"):
            question = registry.find_question(code)
            return question.label if question else code
        reason = entry.data.get("reason", "")
        return registry.extension_reasons().get(reason, reason)


def who_acted(entry: TimelineEntry) -> Text:
    """Both names where somebody acted for another: a colleague who is absent, or an applicant."""
    if not entry.actor_name:
        return _("the portal")
    if not entry.on_behalf_of_name:
        return entry.actor_name
    names = {"actor": entry.actor_name, "absent": entry.on_behalf_of_name}
    return gettext("%(actor)s for %(absent)s") % names
