"""The pages of an application. A form checks what one page can know; the whole is checked before it is sent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.addresses import read_address
from interior_portal.accounts.models import Unit
from interior_portal.languages import issuer_codes, issuer_name
from interior_portal.people.models import IdentityDocument
from interior_portal.shared import clock
from interior_portal.ui.fields import ThreePartDateField, UploadField
from interior_portal.ui.forms import KeyedForm, PortalForm, VersionedForm
from interior_portal.ui.widgets import LatinInput
from visas import queries, rules
from visas.forms.section import SectionForm, complain
from visas.models import Application, Category, Question, VisaKind


class BeginForm(KeyedForm, PortalForm):
    """Start an application; a kind with categories asks which."""

    category = forms.ModelChoiceField(
        queryset=Category.objects.none(),
        label=_("Reason for the journey"),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, kind: VisaKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = kind.categories.filter(is_open=True)
        field = self.fields["category"]
        if categories and isinstance(field, forms.ModelChoiceField):
            field.queryset = categories
        else:
            del self.fields["category"]


def nationality_choices() -> list[tuple[str, str]]:
    """States and other issuers by their ICAO code, named and ordered in the reader's language; Syria first."""
    language = get_language() or "ar"
    named = sorted((issuer_name(code, language), code) for code in issuer_codes())
    first = [("", ""), ("SYR", issuer_name("SYR", language))]
    return first + [(code, name) for name, code in named if code != "SYR"]


