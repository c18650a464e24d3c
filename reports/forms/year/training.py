"""What is written about training."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import PortalForm
from reports.forms.year.fields import RowField, UnitField, offer
from reports.models import Course, Enrolment


class SessionForm(PortalForm):
    """A session of a course that one of the writer's units holds."""

    course = RowField(
        queryset=Course.objects.filter(is_offered=True),
        label=_("Which course?"),
        empty_label=_("Choose a course"),
    )
    unit = UnitField(queryset=Unit.objects.none(), label=_("Who holds it?"), empty_label=None)
    starts_on = ThreePartDateField(label=_("First day"))
    ends_on = ThreePartDateField(label=_("Last day"))
    place = forms.CharField(label=_("Place"), max_length=200)
    trainer = forms.CharField(label=_("Trainer"), max_length=200)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)


class EnrolForm(PortalForm):
    """Somebody of the head's own staff."""

    trainee = RowField(
        queryset=User.objects.none(), label=_("Who takes part?"), empty_label=_("Choose a person")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "trainee", people)


class AttendanceForm(PortalForm):
    """Who was there on one day."""

    day = ThreePartDateField(label=_("Which day?"))
    there = forms.TypedMultipleChoiceField(
        label=_("Who was there?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who is not ticked was not there."),
    )

    def __init__(self, *args: Any, seated: Iterable[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["there"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(row.pk, row.trainee.name) for row in seated]


class ResultsForm(PortalForm):
    """A result for everybody who has a seat."""

    def __init__(self, *args: Any, seated: Iterable[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in seated:
            self.fields[f"result_{row.pk}"] = forms.ChoiceField(
                label=row.trainee.name, choices=Enrolment.Result.choices, widget=forms.RadioSelect
            )

    def results(self) -> dict[int, str]:
        """The result by the key of the enrolment."""
        return {
            int(name.removeprefix("result_")): value for name, value in self.cleaned_data.items()
        }
