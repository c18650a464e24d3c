"""What a unit has answered once for all, for administrators: the machine answers with it in its stead."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.admin import LedgerAdmin
from interior_portal.accounts.models import Unit
from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.sessions import user_of
from interior_portal.shared import clock
from interior_portal.ui.dated import ENDS_BEFORE_START, DatedForm
from interior_portal.workflow import registry
from interior_portal.workflow.models import KnownAnswer, Referral
from interior_portal.workflow.queries import Count
from interior_portal.workflow.roles import WORKFLOW_ANSWERS_EDIT

MOST = 99
RUNNING = _("What it does to running cases")
EFFECT = _(
    "Questions of this kind that wait for a person there: %(count)s. They stay on that desk; only questions"
    " that are asked from the first day on are answered by this row."
)
NEEDS_NOTE = _("An answer that is not clear says why: fill in the note.")


def questions() -> list[tuple[str, str]]:
    """The questions that rows may answer."""
    known = [each for each in registry.questions() if each.is_known_by_table]
    return [(each.code, f"{each.label} ({each.code})") for each in known]


def outcomes() -> list[tuple[str, list[tuple[str, str]]]]:
    """Their answers, by question."""
    return [
        (str(each.label), [(outcome.code, str(outcome.label)) for outcome in each.outcomes])
        for each in registry.questions()
        if each.is_known_by_table
    ]


class KnownAnswerForm(DatedForm):
    """One answer of one unit; the database refuses two at one time about the same."""

    instance: KnownAnswer
    question = forms.ChoiceField(label=_("question"), choices=questions)
    outcome = forms.ChoiceField(label=_("answer"), choices=outcomes)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields.get("unit")
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = Unit.objects.filter(is_active=True).order_by("path")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        code, outcome = cleaned.get("question"), cleaned.get("outcome")
        if code and outcome:
            known = {each.code: each for each in registry.get_question(code).outcomes}
            if outcome not in known:
                self.add_error("outcome", _("This question has no such answer."))
            elif known[outcome].needs_note and not cleaned.get("note"):
                self.add_error("note", NEEDS_NOTE)
        since, until = cleaned.get("since", self.instance.since), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError({"until": ENDS_BEFORE_START})
        if bool(cleaned.get("subject_key")) != bool(cleaned.get("subject_value")):
            raise ValidationError(
                {"subject_value": _("Say both what it is about and its value, or neither.")}
            )
        return cleaned


@admin.register(KnownAnswer)
class KnownAnswerAdmin(LedgerAdmin):
    """Superusers look; who is posted as administrator writes. A row that has begun only ends."""

    form = KnownAnswerForm
    columns = ("question", "unit", "subject_key", "subject_value", "outcome", "note", "since")
    list_display = ("question", "unit", "outcome", "subject_key", "subject_value", "since", "until")
    list_filter = ("question",)
    list_select_related = ("unit",)
    search_fields = ("subject_value",)
    ordering = ("question", "unit__path", "subject_key", "subject_value", "-since")
    list_per_page = 50
    list_max_show_all = 200

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_over = (
            isinstance(obj, KnownAnswer) and obj.until is not None and obj.until < clock.today()
        )
        return super().has_change_permission(request, obj) and self._keeps(request) and not is_over

    def _keeps(self, request: HttpRequest) -> bool:
        return has_permission(user_of(request), WORKFLOW_ANSWERS_EDIT)

    def get_fieldsets(self, request: HttpRequest, obj: KnownAnswer | None = None) -> Any:
        asked = (None, {"fields": (*self.columns, "until")})
        return [(RUNNING, {"fields": ("running",)}), asked] if obj else [asked]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        return ("running", *(self.columns if obj.since <= clock.today() else ()))

    @admin.display(description=_("Running cases"))
    def running(self, obj: KnownAnswer) -> str:
        waiting = Referral.objects.filter(
            question=obj.question, unit=obj.unit, answered_at=None, withdrawn_at=None
        )
        return EFFECT % {"count": Count(len(waiting.values_list("pk", flat=True)[: MOST + 1]))}
