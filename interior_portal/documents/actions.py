"""The only writes of `documents`: files that people send, papers that we issue."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.documents import numbers, render, rows, sign
from interior_portal.documents.issuing import MakeContext, MakeSeal, PaperFacts, write_seal
from interior_portal.documents.models import Paper, PaperEvent, Upload
from interior_portal.documents.registry import PaperKind, paper_kind
from interior_portal.documents.rows import PaperRow
from interior_portal.documents.uploads import portrait
from interior_portal.documents.uploads.clean import SentFile, clean_upload
from interior_portal.documents.uploads.kinds import FileKind
from interior_portal.shared import clock, ids
from interior_portal.shared.refusals import Refusal, check

Status = Paper.Status
NOT_IN_FORCE = Refusal(
    "documents.paper.closed",
    _("This paper is no longer valid, so its status cannot be changed again."),
)
REASON_MISSING = Refusal(
    "documents.paper.reason_missing", _("Say why, in a sentence that can be read later.")
)
NUMBER_ATTEMPTS = 5


# --- what people send -------------------------------------------------------------------------------


def receive_upload(file: SentFile, *, owner: User, purpose: str) -> Upload:
    """Clean and keep a file. Raises Refused with a sentence that names the problem and the cure.

    `purpose` such as `visas.document`. Takes up to half a second: the file is made anew.
    """
    return _keep(file, owner, purpose)


def receive_portrait(file: SentFile, *, owner: User, purpose: str) -> Upload:
    """The same for the portrait of a paper, which must also be fit to be one. Raises Refused."""
    with transaction.atomic():
        upload = _keep(file, owner, purpose)
        refusal = portrait.why_not_portrait(upload)
        if refusal is not None:
            upload.file.delete(save=False)
        check(refusal)
    return upload


def _keep(file: SentFile, owner: User, purpose: str) -> Upload:
    kind, clean = clean_upload(file)
    upload = Upload(
        owner=owner,
        purpose=purpose,
        kind=Upload.Kind.PDF if kind is FileKind.PDF else Upload.Kind.IMAGE,
        sha256=hashlib.sha256(clean.content).hexdigest(),
        size=len(clean.content),
        pages=clean.pages,
        width=clean.width or None,
        height=clean.height or None,
    )
    upload.file.save("", ContentFile(clean.content), save=False)
    upload.save(force_insert=True)
    return upload


# --- what we issue ----------------------------------------------------------------------------------


@transaction.atomic
def issue_paper(
    *,
    kind: str,
    subject: str,
    holder_id: int | None,
    context: MakeContext,
    seal: MakeSeal,
    valid_from: dt.date,
    valid_until: dt.date | None,
    languages: Sequence[str],
    key: str,
    shown: Iterable[PaperRow],
    pictures: Mapping[str, bytes] | None = None,
) -> Paper:
    """Issue a paper once for every `key`: the same key again gives the same paper.

    `context` and `seal` are called with the facts of the new paper, its number among them, and give
    what the template and the seal say. `pictures` are JPEG or PNG files by name, such as `photo.jpg`.
    `languages` such as `("ar", "kmr")`. `subject` is the reference of what the paper is about. Call
    it in the transaction of an outbox row; a rollback leaves at most a file, which `sweep_files` removes.
    Takes about 0.2 s. Raises keys.NoActiveKey.
    """
    _lock(key)
    issued = Paper.objects.filter(key=key).first()
    if issued is not None:
        return issued
    facts = _new_facts(paper_kind(kind), valid_from, valid_until, tuple(languages))
    seal_bytes, seal_key = write_seal(facts, seal(facts))
    said = context(facts)
    signed = sign.sign_pdf(render.render_paper(facts, said, seal_bytes, pictures or {}))
    paper = Paper(
        number=facts.number,
        kind=kind,
        subject=subject,
        holder_id=holder_id,
        languages="+".join(languages),
        valid_from=valid_from,
        valid_until=valid_until,
        issued_at=facts.issued_at,
        seal=seal_bytes,
        seal_key=seal_key,
        pdf_key=signed.key,
        token=facts.token,
        shown=rows.frozen(shown),
        printed=rows.frozen_all(said["rows"]) if facts.kind.others else [],
        key=key,
        **_stored(signed.content),
    )
    return _issued(paper)


def _issued(paper: Paper) -> Paper:
    paper.save(force_insert=True)
    _note(paper, by=None, reason="", action="documents.paper.issued")
    return paper


@transaction.atomic
def revoke(*, paper: Paper, by: User | None, reason: str) -> Paper:
    """Declare a paper void. The caller has checked who may; `by` is None for the portal itself."""
    return _close(paper, Status.REVOKED, by=by, reason=reason)


@transaction.atomic
def replace(*, paper: Paper, replacement: Paper, by: User | None, reason: str) -> Paper:
    """Let a newer paper take the place of an older one."""
    return _close(paper, Status.REPLACED, by=by, reason=reason, replaced_by=replacement)


@transaction.atomic
def mark_used(*, paper: Paper, by: User | None, reason: str) -> Paper:
    """Note that a paper has served its purpose, such as the last entry of a visa."""
    return _close(paper, Status.USED, by=by, reason=reason)


def why_not_change(paper: Paper) -> Refusal | None:
    """Why the status of a paper cannot be changed (any more)."""
    return None if paper.status == Status.VALID else NOT_IN_FORCE


def _close(paper: Paper, status: str, *, by: User | None, reason: str, **changes: Any) -> Paper:
    check(None if reason.strip() else REASON_MISSING)
    locked = Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
    check(why_not_change(locked))
    locked.status = status
    for name, value in changes.items():
        setattr(locked, name, value)
    locked.save(update_fields=["status", *changes])
    _note(locked, by=by, reason=reason, action=f"documents.paper.{status.lower()}")
    return locked


def _note(paper: Paper, *, by: User | None, reason: str, action: str) -> None:
    PaperEvent.objects.create(paper=paper, status=paper.status, reason=reason, by=by)
    audit.record(
        action=action,
        by=by,
        subject_kind="paper",
        subject_ref=paper.number,
        reason=reason,
        data={"kind": paper.kind, "subject": paper.subject, "sha256": paper.sha256},
    )


def _lock(key: str) -> None:
    """Two workers with the same key: the second waits and then finds the paper of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"paper:{key}"])


def _new_facts(
    kind: PaperKind, valid_from: dt.date, valid_until: dt.date | None, languages: tuple[str, ...]
) -> PaperFacts:
    return PaperFacts(
        kind=kind,
        number=_free_number(kind.prefix),
        token=ids.new_token(),
        issued_at=clock.now(),
        valid_from=valid_from,
        valid_until=valid_until,
        languages=languages,
    )


def _free_number(prefix: str) -> str:
    """A number that no paper has; 35 random bits rarely meet, and the table refuses a double."""
    for _attempt in range(NUMBER_ATTEMPTS):
        number = numbers.new_number(prefix)
        if not Paper.objects.filter(number=number).exists():
            return number
    raise RuntimeError(
        "every number that was tried is taken: the source of random numbers is broken"
    )


def _stored(content: bytes) -> dict[str, Any]:
    """The file in the store under the name of its hash, before anything is committed."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = f"papers/{clock.today():%Y/%m/%d}/{sha256}.pdf"
    return {
        "file": default_storage.save(name, ContentFile(content)),
        "sha256": sha256,
        "size": len(content),
    }
