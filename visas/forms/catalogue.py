"""What an administrator types into the catalogue, checked against the applications that run."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.payments.models import Fee
from interior_portal.shared.refusals import Refusal
from interior_portal.ui.dated import ENDS_BEFORE_START, DatedForm
from interior_portal.workflow import registry
from visas.forms.section import complain
from visas.models import (
    Application,
    Category,
    Question,
    RefusalGround,
    RequiredDocument,
    VisaKind,
)
from visas.procedures import DIRECTORATE, WORKING_DAY
from visas.queries import PHOTO, keeping

LONGEST_STAY = 250
LONGEST_PROMISE = 250 * WORKING_DAY
STAY_LENGTH = _("A stay lasts from 1 to 250 days: the seal of a visa holds no more.")
ASKED_ALREADY = _(
    "Applications of this kind are being decided (%(count)s) and were asked otherwise. Close this"
    " kind for new applications and add another one."
)
MORE = "_more"
TEXTS = ("text_ar", "text_kmr", "text_en")


def procedures() -> list[tuple[str, Any]]:
    """The procedures of the directorate by which a kind can be decided."""
    return [(p.code, p.label) for p in registry.procedures() if p.directorate == DIRECTORATE]


def fees() -> list[tuple[str, str]]:
    """The fees that have an amount today; one query."""
    rows = Fee.objects.in_force().order_by("code", "pk").distinct("code")
    return [(row.code, f"{row.name} ({row.code})") for row in rows]


class KindForm(DatedForm):
    """A kind keeps what its running applications were asked; it opens once it has a promise and a fee.

    A reader who may not write gets the form without fields.
    """

    instance: VisaKind
    procedure = forms.ChoiceField(label=_("procedure"), choices=procedures)
    fee_code = forms.ChoiceField(label=_("fee"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fee, kept = self.fields.get("fee_code"), self.instance.fee_code
        if isinstance(fee, forms.ChoiceField):
            found = fees()
            fee.choices = found if not kept or kept in dict(found) else [(kept, kept), *found]
        office = self.fields.get("office")
        if isinstance(office, forms.ModelChoiceField):
            office.queryset = Unit.objects.filter(is_active=True).order_by("path")

    def clean_stay_days(self) -> int:
        days: int = self.cleaned_data["stay_days"]
        if not 1 <= days <= LONGEST_STAY:
            raise ValidationError(STAY_LENGTH)
        return days

    def clean_validity_days(self) -> int:
        days: int = self.cleaned_data["validity_days"]
        if days < 1:
            raise ValidationError(_("A visa is valid for at least one day."))
        return days

    def clean_asks_passport(self) -> bool:
        return self._as_it_was_asked("asks_passport")

    def clean_asks_host(self) -> bool:
        return self._as_it_was_asked("asks_host")

    def _as_it_was_asked(self, name: str) -> bool:
        if self.instance.pk and name in self.changed_data:
            sent = Application.objects.filter(kind=self.instance.pk, declared_at__isnull=False)
            count = keeping.running(sent)
            if count.number:
                raise ValidationError(ASKED_ALREADY, params={"count": count})
        is_asked: bool = self.cleaned_data[name]
        return is_asked

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_touched = {"is_open", "fee_code"} & set(self.changed_data)
        if self.instance.pk and cleaned.get("is_open") and is_touched and "fee_code" in cleaned:
            complain(keeping.why_not_open(self.instance, fee_code=cleaned["fee_code"]))
        return cleaned


class PromiseForm(DatedForm):
    """A new promise ends the one before it; a promise that lies ahead can still be changed."""

    def clean_minutes(self) -> int:
        minutes: int = self.cleaned_data["minutes"]
        if not 1 <= minutes <= LONGEST_PROMISE:
            raise ValidationError(
                _("Promise from 1 to %(most)s working minutes."), params={"most": LONGEST_PROMISE}
            )
        return minutes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.instance.pk:
            kind = keeping.lock_kind(cleaned["kind"].pk)
            complain(keeping.why_not_promise(kind=kind, since=cleaned["since"]))
        return cleaned


class CategoryForm(DatedForm):
    """A category closes as long as another one of its kind stays open."""

    instance: Category

    def clean_is_open(self) -> bool:
        is_open: bool = self.cleaned_data["is_open"]
        if not is_open and self.instance.pk and "is_open" in self.changed_data:
            complain(keeping.why_not_close_category(self.instance))
        return is_open


class GroundForm(DatedForm):
    """A ground closes as long as another one stays in use."""

    instance: RefusalGround

    def clean_is_open(self) -> bool:
        is_open: bool = self.cleaned_data["is_open"]
        if not is_open and self.instance.pk and "is_open" in self.changed_data:
            complain(keeping.why_not_close_ground(self.instance))
        return is_open


class AskingForm(DatedForm):
    """What a kind asks, of everyone or of one category: never the same twice on one day.

    `why_not` says why a row cannot stand beside the others, which are locked with their kind.
    """

    why_not: Callable[[Any], Refusal | None]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        row: Any = copy(self.instance)
        for name, value in cleaned.items():
            setattr(row, name, value)
        if row.until is not None and row.until < row.since:
            raise ValidationError({"until": ENDS_BEFORE_START})
        if row.category is not None and row.category.kind_id != row.kind_id:
            raise ValidationError({"category": _("This category belongs to another visa kind.")})
        keeping.lock_kind(row.kind_id)
        complain(self.why_not(row))
        return cleaned


class RequiredDocumentForm(AskingForm):
    """A paper: its code is part of an address, and the photo has its own page."""

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code == PHOTO:
            raise ValidationError(_("The photo is asked of everyone. Choose another code."))
        return code

    def why_not(self, row: RequiredDocument) -> Refusal | None:
        return keeping.why_not_document(row)


class QuestionForm(AskingForm):
    """A question: its code names the answers that people have given."""

    class Meta:
        model = Question
        fields = TEXTS
        widgets = dict.fromkeys(TEXTS, forms.Textarea)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code.endswith(MORE):
            raise ValidationError(
                _("Codes that end in “%(end)s” name explanations. Choose another code."),
                params={"end": MORE},
            )
        return code

    def why_not(self, row: Question) -> Refusal | None:
        return keeping.why_not_question(row)
