"""Forms of signing in and of one's own account; those of allauth with our words and our input."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm
from allauth.account.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateByCodeForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm as AllauthGenerateForm
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.totp.forms import DeactivateTOTPForm as AllauthDeactivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm as AllauthAddWebAuthnForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm as AllauthAuthenticateWebAuthnForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm as AllauthEditWebAuthnForm
from allauth.mfa.webauthn.forms import (
    ReauthenticateWebAuthnForm as AllauthReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.addresses import LONGEST, Address, Channel, read_address
from interior_portal.accounts.models import User
from interior_portal.ui.context import LANGUAGES
from interior_portal.ui.forms import NormalisedInput, PortalForm, PortalModelForm

NEITHER = _(
    "Write an e-mail address such as name@example.org, or a phone number such as 0932 123 456."
)
NO_EMAIL = _("Write an e-mail address such as name@example.org.")
NO_PHONE = _("Write a phone number such as 0932 123 456, or with its country, such as +964 750 …")
WRITE_PASSWORD = _("Write your password.")
WRITE_CODE = _("Write the code.")


def code_widget() -> forms.TextInput:
    """A field for a code that phones fill in by themselves; figures first on their keyboard."""
    return forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"}
    )


def password_widget(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={"autocomplete": autocomplete, "dir": "ltr"})


class AddressForm(PortalForm):
    """One field for both ways to sign in; `address()` after validation."""

    address = forms.CharField(
        label=_("E-mail address or phone number"),
        max_length=LONGEST,
        error_messages={"required": NEITHER},
        widget=forms.TextInput(attrs={"autocomplete": "username", "dir": "ltr"}),
    )
    wanted: Channel | None = None
    not_an_address = NEITHER

    def clean_address(self) -> Address:
        found = read_address(self.cleaned_data["address"])
        if found is None or (self.wanted and found.channel is not self.wanted):
            raise ValidationError(self.not_an_address, code="not_an_address")
        return found


class EmailForm(AddressForm):
    wanted = Channel.EMAIL
    not_an_address = NO_EMAIL

    address = forms.CharField(
        label=_("New e-mail address"),
        max_length=LONGEST,
        error_messages={"required": NO_EMAIL},
        widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"}),
    )


class PhoneForm(AddressForm):
    wanted = Channel.SMS
    not_an_address = NO_PHONE

    address = forms.CharField(
        label=_("New phone number"),
        max_length=LONGEST,
        error_messages={"required": NO_PHONE},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "dir": "ltr"}),
    )


class CodeForm(PortalForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages={"required": WRITE_CODE},
        widget=code_widget(),
    )


class DetailsForm(PortalModelForm):
    """Each language under the name that its readers give it."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)

    class Meta:
        model = User
        fields = ["name", "language"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})}


class StaffSignInForm(NormalisedInput, LoginForm):
    """E-mail address and password, for staff alone: citizens have no password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail address"),
            error_messages={"required": NO_EMAIL, "invalid": NO_EMAIL},
            widget=forms.EmailInput(attrs={"autocomplete": "username", "dir": "ltr"}),
        )
        self.fields["password"] = _password(_("Password"), "current-password")
        self.order_fields(["login", "password"])

    def user_credentials(self) -> dict[str, str]:
        return {
            "email": self.cleaned_data["login"].lower(),
            "password": self.cleaned_data["password"],
        }


def _password(label: Any, autocomplete: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=128,
        error_messages={"required": WRITE_PASSWORD},
        widget=password_widget(autocomplete),
    )


class ReauthenticateForm(NormalisedInput, AllauthReauthenticateForm):
    password = _password(_("Password"), "current-password")


class ChangePasswordForm(NormalisedInput, AllauthChangePasswordForm):
    """A new password ends the duty to choose one that a temporary password brings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": _("Present password"),
            "password1": _("New password"),
            "password2": _("New password, once more"),
        }
        for name, label in labels.items():
            field = self.fields[name]
            field.label = label
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["dir"] = "ltr"
            field.error_messages["required"] = WRITE_PASSWORD
        self.fields["password1"].help_text = _("At least 10 characters; several words are good.")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two new passwords differ. Write the same twice."))
        return cleaned

    def save(self) -> None:
        self.user.has_temporary_password = False
        super().save()


class SecondFactorForm(NormalisedInput, AllauthAuthenticateForm):
    code = forms.CharField(
        label=_("Code from your app, or a recovery code"),
        max_length=20,
        error_messages={"required": WRITE_CODE},
        widget=code_widget(),
    )


class SecondFactorAgainForm(NormalisedInput, AllauthReauthenticateByCodeForm):
    code = forms.CharField(
        label=_("Code from your app, or a recovery code"),
        max_length=20,
        error_messages={"required": WRITE_CODE},
        widget=code_widget(),
    )


class AddAppForm(NormalisedInput, AllauthActivateTOTPForm):
    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        error_messages={"required": WRITE_CODE},
        widget=code_widget(),
    )


class RemoveAppForm(NormalisedInput, AllauthDeactivateTOTPForm):
    """No fields: the question is asked by the page."""


class MakeRecoveryCodesForm(NormalisedInput, AllauthGenerateForm):
    """No fields: the question is asked by the page."""


def _credential() -> forms.JSONField:
    """What the browser answers for a key; empty where JavaScript is off."""
    silent = _("The key did not answer. Try again, or use a code from your app.")
    return forms.JSONField(widget=forms.HiddenInput, error_messages={"required": silent})


class KeyForm(AllauthAuthenticateWebAuthnForm):
    credential = _credential()


class KeyAgainForm(AllauthReauthenticateWebAuthnForm):
    credential = _credential()


class AddKeyForm(NormalisedInput, AllauthAddWebAuthnForm):
    name = forms.CharField(label=_("Name of the key"), max_length=50, required=False)
    credential = _credential()


class RenameKeyForm(NormalisedInput, AllauthEditWebAuthnForm):
    name = forms.CharField(label=_("Name of the key"), max_length=50)
