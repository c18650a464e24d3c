"""The administrators' site under /admin/: for superusers with a second factor, and our tables only."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.access import record_denied
from interior_portal.accounts.models import User
from interior_portal.accounts.sessions import has_second_factor

OURS = ("interior_portal", *settings.DIRECTORATES)
ADMINISTRATION = "ADMINISTRATION"


class PortalAdminSite(AdminSite):
    """Tables of libraries (sessions, tries, keys, schedules) have no page here: no hand edits them."""

    site_header = site_title = _("Administration")
    index_title = _("Tables")
    enable_nav_sidebar = False

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        models = (
            [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        )
        ours = [model for model in models if model.__module__.split(".")[0] in OURS]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        may = isinstance(user, User) and user.is_active and user.is_staff and user.is_superuser
        return may and has_second_factor(request)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Everyone else is sent to sign in, to set up a second factor, or away."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return self._turn_away(request) or inner(request, *args, **kwargs)

        return guarded

    def _turn_away(self, request: HttpRequest) -> HttpResponseBase | None:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path(), reverse("account_staff_login"))
        if self.has_permission(request):
            return None
        if request.user.is_superuser and request.user.is_staff:
            return HttpResponseRedirect(reverse("mfa_index"))
        record_denied(request, ADMINISTRATION)
        raise PermissionDenied

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one door for staff."""
        return redirect("account_staff_login")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
