"""One text of the report: write it, see what changed, approve it or send it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from interior_portal.accounts.access import permitted, user_of
from interior_portal.accounts.roles import REPORT_APPROVE, REPORT_WRITE
from interior_portal.shared.refusals import Refused
from reports.actions.annual import narratives as actions
from reports.forms.annual import RulingForm, WordsForm
from reports.models import Narrative
from reports.queries.annual import editions as queries
from reports.queries.annual.chapters import find_section
from reports.views.annual import presenters
from reports.views.annual.editions import edition_of, to_edition


@permitted(REPORT_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def annual_text(
    request: HttpRequest, year: int, number: int, chapter: str, section: str
) -> HttpResponse:
    """The text in both languages side by side, how it will be printed, and its versions."""
    text = _text_of(year, number, chapter, section)
    versions = queries.versions_of(text)
    form = WordsForm(request.POST or None, initial=_initial(text, versions))
    looks = "look" in request.POST
    if not looks and form.is_valid():
        try:
            actions.write(narrative=text, words=form.words(), by=user_of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved. Somebody else must approve this version now."))
            return redirect(request.path)
    context = {**_shown(request, text, versions), "form": form}
    if form.is_bound:
        context["printed"] = presenters.printed(form["ar"].value(), form["kmr"].value())
    return render(request, "reports/annual/text.html", context)


@permitted(REPORT_APPROVE)
@require_POST
def annual_rule(
    request: HttpRequest, year: int, number: int, chapter: str, section: str
) -> HttpResponse:
    """Approve the newest version, or send it back with a note."""
    text = _text_of(year, number, chapter, section)
    form = RulingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This page was open for too long. Look at the text once more."))
        return redirect("reports:annual_text", year, number, chapter, section)
    version, reason = form.cleaned_data["number"], form.cleaned_data["note"]
    try:
        if "send_back" in request.POST:
            actions.send_back(narrative=text, number=version, by=user_of(request), reason=reason)
            messages.success(request, _("Sent back to the writer with your note."))
        else:
            actions.approve(narrative=text, number=version, by=user_of(request))
            messages.success(request, _("Approved. This version will be printed."))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:annual_text", year, number, chapter, section)
    return to_edition(text.edition)


def _text_of(year: int, number: int, chapter: str, section: str) -> Narrative:
    text = queries.find_text(edition_of(year, number), chapter, section)
    if text is None or find_section(chapter, section) is None:
        raise Http404(_("The report has no such text."))
    return text


def _initial(text: Narrative, versions: list[Any]) -> dict[str, Any]:
    if not versions:
        return {"seen": 0}
    return {"seen": text.newest, "ar": versions[0].text_ar, "kmr": versions[0].text_kmr}


def _shown(request: HttpRequest, text: Narrative, versions: list[Any]) -> dict[str, Any]:
    """What stands beside the form."""
    user, edition = user_of(request), text.edition
    newest = versions[0] if versions else None
    chapter, section = presenters.place(text)
    return {
        "text": text,
        "edition": edition,
        "chapter": chapter,
        "section": section,
        "newest": newest,
        "ruling": RulingForm(initial={"number": text.newest}),
        "printed": presenters.printed(newest.text_ar, newest.text_kmr) if newest else None,
        "versions": presenters.versions(versions),
        "state": presenters.state_of(text),
        "why_not_write": actions.why_not_write(edition, text, user),
        "why_not_rule": actions.why_not_rule(edition, text, newest, user),
    }
