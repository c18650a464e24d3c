"""The panorama of an edition: made by the worker, shown in the hall, taken along as one file."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.roles import YEAR_VIEW
from interior_portal.documents.views import inline_image
from interior_portal.shared.refusals import Refused
from reports.actions import panorama as actions
from reports.actions.panorama import Caption
from reports.forms.panorama import PhotoForm
from reports.models import Edition, Panorama
from reports.papers.panorama import policy
from reports.queries import panorama as queries
from reports.queries.annual.chapters import find_chapter
from reports.queries.annual.editions import find_edition

NAMES = {"ar": "العربية", "kmr": "Kurmancî"}
TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


@permitted(YEAR_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def panorama(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Its files, its photos, and how both come about."""
    edition, user = _edition(year, number), user_of(request)
    form = PhotoForm()
    if request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        if _acted(request, edition, form):
            return redirect("reports:panorama", year=year, number=number)
    context = {
        "edition": edition,
        "made": [
            {"name": NAMES[language], "panorama": made}
            for language, made in queries.newest(edition).items()
        ],
        "photos": list(_photos(edition)),
        "form": form,
        "key": uuid.uuid4(),
        "is_being_made": queries.is_being_made(edition),
        "being_made": _("The panorama is being made"),
        "may_keep": actions.why_not_keep(user) is None,
        "why_not": actions.why_not_order(edition, user),
    }
    return render(request, "reports/panorama/panorama.html", context)


@permitted(YEAR_VIEW)
@require_safe
def show(_request: HttpRequest, year: int, number: int, language: str) -> HttpResponse:
    """The pages themselves, with the policy that they carry along: no network, their own script and style."""
    found = _made(year, number, language)
    with found.page.open("rb") as file:
        page = file.read()
    answer = HttpResponse(page, content_type=TYPES["html"])
    answer["Content-Security-Policy"] = policy(page.decode())
    answer["Cache-Control"] = "private, no-cache"
    return answer


@permitted(YEAR_VIEW)
@require_safe
def file(
    _request: HttpRequest, year: int, number: int, language: str, form: str
) -> HttpResponse | FileResponse:
    """One file to take along: the pages, or the same as a PDF."""
    if form not in TYPES:
        raise Http404
    found = _made(year, number, language)
    kept = found.pdf if form == "pdf" else found.page
    name = f"panorama-{year}-{language}.{form}"
    answer = FileResponse(
        kept.open("rb"), filename=name, content_type=TYPES[form], as_attachment=True
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@permitted(YEAR_VIEW)
@require_safe
def photo(_request: HttpRequest, year: int, number: int, pk: int) -> FileResponse:
    """A photo that was chosen."""
    found = queries.find_photo(_edition(year, number), pk)
    if found is None:
        raise Http404
    return inline_image(found.upload)


def _acted(request: HttpRequest, edition: Edition, form: PhotoForm) -> bool:
    """What was posted; False when the form has to be shown again."""
    act, user = request.POST.get("act"), user_of(request)
    try:
        if act == "order":
            actions.order(edition=edition, key=_key(request), by=user)
            return True
        if act == "remove":
            found = queries.find_photo(edition, _number(request.POST.get("photo", "")))
            if found is not None:
                actions.remove_photo(photo=found, by=user)
            return True
        if form.is_valid():
            given = form.cleaned_data
            caption = Caption(given["chapter"], given["caption_ar"], given["caption_kmr"])
            actions.add_photo(edition=edition, file=given["file"], caption=caption, by=user)
            return True
    except Refused as refused:
        if act in {"order", "remove"}:
            messages.error(request, str(refused))
            return True
        form.add_error("file", str(refused))
    return False


def _key(request: HttpRequest) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        raise Http404 from None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _photos(edition: Edition) -> Iterator[dict[str, Any]]:
    for each in queries.photos_of(edition):
        chapter = find_chapter(each.chapter)
        yield {
            "pk": each.pk,
            "caption": each.caption,
            "chapter_label": chapter.label if chapter else "",
        }


def _edition(year: int, number: int) -> Edition:
    found = find_edition(year, number)
    if found is None:
        raise Http404
    return found


def _made(year: int, number: int, language: str) -> Panorama:
    found = queries.find_made(_edition(year, number), language)
    if found is None:
        raise Http404
    return found
