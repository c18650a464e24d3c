"""One-time codes: made, sent, tried. The page looks the same whoever the address belongs to.

allauth makes and compares codes and carries out the sign-in that follows. It keeps a code and its
count of wrong tries in the session, where requests at the same moment overwrite each other, and it
opens no account for a new address; so both are done here, by rows.
"""

import datetime as dt
from typing import Final

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interior_portal.accounts.addresses import Address
from interior_portal.accounts.limits import client_ip
from interior_portal.accounts.models import OneTimeCode
from interior_portal.accounts.registry import find_code_sender
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check

Purpose = OneTimeCode.Purpose
HALF_AN_HOUR, A_DAY = dt.timedelta(minutes=30), dt.timedelta(days=1)
# To one address: from one place, and from all places together. A stranger who asks for codes to the address of
# somebody else then does not keep them out of their account.
PER_PLACE: Final = ((5, HALF_AN_HOUR), (15, A_DAY))
PER_ADDRESS: Final = ((15, HALF_AN_HOUR), (45, A_DAY))
KEPT_FOR: Final = dt.timedelta(days=1)

TOO_MANY_CODES = Refusal(
    "too_many_codes",
    gettext_lazy("Too many codes were asked for. Wait half an hour, then ask for a new one."),
)
CODE_NOT_SENT = Refusal(
    "code_not_sent",
    gettext_lazy("The code could not be sent just now. Try again in a few minutes."),
)


def send_code(request: HttpRequest, purpose: Purpose, address: Address, *, for_staff: bool) -> None:
    """Send a code and remember in this session that it is on its way; an earlier one is forgotten.

    `for_staff`: instead of a code, the message says that staff sign in with a password; nothing
    that is typed then matches. Raises `Refused`: TOO_MANY_CODES, or CODE_NOT_SENT when the
    provider is away; the session then expects no code.
    """
    text = get_adapter(request).generate_login_code()
    code = _make(request, purpose, address, digest="" if for_staff else _digest(text))
    request.session[_key(purpose)] = code.pk
    try:
        _send(address, "" if for_staff else text)
    except OSError as error:
        forget_code(request, purpose)
        code.delete()
        raise Refused(CODE_NOT_SENT) from error


@transaction.atomic
def _make(request: HttpRequest, purpose: Purpose, address: Address, *, digest: str) -> OneTimeCode:
    """Counts under a lock of the address, so that requests at the same moment are all counted."""
    ip = client_ip(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [address.value])
    now = clock.now()
    OneTimeCode.objects.filter(created_at__lt=now - KEPT_FOR).delete()
    check(TOO_MANY_CODES if _is_over_limit(address, ip, now) else None)
    return OneTimeCode.objects.create(
        purpose=purpose,
        channel=address.channel,
        address=address.value,
        digest=digest,
        ip=ip,
        tries_left=app_settings.LOGIN_BY_CODE_MAX_ATTEMPTS,
        created_at=now,
        expires_at=now + dt.timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT),
    )


def _is_over_limit(address: Address, ip: str | None, now: dt.datetime) -> bool:
    sent = OneTimeCode.objects.filter(address=address.value)
    counted = ((sent.filter(ip=ip), PER_PLACE), (sent, PER_ADDRESS))
    if any(
        rows.filter(created_at__gt=now - span).count() >= most
        for rows, limits in counted
        for most, span in limits
    ):
        return True
    most, minutes = settings.CODES_PER_IP
    span = dt.timedelta(minutes=minutes)
    return OneTimeCode.objects.filter(ip=ip, created_at__gt=now - span).count() >= most


def _send(address: Address, text: str) -> None:
    """Raises OSError (all errors of smtplib and of sockets are) when the provider is away."""
    context = {"code": text, "staff_url": settings.PUBLIC_URL + reverse("account_staff_login")}
    if address.channel is OneTimeCode.Channel.EMAIL:
        template = "account/email/code" if text else "account/email/staff_password"
        get_adapter().send_mail(template, address.value, context)
        return
    sender = find_code_sender("SMS")
    if sender is None:
        raise ConnectionError("no app registered a sender of text messages")
    sender(to=address.value, text=_sms(text))


def _sms(text: str) -> str:
    if not text:
        return _("Staff of the Interior Authority sign in on the staff page, with a password.")
    return _("%(code)s is your code for the Interior Authority. Tell it to nobody.") % {
        "code": text
    }


def find_code(request: HttpRequest, purpose: Purpose) -> OneTimeCode | None:
    """The code that this session may still try; None when there is none, or no longer."""
    number: int | None = request.session.get(_key(purpose))
    if number is None:
        return None
    return _open_codes().filter(pk=number, purpose=purpose).first()


def _open_codes() -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(used_at=None, tries_left__gt=0, expires_at__gt=clock.now())


def use_code(code: OneTimeCode, typed: str) -> bool:
    """Try what was typed: True once, for the right text; every call costs a try."""
    tried = _open_codes().filter(pk=code.pk).update(tries_left=F("tries_left") - 1)
    if not tried or not code.digest or not constant_time_compare(_digest(typed), code.digest):
        return False
    used = OneTimeCode.objects.filter(pk=code.pk, used_at=None).update(used_at=clock.now())
    return bool(used)


def forget_code(request: HttpRequest, purpose: Purpose) -> None:
    request.session.pop(_key(purpose), None)


def _key(purpose: Purpose) -> str:
    return f"code_{purpose.value.lower()}"


def _digest(text: str) -> str:
    return salted_hmac("accounts.codes", normalize_user_code(text), algorithm="sha256").hexdigest()
