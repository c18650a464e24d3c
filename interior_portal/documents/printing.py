"""Papers as they leave a printer: in every format from what was kept at the issue, and copies that say so."""

import io

import pikepdf
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.documents import render
from interior_portal.documents.formats import Format
from interior_portal.documents.issuing import PaperFacts
from interior_portal.documents.models import Paper, PaperPrint
from interior_portal.documents.registry import PaperKind, paper_kind
from interior_portal.documents.render import Copy
from interior_portal.documents.roles import DOCUMENTS_PAPER_PRINT
from interior_portal.documents.rows import thawed
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, check

CLOSED = Refusal(
    "documents.print.closed", _("This paper is no longer valid, so it is not printed any more.")
)
NO_FORMAT = Refusal("documents.print.format", _("This paper does not exist in this format."))
REASON_MISSING = Refusal(
    "documents.print.reason_missing",
    _("It was printed before. Say why a copy is needed, in a sentence that can be read later."),
)


def formats_of(paper: Paper) -> tuple[Format, ...]:
    """What the paper can be drawn in: A4 alone where nothing was kept to draw the others from."""
    return paper_kind(paper.kind).formats if paper.printed else (Format.A4,)


def drawn(paper: Paper, form: Format = Format.A4, copy: Copy | None = None) -> bytes:
    """The PDF of a paper in a format; the same call gives the same bytes.

    A4 is the signed file itself; as a copy it is that page with a line over it and no signature. The
    others say what was kept when the paper was issued, never what is true today; about 0.15 s.
    """
    if form is Format.A4:
        with paper.file.open("rb") as file:
            original: bytes = file.read()
        return original if copy is None else _marked(original, facts_of(paper), copy)
    return render.render_paper(
        facts_of(paper),
        {"rows": thawed(paper.printed)},
        bytes(paper.seal),
        {},
        form=form,
        copy=copy,
    )


def drawn_print(printed: PaperPrint) -> bytes:
    """The PDF of a printing, marked as the copy that it is."""
    copy = Copy(printed.copy, clock.day_of(printed.at)) if printed.copy else None
    return drawn(printed.paper, Format(printed.form), copy)


def why_not_print(paper: Paper, user: User) -> Refusal | None:
    """Why somebody cannot print a paper at their counter; at most two queries."""
    kind = paper_kind(paper.kind)
    for permission in (DOCUMENTS_PAPER_PRINT, kind.print_permission):
        if refusal := why_not_permitted(user, permission):
            return refusal
    return None if paper.status_on() == Paper.Status.VALID else CLOSED


@transaction.atomic
def print_paper(*, paper: Paper, form: Format, by: User, reason: str, key: str) -> PaperPrint:
    """One printing at a counter, once for every `key`. The first of a format is the paper itself.

    Each further one is a copy, needs a reason and is told to the ledger. Raises Refused.
    """
    check(why_not_print(paper, by))
    check(None if form in formats_of(paper) else NO_FORMAT)
    Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
    known = PaperPrint.objects.filter(key=key, paper=paper).first()
    if known is not None:
        return known
    number = PaperPrint.objects.filter(paper=paper, form=form).count()
    check(REASON_MISSING if number and not reason.strip() else None)
    printed = PaperPrint.objects.create(
        paper=paper, form=form, copy=number, reason=reason.strip(), by=by, key=key
    )
    audit.record(
        action="documents.paper.copied" if number else "documents.paper.printed",
        by=by,
        subject_kind="paper",
        subject_ref=paper.number,
        reason=printed.reason,
        data={"kind": paper.kind, "format": form.value, "copy": number},
    )
    return printed


def facts_of(paper: Paper) -> PaperFacts:
    """What was known of a paper before it was drawn."""
    kind: PaperKind = paper_kind(paper.kind)
    return PaperFacts(
        kind=kind,
        number=paper.number,
        token=paper.token,
        issued_at=paper.issued_at,
        valid_from=paper.valid_from,
        valid_until=paper.valid_until,
        languages=tuple(paper.languages.split("+")),
    )


def _marked(original: bytes, facts: PaperFacts, copy: Copy) -> bytes:
    """The page of the original with the line of a copy above it. What is changed is not signed any more."""
    context = {"facts": facts, "copy": copy, "columns": render.columns_of(facts.languages)}
    line = render.pdf_of(render_to_string("papers/copy_line.html", context), {})
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(original)) as paper, pikepdf.open(io.BytesIO(line)) as mark:
        for page in paper.pages:
            page.add_overlay(mark.pages[0], None)
            _drop(page.obj, "/Annots")  # the field of the signature
        _drop(paper.Root, "/AcroForm")
        with paper.open_metadata(set_pikepdf_as_editor=False) as metadata:
            for claim in ("pdfaid:part", "pdfaid:conformance"):
                metadata.pop(claim, None)
        paper.save(out, deterministic_id=True)
    return out.getvalue()


def _drop(part: pikepdf.Object, name: str) -> None:
    if name in part:
        del part[name]
