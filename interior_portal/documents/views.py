"""Handing out files, and the public page that says whether a paper is valid."""

import io
import time
from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from interior_portal.accounts.access import permitted, public, user_of
from interior_portal.documents import answers, limits, printing, queries
from interior_portal.documents.formats import Format
from interior_portal.documents.forms import CheckForm, PrintForm
from interior_portal.documents.models import Paper, Upload
from interior_portal.documents.roles import DOCUMENTS_PAPER_PRINT
from interior_portal.shared.refusals import Refused
from interior_portal.ui.views import too_many_requests

CHECKS_PER_MINUTE = 30
UPLOADS_PER_MINUTE = 20
SHORTEST_ANSWER = 0.15  # seconds
Page = Callable[..., HttpResponse]


# --- files; the calling view has checked who may ----------------------------------------------------


def serve(upload: Upload) -> FileResponse:
    """An upload as a download under a name of ours, never opened inside the portal."""
    response = FileResponse(upload.file.open("rb"), as_attachment=True, filename=upload.public_name)
    return _sealed_off(response)


def inline_image(upload: Upload) -> FileResponse:
    """A picture to be shown beside the answers it proves; ValueError for a PDF."""
    if not upload.is_image:
        raise ValueError("only pictures are shown inside a page")
    response = FileResponse(
        upload.file.open("rb"), filename=upload.public_name, content_type="image/jpeg"
    )
    return _sealed_off(response)


def download(paper: Paper, form: Format = Format.A4) -> FileResponse:
    """A paper as its holder keeps it: the signed original, or the same as a card or a slip."""
    return _as_file(paper.number, printing.drawn(paper, form), form)


def _as_file(number: str, content: bytes, form: Format) -> FileResponse:
    tail = "" if form is Format.A4 else f"-{form.value.lower()}"
    response = FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=f"{number}{tail}.pdf",
        content_type="application/pdf",
    )
    return _sealed_off(response)


def uploads(view: Page) -> Callable[..., HttpResponseBase]:
    """Inside a gate, around a page that takes a file: so many from one person in a minute, then they wait."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST":
            wait = limits.seconds_until_upload(user_of(request), limit=UPLOADS_PER_MINUTE)
            if wait:
                return too_many_requests(request, retry_after=wait)
        return view(request, *args, **kwargs)

    return guarded


def _sealed_off(response: FileResponse) -> FileResponse:
    """Whatever is in the file, a browser neither guesses its type, nor runs it, nor keeps it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


# --- printing at a counter --------------------------------------------------------------------------


@permitted(DOCUMENTS_PAPER_PRINT)
@never_cache
@require_http_methods(["GET", "POST"])
def print_paper(request: HttpRequest, number: str) -> HttpResponseBase:
    """What was printed and why; the next print comes as a file, marked as a copy where it is one."""
    paper = get_object_or_404(Paper, number=number)
    refusal = printing.why_not_print(paper, user_of(request))
    if refusal is not None and refusal is not printing.CLOSED:
        raise PermissionDenied(refusal)
    form = PrintForm(request.POST or None, formats=printing.formats_of(paper))
    if refusal is None and request.method == "POST" and form.is_valid():
        try:
            return _print(request, paper, form)
        except Refused as refused:
            form.add_error("reason", str(refused))
    context = {
        "paper": paper,
        "form": form,
        "refusal": refusal,
        "prints": paper.prints.select_related("by"),
    }
    return render(request, "documents/print.html", context)


def _print(request: HttpRequest, paper: Paper, form: PrintForm) -> FileResponse:
    printed = printing.print_paper(
        paper=paper,
        form=Format(form.cleaned_data["form"]),
        by=user_of(request),
        reason=form.cleaned_data["reason"],
        key=str(form.cleaned_data["key"]),
    )
    return _as_file(paper.number, printing.drawn_print(printed), Format(printed.form))


# --- checking a paper -------------------------------------------------------------------------------


def _guarded(view: Page) -> Callable[..., HttpResponseBase]:
    """A limit for each address, and the same shortest time for every answer, found or not."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        started = time.monotonic()
        wait = limits.seconds_to_wait(request, purpose="check", limit=CHECKS_PER_MINUTE)
        if wait:
            return too_many_requests(request, retry_after=wait)
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        time.sleep(max(0.0, SHORTEST_ANSWER - (time.monotonic() - started)))
        return response

    return guarded


@public
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponseBase:
    """By the typed number: what kind of paper, whether it is valid, from when to when. Nothing else.

    The number is posted, so that it stands in no address and no log.
    """
    if request.method != "POST":
        return render(request, "documents/check.html", {"form": CheckForm()})
    return _check_number(request)


@_guarded
def _check_number(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.POST)
    if not form.is_valid():
        return render(request, "documents/check.html", {"form": form})
    return _answer(
        request, queries.find_paper_by_number(form.cleaned_data["number"]), is_scanned=False
    )


@public
@never_cache
@require_GET
@_guarded
def check_paper(request: HttpRequest, token: str) -> HttpResponse:
    """By the QR code: also what the paper itself shows, to compare it with the sheet in hand."""
    return _answer(request, queries.find_paper_by_token(token), is_scanned=True)


def _answer(request: HttpRequest, paper: Paper | None, *, is_scanned: bool) -> HttpResponse:
    context = {
        "answer": answers.answer_about(paper),
        "facts": answers.facts_about(paper),
        "shown": answers.shown_of(paper) if is_scanned else [],
    }
    return render(request, "documents/answer.html", context)
