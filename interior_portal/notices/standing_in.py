"""Notices about substitutions. Accounts lie below notices: what happens there is told from here."""

from interior_portal.accounts.models import User
from interior_portal.accounts.registry import NoticeCode
from interior_portal.notices.actions import send
from interior_portal.notices.registry import NoticeKind

CODES: tuple[NoticeCode, ...] = (
    "absent_begun",
    "substitute_begun",
    "absent_ended",
    "substitute_ended",
)
NOTICES = tuple(
    NoticeKind(f"accounts.{code}", f"accounts/{code}.txt", "account_substitution_one")
    for code in CODES
)


def tell(*, what: NoticeCode, to: User, reference: str) -> None:
    """Registered with accounts: one message for each of the two, when it begins and when it is ended."""
    kind = f"accounts.{what}"
    send(kind=kind, to=to, about=reference, key=f"{kind}:{reference}")
