"""Where the reports are found: their links in the header."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.queries import has_permission
from interior_portal.accounts.roles import FIGURES_VIEW
from interior_portal.ui.navigation import NavLink


def _permitted(permission: str) -> Callable[[Any], bool]:
    return lambda user: has_permission(user, permission)


LINKS: tuple[NavLink, ...] = (
    NavLink("reports.boards", _("Figures"), "reports:boards", _permitted(FIGURES_VIEW), 50),
)
