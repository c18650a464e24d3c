"""The writes of `notices`."""

from django.db import transaction

from interior_portal.accounts.models import User
from interior_portal.notices.models import Delivery, Notice
from interior_portal.notices.registry import notice_kind
from interior_portal.outbox import actions as outbox


@transaction.atomic
def send(*, kind: str, to: User, about: str, key: str) -> Notice:
    """Tell somebody something, once for every `key`: a row in the portal inbox, and one outbox row per channel."""
    notice_kind(kind)
    notice, is_new = Notice.objects.get_or_create(
        key=key, defaults={"recipient": to, "kind": kind, "about": about}
    )
    if is_new:
        for channel in channels_of(to):
            outbox.put(
                "notices.deliver",
                key=f"notice:{notice.pk}:{channel}",
                payload={"notice": notice.pk, "channel": channel},
            )
    return notice


def channels_of(user: User) -> tuple[str, ...]:
    """The ways to reach somebody: e-mail where we have an address, SMS only where we have nothing else."""
    if user.email:
        return (Delivery.Channel.EMAIL.value,)
    return (Delivery.Channel.SMS.value,) if user.phone else ()
