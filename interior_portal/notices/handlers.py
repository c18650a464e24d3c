"""What the worker does for `notices`."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from interior_portal.notices import sms
from interior_portal.notices.models import Delivery, Notice
from interior_portal.notices.texts import Text, text_of
from interior_portal.outbox.registry import handler
from interior_portal.shared.bidi import isolate


@handler("notices.deliver")
def deliver(payload: Mapping[str, Any]) -> None:
    """Hand a notice to e-mail or SMS, in the recipient's language.

    What was handed over is not sent again. A worker that dies between handing over and committing sends it a second
    time, under the same message id, by which mail programs and SMS providers know it again. A mail server that is
    away raises OSError: the outbox tries later, and no other message waits for it.
    """
    notice = Notice.objects.select_related("recipient").get(pk=payload["notice"])
    channel = payload["channel"]
    _delivery, is_new = Delivery.objects.get_or_create(notice=notice, channel=channel)
    if not is_new:
        return
    text = text_of(notice, notice.recipient.language)
    if channel == Delivery.Channel.SMS:
        _send_sms(notice, text)
    else:
        _send_email(notice, text)


def _send_sms(notice: Notice, text: Text) -> None:
    sms.send(
        to=str(notice.recipient.phone),
        text=f"{text.subject}\n{text.link}",
        key=f"notice:{notice.pk}",
    )


def _send_email(notice: Notice, text: Text) -> None:
    house = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    EmailMessage(
        subject=text.subject,
        body=f"{text.body}\n\n{text.link}\n\n{isolate(text.sender)}\n",
        to=[str(notice.recipient.email)],
        headers={
            "Message-ID": f"<notice-{notice.pk}@{house}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": notice.recipient.language,
        },
    ).send()
