"""Who gives up which shares of a vehicle, who takes them over, and whether both sides agree."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.formfields import PhoneNumberField

from interior_portal import languages
from interior_portal.people.actions import DocumentFacts, PersonFacts
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock
from interior_portal.ui.fields import ThreePartDateField
from interior_portal.ui.forms import KeyedForm, PortalForm, VersionedForm
from interior_portal.ui.widgets import LatinInput
from vehicles.actions import Giver, Taker
from vehicles.forms.counter import has_document
from vehicles.models import Ownership, Party
from vehicles.rules import WHOLE

PHONE_HELP = _("Codes and messages go there. A Syrian number may begin with 09.")


def issuer_choices() -> list[tuple[str, str]]:
    """Who issues documents, in the reader's language; first who issues those that most people here carry."""
    return languages.issuer_choices(
        get_language() or settings.LANGUAGE_CODE, first=settings.IDENTITY_ISSUER_CODE
    )


def issuer_by_default() -> str:
    return str(settings.IDENTITY_ISSUER_CODE)


def phone_field(label: Any, help_text: Any, *, required: bool) -> PhoneNumberField:
    return PhoneNumberField(
        label=label,
        help_text=help_text,
        required=required,
        widget=forms.TextInput(attrs={"type": "tel", "dir": "ltr"}),
    )


class GiveForm(KeyedForm, PortalForm):
    """An owner says how much they give up: all by default."""

    shares = forms.IntegerField(label=_("How many shares do you give up?"), min_value=1)

    def __init__(self, *args: Any, own: Ownership, **kwargs: Any) -> None:
        super().__init__(*args, initial={"shares": own.shares}, **kwargs)
        self.own = own
        self.fields["shares"].help_text = _(
            "You own %(shares)s of %(whole)s shares. Who sells the whole vehicle gives up all of them."
        ) % {"shares": own.shares, "whole": WHOLE}

    def givers(self) -> list[Giver]:
        return [Giver(person_id=self.own.person_id, shares=self.cleaned_data["shares"])]


class GiveAtCounterForm(KeyedForm, PortalForm):
    """A clerk enters what each owner who stands there gives up; nothing for those who keep their shares."""

    is_seen = forms.BooleanField(
        label=_("I have seen the sellers and compared their identity documents with the register.")
    )

    def __init__(
        self, *args: Any, owners: Sequence[Ownership], names: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.owners = owners
        seen = self.fields.pop("is_seen")
        for number, (owner, name) in enumerate(zip(owners, names, strict=True), start=1):
            self.fields[f"shares_{number}"] = forms.IntegerField(
                label=_("Shares that %(name)s gives up") % {"name": name},
                help_text=_("Owns %(shares)s. Leave it empty for an owner who sells nothing.")
                % {"shares": owner.shares},
                initial=owner.shares if len(owners) == 1 else None,
                required=False,
                min_value=0,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
            )
            self.fields[f"phone_{number}"] = phone_field(
                _("Phone number of %(name)s") % {"name": name},
                _("Leave it empty for somebody without a phone, who agrees before an officer."),
                required=False,
            )
        self.fields["is_seen"] = seen

    def givers(self) -> list[Giver]:
        """Those who give up something, in the order of the form."""
        data = self.cleaned_data
        return [
            Giver(
                person_id=owner.person_id,
                shares=data[f"shares_{number}"],
                contact=str(data[f"phone_{number}"] or ""),
            )
            for number, owner in enumerate(self.owners, start=1)
            if data[f"shares_{number}"]
        ]


class PersonForm(PortalForm):
    """Somebody as their identity document names them, and the phone on which they are reached."""

    name_arabic = forms.CharField(label=_("Full name in Arabic letters"), max_length=160)
    given_names = forms.CharField(
        label=_("Given names in Latin letters"), max_length=80, widget=LatinInput
    )
    surname = forms.CharField(label=_("Surname in Latin letters"), max_length=80, widget=LatinInput)
    born_on = ThreePartDateField(label=_("Date of birth"))
    document_kind = forms.ChoiceField(
        label=_("Which identity document?"),
        choices=IdentityDocument.Kind.choices,
        widget=forms.RadioSelect,
        initial=IdentityDocument.Kind.IDENTITY_CARD,
    )
    document_issuer = forms.ChoiceField(
        label=_("Which state or organisation issued it?"),
        help_text=_(
            "As it stands in the document. Who has no nationality also carries a document that somebody issued."
        ),
        choices=issuer_choices,
        initial=issuer_by_default,
    )
    document_number = forms.CharField(
        label=_("Number of the document"), max_length=30, widget=LatinInput
    )
    phone = phone_field(_("Phone number"), PHONE_HELP, required=True)

    def clean_born_on(self) -> Any:
        born_on = self.cleaned_data["born_on"]
        if born_on is not None and born_on >= clock.today():
            raise ValidationError(
                gettext("The date of birth lies ahead. Look at the document again."), code="ahead"
            )
        return born_on

    def person_facts(self) -> PersonFacts:
        names = ("surname", "given_names", "name_arabic", "born_on")
        return PersonFacts(**{name: self.cleaned_data[name] for name in names})

    def document_facts(self) -> DocumentFacts:
        data = self.cleaned_data
        return DocumentFacts(
            kind=data["document_kind"],
            number=data["document_number"].upper(),
            issuer=data["document_issuer"],
        )

    def contact(self) -> str:
        return str(self.cleaned_data["phone"] or "")


class BuyerForm(PersonForm):
    """One buyer, and how much they take over."""

    shares = forms.IntegerField(
        label=_("How many shares does the buyer take over?"), min_value=1, max_value=WHOLE
    )

    def __init__(self, *args: Any, at_counter: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if at_counter:
            self.fields["phone"].required = False
            self.fields["phone"].help_text = _(
                "Leave it empty for somebody without a phone, who agrees before an officer."
            )

    def taker(self) -> Taker:
        return Taker(
            facts=self.person_facts(),
            document=self.document_facts(),
            shares=self.cleaned_data["shares"],
            contact=self.contact(),
        )


class SendForm(VersionedForm, PortalForm):
    """Ask both sides: nothing more is filled in."""


class AgreeForm(PortalForm):
    """One side says whether it agrees."""

    answer = forms.ChoiceField(
        choices=[("agree", _("I agree")), ("take_back", _("I do not agree"))],
        widget=forms.HiddenInput,
    )


class WitnessForm(PortalForm):
    """An officer notes that a side without a phone agreed before them."""

    party = forms.ChoiceField(label=_("Who agrees before you?"), widget=forms.RadioSelect)
    document_number = forms.CharField(
        label=_("Number of their identity document, as you read it"),
        max_length=30,
        widget=LatinInput,
    )
    is_seen = forms.BooleanField(
        label=_("I read to them what is agreed. They understood it and agreed before me.")
    )

    def __init__(
        self, *args: Any, waiting: Mapping[str, Party], names: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        field = self.fields["party"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(names.items())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        party = self.waiting.get(data.get("party", ""))
        number = data.get("document_number", "")
        if party and number and not has_document(party.person, number):
            self.add_error(
                "document_number",
                gettext("The register has no such document for this person. Compare the number."),
            )
        return data
