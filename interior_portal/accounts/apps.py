"""Registration of `accounts`: its roles and its checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "interior_portal.accounts"
    label = "accounts"
    verbose_name = _("Accounts and posts")

    def ready(self) -> None:
        from interior_portal.accounts import checks, roles  # noqa: F401 (checks register themselves)
        from interior_portal.accounts.registry import register_role
        from interior_portal.ui.navigation import NavLink, register_link

        for role in roles.ROLES:
            register_role(role)
        register_link(
            NavLink(
                "administration",
                _("Administration"),
                "admin:index",
                shown=lambda user: user.is_staff and user.is_superuser,
                order=80,
            )
        )
