"""Signing in: citizens by a code, staff by a password and then a second factor; signing out."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import (
    get_login_redirect_url,
    get_next_redirect_url,
    passthrough_next_redirect_url,
)
from allauth.account.views import AccountInactiveView, LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from interior_portal.accounts.access import public
from interior_portal.accounts.actions import open_account, prove_phone
from interior_portal.accounts.adapter import WRONG_CODE
from interior_portal.accounts.addresses import Address, Channel, find_user
from interior_portal.accounts.codes import Purpose, find_code, send_code, use_code
from interior_portal.accounts.forms import AddressForm, CodeForm, StaffSignInForm
from interior_portal.accounts.limits import counted
from interior_portal.accounts.models import User
from interior_portal.shared.refusals import Refused
from interior_portal.ui import views as ui_views

SECONDS_TO_WAIT = 600


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for an address and send a code to it; who is signed in goes on to where they wanted."""
    if isinstance(request.user, User):
        return redirect(get_login_redirect_url(request))
    form = AddressForm(request.POST or None)
    if form.is_valid() and _send(request, form):
        return redirect(_with_next(request, "account_enter_code"))
    return render(request, "account/sign_in.html", {"form": form, **_onward(request)})


def _send(request: HttpRequest, form: AddressForm) -> bool:
    address: Address = form.cleaned_data["address"]
    user = find_user(address)
    try:
        send_code(request, Purpose.SIGN_IN, address, for_staff=user is not None and user.is_staff)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


@public
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponseBase:
    """Take the code that was sent; the right one signs in, or opens an account and signs in."""
    if isinstance(request.user, User):
        return redirect(get_login_redirect_url(request))
    code = find_code(request, Purpose.SIGN_IN)
    form = CodeForm(request.POST or None)
    if code and form.is_valid():
        if use_code(code, form.cleaned_data["code"]):
            return _enter(request, Address(Channel(code.channel), code.address))
        form.add_error("code", WRONG_CODE)
        code.refresh_from_db()
    context = {"form": form, "code": code, **_onward(request)}
    return render(request, "account/enter_code.html", context)


def _enter(request: HttpRequest, address: Address) -> HttpResponseBase:
    """Sign in whoever owns the proved address; staff who became staff meanwhile start again."""
    user = find_user(address) or open_account(
        address=address, name="", language=translation.get_language(), is_proved=True
    )
    if user.is_staff:
        return redirect(_with_next(request, "account_staff_login"))
    if address.channel is Channel.SMS:
        prove_phone(user=user)
    record_authentication(request, user, method="code")
    response: HttpResponse = perform_login(
        request, Login(user=user, redirect_url=get_next_redirect_url(request))
    )
    return response


class StaffSignIn(LoginView):
    """E-mail address and password; allauth goes on to the second factor, axes locks out."""

    form_class = StaffSignInForm
    template_name = "account/staff_sign_in.html"


staff_sign_in = public(counted(StaffSignIn.as_view()))
sign_out = public(never_cache(LogoutView.as_view(template_name="account/sign_out.html")))
inactive = public(never_cache(AccountInactiveView.as_view(template_name="account/inactive.html")))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What allauth answers to who asks too often: `handler429` of the addresses."""
    return ui_views.too_many_requests(request, retry_after=SECONDS_TO_WAIT)


def _with_next(request: HttpRequest, page: str) -> str:
    url: str = passthrough_next_redirect_url(request, reverse(page), "next")
    return url


def _onward(request: HttpRequest) -> dict[str, str]:
    """Where the reader wanted to go, for the links and forms of these pages."""
    return {
        "next": get_next_redirect_url(request) or "",
        "citizens_url": _with_next(request, "account_login"),
        "staff_url": _with_next(request, "account_staff_login"),
        "code_url": _with_next(request, "account_enter_code"),
    }
