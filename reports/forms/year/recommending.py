"""What is written about recommendations."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.ui.fields import ThreePartDateField, UploadField
from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.forms.year.fields import (
    RowField,
    UnitField,
    UnitsField,
    long_text,
    offer,
    reason_field,
    year_field,
)
from reports.models import CourseSession, Project, Recommendation


class ProgressForm(KeyedForm, PortalForm):
    """How far it is, and what proves it."""

    text = long_text(
        _("What has happened"),
        rows=4,
        required=False,
        help_text=_("One or two sentences. Everybody who sees the year reads them."),
    )
    file = UploadField(label=_("Evidence: a file"), required=False)
    project = RowField(
        queryset=Project.objects.none(),
        label=_("Evidence: a project"),
        required=False,
        empty_label=_("No project"),
    )
    session = RowField(
        queryset=CourseSession.objects.none(),
        label=_("Evidence: a course"),
        required=False,
        empty_label=_("No course"),
    )

    def __init__(
        self,
        *args: Any,
        projects: QuerySet[Project],
        sessions: QuerySet[CourseSession],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "project", projects)
        offer(self, "session", sessions)


class StepForm(PortalForm):
    """A step that needs no words, but takes them."""

    reason = reason_field(_("Note"), required=False)


class ReasonForm(PortalForm):
    reason = reason_field()


class DateForm(PortalForm):
    """Another date, for a reason."""

    due_on = ThreePartDateField(label=_("New due date"))
    reason = reason_field()


class EnterForm(PortalForm):
    """A recommendation or a resolution of a meeting."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Recommendation.Kind.choices, widget=forms.RadioSelect
    )
    meeting_year = year_field(_("Year of the meeting"))
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    text_ar = long_text(_("Text in Arabic"))
    text_kmr = long_text(_("Text in Kurmanji"))
    text_en = long_text(_("Text in English"), required=False)
    unit = UnitField(
        queryset=Unit.objects.none(), label=_("Who owns it?"), empty_label=_("Choose a unit")
    )
    others = UnitsField(
        queryset=Unit.objects.none(),
        label=_("Who owns it too?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = ThreePartDateField(label=_("Due on"))

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)
        offer(self, "others", units)

    def texts(self) -> dict[str, str]:
        """The text by language."""
        data = self.cleaned_data
        return {code: str(data[f"text_{code}"]) for code in ("ar", "kmr", "en")}
