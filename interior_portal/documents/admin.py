"""Papers for administrators: to look at, and to revoke for who holds that permission."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.sessions import user_of
from interior_portal.documents import actions
from interior_portal.documents.models import Paper
from interior_portal.documents.roles import DOCUMENTS_PAPER_REVOKE
from interior_portal.shared.refusals import Refused
from interior_portal.ui.forms import PortalForm

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[Paper]
else:
    BaseAdmin = admin.ModelAdmin

MOST_AT_ONCE = 100


class RevokeForm(PortalForm):
    """Why papers are declared void; the reason stands in their history and in the ledger."""

    reason = forms.CharField(
        label=_("Why are these papers revoked?"),
        help_text=_("The holder of each paper reads this reason."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


@admin.register(Paper)
class PaperAdmin(BaseAdmin):
    """Nothing can be typed over: a paper stays as it was issued."""

    actions = ("revoke",)
    list_display = ("number", "kind", "subject", "status", "valid_from", "valid_until", "issued_at")
    list_filter = ("kind", "status")
    fields = readonly_fields = (
        *list_display,
        "languages",
        "replaced_by",
        "sha256",
        "size",
        "seal_key",
        "pdf_key",
    )
    search_fields = ("number", "subject")
    ordering = ("-issued_at", "-pk")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return has_permission(user_of(request), DOCUMENTS_PAPER_REVOKE)

    @admin.action(description=_("Revoke"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, papers: QuerySet[Paper]) -> HttpResponse | None:
        """Asks for the reason first; then one result for every paper."""
        chosen = list(papers[:MOST_AT_ONCE])
        form = RevokeForm(request.POST if "reason" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, chosen, form)
        for paper in chosen:
            self._revoke_one(request, paper, form.cleaned_data["reason"])
        return None

    def _ask(self, request: HttpRequest, papers: list[Paper], form: RevokeForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Revoke papers"),
            "papers": papers,
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/documents/paper/revoke.html", context)

    def _revoke_one(self, request: HttpRequest, paper: Paper, reason: str) -> None:
        facts = {"number": paper.number}
        try:
            actions.revoke(paper=paper, by=user_of(request), reason=reason)
        except Refused as error:
            text = gettext("%(number)s: not revoked. %(reason)s") % {**facts, "reason": error}
            self.message_user(request, text, messages.ERROR)
        else:
            text = gettext("%(number)s: revoked.") % facts
            self.message_user(request, text, messages.SUCCESS)
