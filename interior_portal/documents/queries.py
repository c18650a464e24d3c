"""Reads of `documents`: one query each, found or not."""

from django.db.models import QuerySet

from interior_portal.accounts.models import User
from interior_portal.documents.models import Paper, Upload
from interior_portal.documents.numbers import clean_number

LONGEST_TOKEN = 22


def find_paper_by_number(text: str) -> Paper | None:
    """The paper of a number as somebody typed it; a text that cannot be a number is looked for too,
    so that the answer takes the same time.
    """
    return Paper.objects.filter(number=clean_number(text)).first()


def find_paper_by_token(token: str) -> Paper | None:
    """The paper whose QR code carries the token; a text that cannot be one is looked for as an empty one."""
    is_token = token.isascii() and token.isprintable() and len(token) <= LONGEST_TOKEN
    return Paper.objects.filter(token=token if is_token else "").first()


def papers_of(user: User) -> QuerySet[Paper]:
    """What was issued to somebody, newest first."""
    return Paper.objects.filter(holder=user).order_by("-issued_at", "-pk")


def papers_about(subject: str) -> QuerySet[Paper]:
    """What was issued for a reference, newest first."""
    return Paper.objects.filter(subject=subject).order_by("-issued_at", "-pk")


def get_upload(reference: str) -> Upload:
    """The upload of a reference. Raises Upload.DoesNotExist."""
    return Upload.objects.get(reference=reference)
