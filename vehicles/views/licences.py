"""The licence as a file: which sizes it can be had in, and the answer with one of them."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.functional import Promise

from interior_portal.documents import views as documents
from interior_portal.documents.formats import Format
from interior_portal.documents.models import Paper
from interior_portal.documents.printing import formats_of
from vehicles.models import Licence


@dataclass(frozen=True, slots=True)
class Download:
    """One size of the licence, and where it is."""

    label: "str | Promise"
    href: str


def file_of(request: HttpRequest, licence: Licence | None) -> HttpResponseBase:
    """The licence in the size that `?as=` names, the signed sheet without it; Http404 when there is no such file."""
    paper = standing_paper(licence)
    asked = request.GET.get("as", Format.A4).upper()
    if paper is None or asked not in formats_of(paper):
        raise Http404
    return documents.download(paper, Format(asked))


def standing_paper(licence: Licence | None) -> Paper | None:
    """The paper of a licence, unless it was revoked or not made yet."""
    paper = licence.paper if licence else None
    return None if paper is None or paper.status == Paper.Status.REVOKED else paper


def smaller(licence: Licence | None, href: str) -> list[Download]:
    """The sizes beside the sheet, where `href` leads to the file."""
    paper = standing_paper(licence)
    forms = formats_of(paper) if paper else ()
    return [
        Download(form.label, f"{href}?as={form.value.lower()}")
        for form in forms
        if form is not Format.A4
    ]
