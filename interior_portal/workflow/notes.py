"""Internal notes on a case: for the desks alone, at any time, never changed."""

from collections.abc import Collection

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, check
from interior_portal.workflow import registry
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.models import Case, CaseNote

LONGEST, MOST = 2000, 100
NO_TEXT = Refusal("note_without_text", _("Write the note first."))
TOO_LONG = Refusal(
    "note_too_long", _("A note has at most %(most)s characters. Shorten it."), {"most": LONGEST}
)


def add(*, case: Case, text: str, by: User) -> CaseNote:
    """Write a note beside the case, open or closed. Refuses with `Refused`."""
    text = text.strip()
    check(why_not_note(case, by))
    check(None if text else NO_TEXT)
    check(TOO_LONG if len(text) > LONGEST else None)
    return CaseNote.objects.create(case=case, text=text, by=by)


def why_not_note(case: Case, user: User) -> Refusal | None:
    """Who sees the case at a desk may read and write its notes; nobody those about themselves."""
    if user.pk == case.applicant_id:
        return OWN_CASE
    page = registry.find_desk_page(case.procedure)
    is_seen = page is not None and has_permission(user, page.permission, case.unit)
    return None if is_seen else NOT_PERMITTED


def notes_of(case: Case) -> list[CaseNote]:
    """The newest 100, newest first, with their writers. One query."""
    notes = CaseNote.objects.filter(case=case).select_related("by").order_by("-pk")
    return list(notes[:MOST])


def note_counts(case_ids: Collection[int]) -> dict[int, int]:
    """How many notes each of these cases has; cases without any are left out. One query."""
    notes = CaseNote.objects.filter(case__in=case_ids).values_list("case")
    return dict(notes.annotate(number=Count("pk")))
