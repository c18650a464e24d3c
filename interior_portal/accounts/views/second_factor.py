"""The second factor of staff: an app that shows codes, keys (passkeys too), recovery codes.

The views are allauth's; here they say who may open them and leave a line in the ledger.
"""

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from interior_portal.accounts.access import public, staff_only, user_of
from interior_portal.accounts.limits import counted
from interior_portal.accounts.sessions import SET_UP, mark_second_factor
from interior_portal.audit.actions import record


class AddApp(totp.ActivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _added(self.request, Authenticator.Type.TOTP)
        return response


class AddKey(webauthn.AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _added(self.request, Authenticator.Type.WEBAUTHN)
        return response


class RemoveApp(totp.DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _record(self.request, "removed", Authenticator.Type.TOTP)
        return response


class RemoveKey(webauthn.RemoveWebAuthnView):
    """Unlike allauth's, it asks first whether the account keeps a second factor without this key."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.object):
            text = adapter.error_messages["cannot_delete_authenticator"]
            get_account_adapter().add_message(self.request, messages.ERROR, message=str(text))
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().form_valid(form)
        _record(self.request, "removed", Authenticator.Type.WEBAUTHN)
        return response


def _added(request: HttpRequest, kind: str) -> None:
    """Here the new factor was proved just now; in other sessions it was not, so they end."""
    mark_second_factor(request, SET_UP)
    end_other_sessions(request, user_of(request))
    _record(request, "added", kind)


def _record(request: HttpRequest, what: str, kind: str) -> None:
    user = user_of(request)
    record(
        action=f"accounts.user.second_factor_{what}",
        by=user,
        subject_kind="user",
        subject_ref=str(user.pk),
        data={"kind": str(kind)},
    )


authenticate = public(counted(base.authenticate))
index = staff_only(base.index)
reauthenticate = staff_only(counted(base.reauthenticate))
add_app = staff_only(counted(AddApp.as_view()))
remove_app = staff_only(RemoveApp.as_view())
view_recovery_codes = staff_only(recovery_codes.view_recovery_codes)
make_recovery_codes = staff_only(recovery_codes.generate_recovery_codes)
download_recovery_codes = staff_only(recovery_codes.download_recovery_codes)
keys = staff_only(webauthn.list_webauthn)
add_key = staff_only(AddKey.as_view())
rename_key = staff_only(webauthn.edit_webauthn)
remove_key = staff_only(RemoveKey.as_view())
reauthenticate_by_key = staff_only(counted(webauthn.reauthenticate_webauthn))
