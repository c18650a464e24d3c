"""One's own account: what it holds, how to change it, proving again who one is."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.account.views import PasswordChangeView, ReauthenticateView
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts import actions
from interior_portal.accounts.access import proved_again, signed_in, staff_only, user_of
from interior_portal.accounts.adapter import WRONG_CODE
from interior_portal.accounts.addresses import Address, Channel, address_of
from interior_portal.accounts.codes import Purpose, find_code, send_code, use_code
from interior_portal.accounts.forms import (
    AddressForm,
    ChangePasswordForm,
    CodeForm,
    DetailsForm,
    EmailForm,
    PhoneForm,
)
from interior_portal.accounts.limits import counted
from interior_portal.accounts.models import Posting, User
from interior_portal.accounts.queries import postings_of
from interior_portal.accounts.registry import find_role
from interior_portal.audit.actions import record
from interior_portal.shared.refusals import Refused
from interior_portal.ui import dates
from interior_portal.ui.components import Row
from interior_portal.ui.context import LANGUAGES

log = logging.getLogger(__name__)


@signed_in
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What we know about the account itself, and the ways to change it."""
    user = user_of(request)
    posts = [_post(posting) for posting in postings_of(user)]
    return render(request, "account/home.html", {"rows": _rows(user), "posts": posts})


def _post(posting: Posting) -> Row:
    role = find_role(posting.role)
    where = posting.unit.name
    if posting.ends_on:
        until = _("Until %(day)s") % {"day": dates.day(posting.ends_on)}
        where = f"{where}\n{until}"
    return Row(role.label if role else posting.role, where)


def _rows(user: User) -> list[Row]:
    details_url = reverse("account_details")
    phone = user.phone.as_international if user.phone else ""
    return [
        Row(_("Name"), user.name, href=details_url),
        Row(_("Language"), dict(LANGUAGES)[user.language], href=details_url),
        Row(_("E-mail address"), user.email or "", href=reverse("account_change_email"), iso=True),
        Row(_("Phone number"), phone, href=reverse("account_change_phone"), iso=True),
    ]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Name and language; the language is that of the messages we send, and of these pages."""
    form = DetailsForm(request.POST or None, instance=user_of(request))
    if not form.is_valid():
        return render(request, "account/details.html", {"form": form})
    form.save()
    response = redirect("account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        form.cleaned_data["language"],
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@signed_in
@proved_again
@require_http_methods(["GET", "HEAD", "POST"])
def change_email(request: HttpRequest) -> HttpResponse:
    return _ask_address(request, EmailForm(request.POST or None), "account/change_email.html")


@signed_in
@proved_again
@require_http_methods(["GET", "HEAD", "POST"])
def change_phone(request: HttpRequest) -> HttpResponse:
    return _ask_address(request, PhoneForm(request.POST or None), "account/change_phone.html")


def _ask_address(request: HttpRequest, form: AddressForm, template: str) -> HttpResponse:
    """Send a code to the new address, whoever has it: only its owner learns more, by the code."""
    if form.is_valid():
        try:
            send_code(request, Purpose.ADDRESS, form.cleaned_data["address"], for_staff=False)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("account_confirm_address")
    return render(request, template, {"form": form})


@signed_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: HttpRequest) -> HttpResponse:
    """Take the code that proves the new address, then take the address."""
    code = find_code(request, Purpose.ADDRESS)
    form = CodeForm(request.POST or None)
    if code and form.is_valid():
        if use_code(code, form.cleaned_data["code"]):
            return _take_address(
                request, user_of(request), Address(Channel(code.channel), code.address)
            )
        form.add_error("code", WRONG_CODE)
        code.refresh_from_db()
    return render(request, "account/confirm_address.html", {"form": form, "code": code})


def _take_address(request: HttpRequest, user: User, address: Address) -> HttpResponse:
    old_email = user.email
    try:
        actions.change_address(user=user, address=address)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("account")
    if old_email:
        _tell_old_address(request, old_email)
    messages.success(request, _("Your new address is saved."))
    return redirect("account")


def _tell_old_address(request: HttpRequest, email: str) -> None:
    """The change stands whether or not this message leaves the house."""
    try:
        get_adapter(request).send_mail("account/email/address_changed", email, {})
    except OSError:
        log.warning("the message about a changed address could not be sent")


@signed_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_identity(request: HttpRequest) -> HttpResponseBase:
    """Citizens prove again who they are: a code to the address they have, then back.

    A code by e-mail is less than the password and the second factor of staff, so it is no way for them.
    """
    if user_of(request).has_usable_password():
        return redirect(
            passthrough_next_redirect_url(request, reverse("account_reauthenticate"), "next")
        )
    address = address_of(user_of(request))
    if request.method == "POST" and "code" not in request.POST and address:
        _send_to_oneself(request, address)
        return redirect(request.get_full_path())
    code = find_code(request, Purpose.IDENTITY)
    form = CodeForm(request.POST or None)
    if code and form.is_valid():
        if use_code(code, form.cleaned_data["code"]):
            record_authentication(request, user_of(request), method="code", reauthenticated=True)
            return resume_request(request) or redirect("account")
        form.add_error("code", WRONG_CODE)
        code.refresh_from_db()
    context = {"form": form, "code": code, "next": get_next_redirect_url(request) or ""}
    return render(request, "account/confirm_identity.html", {**context, "address": address})


def _send_to_oneself(request: HttpRequest, address: Address) -> None:
    try:
        send_code(request, Purpose.IDENTITY, address, for_staff=False)
    except Refused as error:
        messages.error(request, str(error))


class ChangePassword(PasswordChangeView):
    """A new password of staff; it ends the sessions in other browsers."""

    template_name = "account/change_password.html"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not user_of(request).has_usable_password():
            return redirect("account")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = user_of(self.request)
        end_other_sessions(self.request, user)
        record(
            action="accounts.user.password_changed",
            by=user,
            subject_kind="user",
            subject_ref=str(user.pk),
        )
        return response


change_password = staff_only(counted(ChangePassword.as_view()))
reauthenticate = staff_only(
    counted(ReauthenticateView.as_view(template_name="account/reauthenticate.html"))
)
