"""The administrator's page of dead letters: see why, mend the cause, run again."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from interior_portal.outbox import actions, queries
from interior_portal.outbox.models import OutboxRow

if TYPE_CHECKING:
    BaseAdmin = admin.ModelAdmin[OutboxRow]
else:
    BaseAdmin = admin.ModelAdmin


@admin.register(OutboxRow)
class DeadLetterAdmin(BaseAdmin):
    """Shows rows that were given up; payloads stay unseen, nothing can be typed."""

    actions = ("run_again",)
    list_display = ("id", "handler", "key", "attempts", "last_error", "created_at")
    list_filter = ("handler",)
    fields = readonly_fields = (*list_display, "available_at", "state")
    search_fields = ("key",)
    ordering = ("id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxRow]:
        return queries.dead_letters()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Who may see dead letters may run them again: nothing can be changed on the way."""
        return self.has_view_permission(request)

    @admin.action(description=_("Run again"), permissions=["retry"])
    def run_again(self, request: HttpRequest, rows: QuerySet[OutboxRow]) -> None:
        """Give every chosen row a fresh set of attempts."""
        by = request.user if isinstance(request.user, AbstractBaseUser) else None
        ids = list(rows.values_list("pk", flat=True))
        for row_id in ids:
            actions.retry(row_id=row_id, by=by)
        text = ngettext("%(count)s row will run again.", "%(count)s rows will run again.", len(ids))
        self.message_user(request, text % {"count": len(ids)}, messages.SUCCESS)
