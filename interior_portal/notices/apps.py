"""Registration of `notices`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "interior_portal.notices"
    label = "notices"

    def ready(self) -> None:
        from interior_portal.accounts.registry import (
            register_code_sender,
            register_substitution_teller,
        )
        from interior_portal.notices import sms, standing_in
        from interior_portal.notices.registry import register_notice
        from interior_portal.ui.navigation import NavLink, register_link

        register_code_sender("SMS", sms.send)
        register_substitution_teller(standing_in.tell)
        for kind in standing_in.NOTICES:
            register_notice(kind)
        register_link(
            NavLink("notices", _("Messages"), "notices:inbox", shown=lambda _user: True, order=90)
        )
