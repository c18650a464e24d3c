"""The forms of the cash desk."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.payments import queries
from interior_portal.payments.fields import AmountField
from interior_portal.payments.models import Bill, Currency, ReceiptPrint
from interior_portal.shared.ids import clean_reference
from interior_portal.ui.forms import KeyedForm, PortalForm
from interior_portal.ui.widgets import LatinInput

if TYPE_CHECKING:
    UnitChoiceField = forms.ModelChoiceField[Unit]
else:
    UnitChoiceField = forms.ModelChoiceField


class DeskField(UnitChoiceField):
    """A desk with the centre it belongs to."""

    def label_from_instance(self, obj: Unit) -> str:
        return f"{obj.name} · {obj.parent.name}" if obj.parent else obj.name


class DrawerForm(PortalForm):
    """One amount for each currency of the drawer; `amounts()` has them by their codes."""

    def __init__(self, *args: Any, currencies: Iterable[Currency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = {f"amount_{currency.pk}": currency.pk for currency in currencies}
        names = {currency.pk: currency.name for currency in currencies}
        for name, code in self.codes.items():
            self.fields[name] = AmountField(
                label=names[code],
                error_messages={"required": _("Write the amount. Where there is none, write 0.")},
            )

    def amounts(self) -> dict[str, Decimal]:
        return {code: self.cleaned_data[name] for name, code in self.codes.items()}


class OpenForm(DrawerForm):
    """Begin a shift: at which desk, and with what in the drawer."""

    desk = DeskField(label=_("Desk"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, cashier: User, **kwargs: Any) -> None:
        super().__init__(*args, currencies=list(queries.currencies()), **kwargs)
        self.fields["desk"] = DeskField(
            label=_("Desk"),
            queryset=queries.free_desks(cashier),
            empty_label=None,
            error_messages={
                "invalid_choice": _("A shift is open at this desk already. Choose another one.")
            },
        )
        for name in self.codes:
            self.fields[name].initial = 0


class LookUpForm(PortalForm):
    """The payment reference as it was read out, typed or scanned; `cleaned_data["reference"]` is the bill."""

    reference = forms.CharField(
        label=_("Payment reference"),
        max_length=60,
        widget=LatinInput(attrs={"class": "input-short"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # else the bill that was found, or what is wrong, is read first
            self.fields["reference"].widget.attrs["autofocus"] = True

    def clean_reference(self) -> Bill:
        typed = self.cleaned_data["reference"]
        if not clean_reference(typed):
            raise ValidationError(
                _("A letter or a digit of this payment reference is wrong. Read it once more.")
            )
        bill = queries.find_bill(typed)
        if bill is None:
            raise ValidationError(_("There is no bill with this payment reference."))
        return bill


class TakeForm(KeyedForm, PortalForm):
    """One way to pay, as a button: nothing to type."""

    reference = forms.CharField(max_length=20, widget=forms.HiddenInput)
    currency = forms.CharField(max_length=3, widget=forms.HiddenInput, required=False)
    shown = forms.CharField(max_length=200, widget=forms.HiddenInput)


class PrintForm(KeyedForm, PortalForm):
    """Which paper the receipt goes on."""

    paper = forms.ChoiceField(choices=ReceiptPrint.Paper.choices)
