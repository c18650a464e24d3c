"""Reads of the portal inbox."""

import datetime as dt
from dataclasses import dataclass

from interior_portal.accounts.models import User
from interior_portal.notices.models import Notice
from interior_portal.notices.texts import Text, text_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A notice as its recipient reads it."""

    sent_at: dt.datetime
    text: Text


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of somebody's messages, newest first; `older` is what `inbox_of` takes for the next one."""

    messages: list[Message]
    older: int | None


def inbox_of(user: User, *, before: int | None = None) -> Inbox:
    """The newest messages, or those older than the notice `before`, in the active language; one query."""
    notices = Notice.objects.filter(recipient=user).order_by("-id")
    if before is not None:
        notices = notices.filter(pk__lt=before)
    found = list(notices[: PAGE + 1])
    page = found[:PAGE]
    messages = [Message(notice.sent_at, text_of(notice)) for notice in page]
    return Inbox(messages, page[-1].pk if len(found) > PAGE else None)
