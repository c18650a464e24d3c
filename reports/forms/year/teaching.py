"""What is written about the catalogue of courses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.models import Course


def _short(label: Any, most: int = 200, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, **options)


class CourseForm(PortalForm):
    """What a course teaches, whom, and in how many hours."""

    title_ar = _short(_("Title in Arabic"), 300)
    title_kmr = _short(_("Title in Kurmanji"), 300)
    title_en = _short(_("Title in English"), 300, required=False)
    audience_ar = _short(_("For whom, in Arabic"))
    audience_kmr = _short(_("For whom, in Kurmanji"))
    audience_en = _short(_("For whom, in English"), required=False)
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=999)
    attendance_percent = forms.IntegerField(
        label=_("Attendance needed, per cent"),
        min_value=1,
        max_value=100,
        initial=80,
        help_text=_("Who was there on fewer of the days does not pass."),
    )

    def facts(self) -> dict[str, Any]:
        """What was entered, by the name of its column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    @staticmethod
    def told(course: Course) -> dict[str, Any]:
        """What the form shows at first: the course as it stands."""
        return {name: getattr(course, name) for name in CourseForm.base_fields}


class EnterCourseForm(KeyedForm, CourseForm):
    """A new course."""


class SureForm(PortalForm):
    """Nothing to fill in: the button says what happens."""
