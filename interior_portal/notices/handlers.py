"""What the worker does for `notices`."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMessage

from interior_portal.notices import sms
from interior_portal.notices.models import Delivery, Notice
from interior_portal.notices.texts import text_of
from interior_portal.outbox.registry import handler


@handler("notices.deliver")
def deliver(payload: Mapping[str, Any]) -> None:
    """Hand a notice to e-mail or SMS, in the recipient's language. May send twice when the worker dies in between."""
    notice = Notice.objects.select_related("recipient").get(pk=payload["notice"])
    text = text_of(notice, notice.recipient.language)
    if payload["channel"] == Delivery.Channel.SMS:
        sms.send(to=str(notice.recipient.phone), text=f"{text.subject}\n{text.link}")
    else:
        EmailMessage(
            subject=text.subject,
            body=f"{text.body}\n\n{text.link}\n",
            to=[str(notice.recipient.email)],
        ).send()
    Delivery.objects.get_or_create(notice=notice, channel=payload["channel"])