class TravellerForm(SectionForm):
    """Who travels. What the passport says is filled in already and can be corrected only there."""

    born_on = ThreePartDateField(label=_("Date of birth"), autocomplete="bday")
    sex = forms.ChoiceField(
        label=_("Sex"), choices=Application.Sex.choices, widget=forms.RadioSelect
    )
    nationality = forms.ChoiceField(label=_("Nationality"), choices=nationality_choices)

    class Meta(SectionForm.Meta):
        fields = (
            "surname",
            "given_names",
            "name_arabic",
            "father_name",
            "mother_name",
            "born_on",
            "birth_place",
            "sex",
            "nationality",
        )
        widgets = {"surname": LatinInput, "given_names": LatinInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("surname", "name_arabic", "father_name", "mother_name", "birth_place"):
            self.fields[name].required = True
        if self.instance.mrz:
            for name in ("surname", "given_names", "born_on", "sex", "nationality"):
                self.fields[name].disabled = True

    def clean_born_on(self) -> Any:
        born_on = self.cleaned_data["born_on"]
        if born_on is not None:
            complain(rules.why_not_birth(born_on=born_on, today=clock.today()))
        return born_on

    def clean_surname(self) -> str:
        surname: str = self.cleaned_data["surname"]
        complain(rules.why_not_name(surname, ""))
        return surname

    def clean_given_names(self) -> str:
        given_names: str = self.cleaned_data["given_names"]
        complain(rules.why_not_name(given_names, "") if given_names else None)
        return given_names


class IdentityForm(SectionForm):
    """What proves who a resident is: a passport is one paper among several."""

    document_expires_on = ThreePartDateField(label=_("Valid until"), required=False)

    class Meta(SectionForm.Meta):
        fields = ("document_kind", "document_number", "document_expires_on")
        widgets = {"document_number": LatinInput, "document_kind": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document_kind"] = forms.ChoiceField(
            label=_("Which document do you have?"),
            choices=IdentityDocument.Kind.choices,
            widget=forms.RadioSelect,
            initial=self.instance.document_kind,
        )
        self.fields["document_number"].required = True

    def clean_document_number(self) -> str:
        number: str = self.cleaned_data["document_number"]
        complain(rules.why_not_number(number))
        return number.upper()

    def clean_document_expires_on(self) -> Any:
        expires_on = self.cleaned_data["document_expires_on"]
        if expires_on is not None and expires_on < clock.today():
            raise ValidationError(
                gettext("This document has expired. Enter another one that is still valid."),
                code="document_expired",
            )
        return expires_on


class PhotoForm(PortalForm):
    """The portrait that is printed on the visa."""

    photo = UploadField(
        label=_("Photo of the face"),
        accept=".jpg,.jpeg,.png",
        help_text=_(
            "A JPEG or PNG of at most 10 MB: the face from the front, a light wall behind it."
        ),
    )


class DocumentForm(PortalForm):
    """One required document."""

    file = UploadField(label=_("File"))


class JourneyForm(SectionForm):
    """When, through which crossing, how long, why and where to."""

    arrives_on = ThreePartDateField(label=_("Day of arrival at the crossing"))
    post = forms.ModelChoiceField(
        queryset=Unit.objects.none(),
        label=_("Through which crossing?"),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    class Meta(SectionForm.Meta):
        fields = ("arrives_on", "stay_days", "post", "purpose", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        post = self.fields["post"]
        if isinstance(post, forms.ModelChoiceField):
            post.queryset = queries.crossing_posts()
        for name in ("stay_days", "purpose", "address"):
            self.fields[name].required = True

    def clean_arrives_on(self) -> Any:
        arrives_on = self.cleaned_data["arrives_on"]
        complain(rules.why_not_arrival(arrives_on=arrives_on, today=clock.today()))
        expires_on = self.instance.document_expires_on
        if expires_on is not None:
            months = self.instance.kind.passport_months
            complain(
                rules.why_not_passport(expires_on=expires_on, arrives_on=arrives_on, months=months)
            )
        return arrives_on

    def clean_stay_days(self) -> int:
        stay_days: int = self.cleaned_data["stay_days"]
        complain(rules.why_not_stay(stay_days=stay_days, longest=self.instance.kind.stay_days))
        return stay_days


class HostForm(SectionForm):
    """Who expects the traveller. The host is asked by message once the application is sent."""

    class Meta(SectionForm.Meta):
        fields = ("host_name", "host_contact")
        widgets = {"host_contact": forms.TextInput(attrs={"dir": "ltr"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def clean_host_contact(self) -> str:
        """An e-mail address in lower case, or a phone number in international form."""
        contact: str = self.cleaned_data["host_contact"]
        address = read_address(contact)
        if address is None:
            raise ValidationError(
                gettext("Enter a phone number with its country code, or an e-mail address."),
                code="host_contact",
            )
        complain(queries.why_not_host(self.instance, address.value))
        return address.value


class DeclarationsForm(PortalForm):
    """The questions of the kind: data, so the fields are made from them."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, initial=application.answers, **kwargs)
        for question in queries.questions(application.kind, application.category):
            self.fields[question.code] = _field_for(question)
            if question.answer == Question.Answer.YES_NO:
                self.fields[f"{question.code}_more"] = forms.CharField(
                    label=_("If yes, explain in a few words"), max_length=500, required=False
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in [name for name in self.fields if name.endswith("_more")]:
            if data.get(name.removesuffix("_more")) == "yes" and not data.get(name):
                self.add_error(name, gettext("You answered yes: explain in a few words."))
        return data

    def changes(self) -> dict[str, Any]:
        """The answers as they are kept; dates in ISO form."""
        answers = {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in self.cleaned_data.items()
        }
        return {"answers": answers}


def _field_for(question: Question) -> forms.Field:
    options: dict[str, Any] = {"label": question.text, "required": question.is_required}
    if question.answer == Question.Answer.YES_NO:
        choices = [("no", _("No")), ("yes", _("Yes"))]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)
    if question.answer == Question.Answer.DATE:
        return ThreePartDateField(**options)
    widget = forms.Textarea if question.answer == Question.Answer.LONG_TEXT else forms.TextInput
    return forms.CharField(max_length=1000, widget=widget, **options)


class DeclareForm(VersionedForm, PortalForm):
    """The last page: the languages of the visa, and that all is true."""

    paper_language = forms.ChoiceField(
        label=_("Languages of the visa"),
        choices=Application.PaperLanguage.choices,
        widget=forms.RadioSelect,
    )
    is_true = forms.BooleanField(
        label=_("I declare that my answers are true and that I have read what the visa allows.")
    )


class ReplyForm(VersionedForm, PortalForm):
    """The answer to a request for a document."""

    file = UploadField(label=_("The document"))


class StepForm(VersionedForm, PortalForm):
    """A step that asks nothing: withdraw, confirm, send back."""


class HostAnswerForm(PortalForm):
    """The host says yes or no."""

    answer = forms.ChoiceField(
        label=_("Do you know this traveller, and do you expect them?"),
        choices=[("yes", _("Yes, I am the host")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
