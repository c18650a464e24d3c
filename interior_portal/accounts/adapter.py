"""How allauth behaves here: its words, the stages of a sign-in, proving again who one is."""

from base64 import urlsafe_b64encode
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interior_portal.accounts.models import User
from interior_portal.accounts.sessions import authenticated_recently
from interior_portal.audit.actions import record

WRONG_CODE = gettext_lazy("This code is not right. Look at it again and type it once more.")
WRONG_SIGN_IN = gettext_lazy("The e-mail address or the password is not right.")
TOO_MANY_TRIES = gettext_lazy("Too many tries. Wait ten minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG_SIGN_IN,
        "incorrect_password": gettext_lazy("The password is not right."),
        "enter_current_password": gettext_lazy("The present password is not right."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": TOO_MANY_TRIES,
        "rate_limited": TOO_MANY_TRIES,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by a proved code (citizens) or by an administrator (staff)."""
        return False

    def get_login_stages(self) -> list[str]:
        """Addresses are proved before an account exists; what remains is the second factor."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        if user.is_staff:
            record(
                action="accounts.user.signed_in",
                by=user,
                subject_kind="user",
                subject_ref=str(user.pk),
            )
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Staff by password or second factor; citizens by a code to the address they have."""
        if isinstance(user, User) and not user.has_usable_password():
            url = reverse("account_confirm_identity")
            return [{"id": "code", "description": _("Use a code"), "url": url}]
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use the code of your app"),
            "mfa_reauthenticate:webauthn": _("Use a key or passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not authenticated_recently(self.request)

    def reauthenticate(self, user: User, password: str) -> bool:
        """By the address of the account itself; wrong tries count for the lockout."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": gettext_lazy(
            "This is your last second factor. Add another one first."
        ),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes come after a second factor. Set up an app or a key first."
        ),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep at least one app or key; recovery codes alone are none."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = others.exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: User, kind: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=kind).count() + 1
        return _("Key %(number)s") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """On white, so that phones read it in a dark scheme too."""
        picture = BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", light="#fff", border=4)
        return picture.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Secrets of apps lie in the database under a key made from SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> MultiFernet:
    """SECRET_KEY writes; the keys of SECRET_KEY_FALLBACKS still read."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_fernet_key(secret)) for secret in secrets])


def _fernet_key(secret: str) -> bytes:
    digest = salted_hmac("accounts.second_factor", "", secret=secret, algorithm="sha256").digest()
    return urlsafe_b64encode(digest)
