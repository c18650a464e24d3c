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

        for role in roles.ROLES:
            register_role(role)
