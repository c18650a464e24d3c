"""What is written about projects."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.forms.year.fields import UnitField, long_text, offer, reason_field
from reports.models import Project, ProjectLevel, ProjectSpending, ProjectStage
from reports.models.year.projects import Currency


def _amount(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=16, decimal_places=2, **options)


def _title(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, **options)


class ProjectForm(KeyedForm, PortalForm):
    """A new project; its stages and spending are entered on its page."""

    title_ar = _title(_("Title in Arabic"))
    title_kmr = _title(_("Title in Kurmanji"))
    title_en = _title(_("Title in English"), required=False)
    purpose_ar = long_text(_("Purpose in Arabic"))
    purpose_kmr = long_text(_("Purpose in Kurmanji"))
    purpose_en = long_text(_("Purpose in English"), required=False)
    unit = UnitField(queryset=Unit.objects.none(), label=_("Whose project?"), empty_label=None)
    starts_on = ThreePartDateField(label=_("Planned from"))
    ends_on = ThreePartDateField(label=_("Planned until"))
    budget_syp = _amount(_("Budget in Syrian pounds"), min_value=1, required=False)
    budget_usd = _amount(_("Budget in US dollars"), min_value=1, required=False)
    level_ar = _title(_("What it is to change, in Arabic"), required=False)
    level_kmr = _title(_("What it is to change, in Kurmanji"), required=False)
    level_in = forms.CharField(label=_("Measured in"), max_length=60, required=False)
    level_before = _amount(_("Value before the project"), required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def clean(self) -> dict[str, Any]:
        """What is to change is told whole, or not at all."""
        data = super().clean() or self.cleaned_data
        names = ("level_ar", "level_kmr", "level_in", "level_before")
        missing = [name for name in names if data.get(name) in {None, ""}]
        if len(missing) < len(names):
            for name in missing:
                if name not in self.errors:
                    self.add_error(name, _("Fill in this part too, or leave all four empty."))
        return data

    def project(self) -> Project:
        """What was entered, not saved yet."""
        own = {"unit", "starts_on", "ends_on"}
        names = [n for n in self.cleaned_data if n in own or n.startswith(("title_", "purpose_"))]
        return Project(**{name: self.cleaned_data[name] for name in names})

    def budgets(self) -> dict[str, Decimal]:
        amounts = {code: self.cleaned_data[f"budget_{code.lower()}"] for code in Currency.values}
        return {code: amount for code, amount in amounts.items() if amount}

    def level(self) -> ProjectLevel | None:
        """What the project is to change; None where nothing was entered."""
        data = self.cleaned_data
        if not data["level_ar"]:
            return None
        return ProjectLevel(
            title_ar=data["level_ar"],
            title_kmr=data["level_kmr"],
            measured_in=data["level_in"],
            before=data["level_before"],
        )


class StageForm(KeyedForm, PortalForm):
    """A further stage."""

    title_ar = _title(_("Title in Arabic"))
    title_kmr = _title(_("Title in Kurmanji"))
    title_en = _title(_("Title in English"), required=False)
    planned_from = ThreePartDateField(label=_("Planned from"))
    planned_until = ThreePartDateField(label=_("Planned until"))

    def stage(self) -> ProjectStage:
        return ProjectStage(**_without_key(self))


class StageDoneForm(KeyedForm, PortalForm):
    """When a stage really was."""

    began_on = ThreePartDateField(label=_("Began on"))
    finished_on = ThreePartDateField(label=_("Finished on"))

    def days(self) -> dict[str, Any]:
        return _without_key(self)


class LevelForm(KeyedForm, PortalForm):
    """A level of service that the project is to change."""

    title_ar = _title(_("What it is to change, in Arabic"))
    title_kmr = _title(_("What it is to change, in Kurmanji"))
    title_en = _title(_("What it is to change, in English"), required=False)
    measured_in = forms.CharField(label=_("Measured in"), max_length=60)
    before = _amount(_("Value before the project"))

    def level(self) -> ProjectLevel:
        """What was entered, not saved yet."""
        return ProjectLevel(**_without_key(self))


class AfterForm(KeyedForm, PortalForm):
    """What the level of service is now."""

    after = _amount(_("Value after the project"))


class StopForm(KeyedForm, PortalForm):
    """Why a project is not carried through."""

    reason = reason_field(_("Why is it stopped?"))


class SpendingForm(KeyedForm, PortalForm):
    """Money that went out."""

    spent_on = ThreePartDateField(label=_("Spent on"))
    currency = forms.ChoiceField(
        label=_("Currency"), choices=Currency.choices, widget=forms.RadioSelect
    )
    amount = _amount(
        _("Amount"),
        help_text=_("An entry is never changed: put a wrong one right with an amount below 0."),
    )
    what_for = forms.CharField(label=_("What for"), max_length=300)

    def spending(self, project: Project) -> ProjectSpending:
        """What was entered, not saved yet."""
        return ProjectSpending(project=project, **_without_key(self))


def _without_key(form: forms.Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "key"}
