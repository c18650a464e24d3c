"""Reads of the portal inbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from interior_portal.accounts.models import User
from interior_portal.notices.models import Notice
from interior_portal.notices.texts import Text, text_of

PAGE = 20


@dataclass(frozen=True, slots=True)
class InboxRow:
    notice: Notice
    text: Text


def inbox_of(user: User, *, before: int | None = None) -> Sequence[InboxRow]:
    """A page of the inbox, newest first; `before` is the id of the last row of the page before. One query."""
    notices = Notice.objects.filter(recipient=user).order_by("-id")
    if before is not None:
        notices = notices.filter(pk__lt=before)
    return [InboxRow(notice, text_of(notice)) for notice in notices[: PAGE + 1]]
