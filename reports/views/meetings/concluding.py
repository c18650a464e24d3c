"""Minutes and final statement."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_safe

from interior_portal.accounts.access import signed_in
from interior_portal.documents import render as papers
from interior_portal.documents.views import download
from interior_portal.shared.ids import row_key
from interior_portal.shared.refusals import Refused
from reports.actions.meetings import concluding
from reports.forms.meetings import StatementForm
from reports.models import FinalStatement
from reports.queries.meetings import hall as seats_of
from reports.queries.meetings import minutes as told
from reports.queries.meetings import statement as drafts
from reports.views.meetings import presenting
from reports.views.meetings.reading import Reader, Verb, perform, reader_of

page = require_http_methods(["GET", "HEAD", "POST"])
PRINTED = ("ar", "kmr")


@signed_in
@require_safe
def minutes(request: HttpRequest, reference: str) -> HttpResponse:
    """What happened, in its order; made to be printed too."""
    reader = reader_of(request, reference)
    context = {
        **presenting.frame(reader, "meeting_minutes"),
        "lines": told.minutes(reader.meeting),
        "attendance": seats_of.seat_lines(reader.meeting),
    }
    return render(request, "reports/meetings/minutes.html", context)


@signed_in
@require_safe
def minutes_pdf(request: HttpRequest, reference: str, language: str) -> HttpResponse:
    """The minutes as a file in Arabic or Kurmanji; laid out as it is asked for, about half a second."""
    reader = reader_of(request, reference)
    if language not in PRINTED:
        raise Http404
    with override(language):
        html = render_to_string(
            "papers/reports/minutes.html",
            {
                "meeting": reader.meeting,
                "language": language,
                "direction": papers.columns_of((language,))[0].direction,
                "column": papers.columns_of((language,))[0],
                "lines": told.minutes(reader.meeting),
            },
        )
    response = HttpResponse(papers.pdf_of(html, {}), content_type="application/pdf")
    name = f"{reader.meeting.reference}-{language}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@signed_in
@page
def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """The statement: drafted by the machine, edited by the secretary, approved by the chair."""
    reader = reader_of(request, reference)
    found = drafts.drafts(reader.meeting)
    newest = found[-1] if found else None
    posted = request.POST if request.POST.get("verb") == "edit" else None
    words = (
        {"text_ar": newest.text_ar, "text_kmr": newest.text_kmr, "version": newest.version}
        if newest
        else {}
    )
    form = StatementForm(posted, initial=words)
    if form.is_bound and form.is_valid() and reader.keeps:
        if _edited(request, reader, form):
            return redirect("reports:meeting_statement", reference)
    elif request.method == "POST" and not form.is_bound:
        back = reverse("reports:meeting_statement", args=[reference])
        return perform(request, _verbs(request, reader), back)
    final = FinalStatement.objects.select_related("paper", "approved_by").filter(
        meeting=reader.meeting
    )
    context = {
        **presenting.frame(reader, "meeting_statement"),
        "drafts": found,
        "newest": newest,
        "change": presenting.compared(found[-2], found[-1]) if len(found) > 1 else None,
        "final": final.first(),
        "form": form,
    }
    return render(request, "reports/meetings/statement.html", context)


def _edited(request: HttpRequest, reader: Reader, form: StatementForm) -> bool:
    version = form.cleaned_data["version"]
    try:
        concluding.edit_statement(
            meeting=reader.meeting, text=form.text(), version=version, by=reader.user
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("The new draft is kept."))
    return True


def _verbs(request: HttpRequest, reader: Reader) -> dict[str, Verb]:
    meeting, by = reader.meeting, reader.user
    version = row_key(request.POST.get("version", "")) or 0
    return {
        "draft": Verb(
            lambda: concluding.draft_statement(meeting=meeting, by=by),
            gettext_lazy("The draft is made from what was adopted. Read it and edit it."),
        ),
        "approve": Verb(
            lambda: concluding.approve_statement(meeting=meeting, version=version, by=by),
            gettext_lazy("The statement is approved. Its paper is being made."),
        ),
    }


@signed_in
@require_safe
def statement_pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The sealed and signed paper of an approved statement."""
    reader = reader_of(request, reference)
    rows = FinalStatement.objects.select_related("paper").filter(meeting=reader.meeting)
    final = rows.first()
    if final is None or final.paper is None:
        raise Http404
    return download(final.paper)
