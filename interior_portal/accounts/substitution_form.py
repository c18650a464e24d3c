"""The form by which a substitution is arranged: it offers nothing but what may be chosen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.actions import Term
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.registry import find_role
from interior_portal.accounts.standing_in import lent
from interior_portal.shared import clock
from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import PortalForm

NOT_HELD_THERE = _("None of these roles is held at this unit. Choose other roles or another unit.")


def role_label(code: str) -> Any:
    """The name of a role; its code when no app registers it any more."""
    found = find_role(code)
    return found.label if found else code


class SubstitutionForm(PortalForm):
    """`posts` are those that may be lent, `colleagues` who may stand in.

    `is_own`: people leave their own posts as a whole unless they choose. For others every unit and role
    is named, so that what the absent person is given later does not pass on by itself.
    """

    substitute = forms.ChoiceField(label=_("Who stands in"))
    starts_on = ThreePartDateField(label=_("First day"), initial=clock.today)
    ends_on = ThreePartDateField(label=_("Last day"))
    unit = forms.ChoiceField(label=_("Where"))
    roles = forms.MultipleChoiceField(
        label=_("For which roles"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example leave, or an assignment elsewhere. Write nothing about health."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[User],
        posts: Sequence[Posting],
        is_own: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.posts, self.is_own = posts, is_own
        self.people = {str(one.pk): one for one in colleagues}
        self.units = {post.unit.code: post.unit for post in posts}
        self.codes = sorted({post.role for post in posts})
        self._offer()

    def _offer(self) -> None:
        """What there is to choose; a question with one answer is not asked."""
        self._choices("substitute", {"": "—", **{pk: str(one) for pk, one in self.people.items()}})
        if len(self.units) > 1:
            first = {"": _("Wherever I am posted") if self.is_own else "—"}
            self._choices("unit", first | {code: unit.name for code, unit in self.units.items()})
            self.fields["unit"].required = not self.is_own
        else:
            del self.fields["unit"]
        if len(self.codes) > 1:
            self._choices("roles", {code: role_label(code) for code in self.codes})
            self.fields["roles"].initial = self.codes
        else:
            del self.fields["roles"]

    def _choices(self, name: str, choices: Mapping[str, Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices.items())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "roles" in cleaned and not lent(self.posts, self._unit(), cleaned["roles"]):
            self.add_error("roles", NOT_HELD_THERE)
        return cleaned

    def substitute_chosen(self) -> User:
        return self.people[self.cleaned_data["substitute"]]

    def term(self) -> Term:
        """What was chosen, after validation."""
        roles = self.cleaned_data.get("roles", self.codes)
        is_all = self.is_own and sorted(roles) == self.codes
        return Term(
            starts_on=self.cleaned_data["starts_on"],
            ends_on=self.cleaned_data["ends_on"],
            unit=self._unit(),
            roles=() if is_all else tuple(roles),
        )

    def _unit(self) -> Unit | None:
        if "unit" in self.fields:
            return self.units.get(self.cleaned_data.get("unit", ""))
        return None if self.is_own else next(iter(self.units.values()))
