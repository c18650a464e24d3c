"""What a clerk fills in at the counter, and an inspector at the yard."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from interior_portal.accounts.models import User
from interior_portal.people.models import Person
from interior_portal.shared.bidi import isolate
from interior_portal.ui.fields import ThreePartDateField, UploadField
from interior_portal.ui.forms import PortalForm
from interior_portal.ui.widgets import LatinInput
from vehicles import queries, rules
from vehicles.actions import Visitor
from vehicles.models import Ownership, Vehicle

LAST_DIGITS = 4

if TYPE_CHECKING:
    OwnershipChoiceField = forms.ModelChoiceField[Ownership]
else:
    OwnershipChoiceField = forms.ModelChoiceField


def phone_field(**options: Any) -> PhoneNumberField:
    """A Syrian number may begin with 09."""
    return PhoneNumberField(
        label=_("Phone number"),
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
        **options,
    )


class SearchForm(PortalForm):
    """One line for everything that a vehicle is looked for by."""

    text = forms.CharField(
        label=_("Plate, chassis number, number in the register, or owner"),
        max_length=100,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off", "type": "search"}),
    )


class VisitorForm(PortalForm):
    """For whom the clerk applies: the owner whose account is known, or whoever gives a phone number."""

    whom = forms.ChoiceField(label=_("Who stands here?"), widget=forms.RadioSelect, initial="owner")
    phone = phone_field(required=False, help_text=_("The message that it is done goes there."))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)

    def __init__(self, *args: Any, account: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        whom = self.fields["whom"]
        if account is None:
            del self.fields["whom"]
            self.fields["phone"].required = self.fields["name"].required = True
        elif isinstance(whom, forms.ChoiceField):
            name = isolate(f"{account.name}, …{str(account.phone or '')[-LAST_DIGITS:]}")
            owner = gettext("The owner: %(name)s") % {"name": name}
            whom.choices = [("owner", owner), ("other", gettext("Somebody else"))]

    def clean(self) -> dict[str, Any]:
        """Somebody else than the owner gives a phone number and a name."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("whom") == "other":
            for name in ("phone", "name"):
                if name not in self.errors and not cleaned.get(name):
                    message = gettext("Fill in phone number and name of who stands here.")
                    self.add_error(name, ValidationError(message, code="required"))
        return cleaned

    def visitor(self) -> Visitor:
        """Who was chosen."""
        if self.cleaned_data.get("whom") == "owner":
            return Visitor(self.account)
        return Visitor(None, str(self.cleaned_data["phone"]), self.cleaned_data["name"])


class OwnerField(OwnershipChoiceField):
    """An owner by name."""

    def label_from_instance(self, obj: Ownership) -> str:
        return obj.person.name_arabic or obj.person.full_name


class AccountForm(PortalForm):
    """An owner shows an identity document and says under which number they sign in."""

    owner = OwnerField(
        queryset=Ownership.objects.none(),
        label=_("Which owner stands here?"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    document_number = forms.CharField(
        label=_("Number of the identity document that you hold in your hand"),
        max_length=30,
        widget=LatinInput,
    )
    phone = phone_field(help_text=_("Codes for signing in go there."))

    def __init__(self, *args: Any, vehicle: Vehicle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = queries.owners_of(vehicle)

    def clean(self) -> dict[str, Any]:
        """The number is that of a document on record for this person, where one is."""
        cleaned: dict[str, Any] = super().clean() or {}
        owner, number = cleaned.get("owner"), cleaned.get("document_number")
        if owner and number and not has_document(owner.person, number):
            message = gettext(
                "Another document is on record for this person. Compare the number once more;"
                " if it is right, an officer has to look into it."
            )
            self.add_error("document_number", ValidationError(message, code="other_document"))
        return cleaned


def has_document(person: Person, number: str) -> bool:
    """Whether the number is that of a document on record for this person, or none is: who came over from a
    register on paper may have had no number there. One query.
    """
    known = list(person.documents.values_list("number", flat=True))
    return not known or _bare(number) in {_bare(each) for each in known}


def _bare(number: str) -> str:
    return "".join(filter(str.isalnum, number.upper()))


class InsuranceForm(PortalForm):
    """A policy as the clerk sees it."""

    insurer = forms.CharField(label=_("Insurer"), max_length=120)
    policy_number = forms.CharField(
        label=_("Number of the policy"), max_length=40, widget=LatinInput
    )
    valid_from = ThreePartDateField(label=pgettext_lazy("insurance", "In force from"))
    valid_until = ThreePartDateField(label=pgettext_lazy("insurance", "In force until"))

    def clean(self) -> dict[str, Any]:
        """A policy ends after it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            message = gettext("The policy ends before it begins. Compare both days.")
            self.add_error("valid_until", ValidationError(message, code="order"))
        return cleaned

    def clean_policy_number(self) -> str:
        return str(self.cleaned_data["policy_number"]).upper()


class InspectionForm(PortalForm):
    """What the inspector found today on the vehicle itself."""

    vin_read = forms.CharField(
        label=_("Chassis number, as you read it on the vehicle"), max_length=30, widget=LatinInput
    )
    mileage_km = forms.IntegerField(
        label=_("Mileage, km"), min_value=0, max_value=9_999_999, required=False
    )
    defects = forms.CharField(
        label=_("Defects"),
        help_text=_("Leave it empty when the vehicle passes."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photo = UploadField(
        label=_("Photo of the chassis number"),
        accept="image/jpeg,image/png",
        help_text=_("A JPEG or PNG picture of at most 10 MB."),
    )

    def __init__(self, *args: Any, vehicle: Vehicle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vehicle = vehicle

    def clean_vin_read(self) -> str:
        """A look-alike is named with its place; a number that only differs is recorded as it was read."""
        text: str = self.cleaned_data["vin_read"]
        findings = rules.vin_findings(text, model_year=self.vehicle.model_year)
        for finding in findings:
            if finding.blocks:
                raise ValidationError(str(finding), code=finding.code)
        return rules.clean_vin(text)
