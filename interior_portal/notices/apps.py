"""Registration of `notices`."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "interior_portal.notices"
    label = "notices"

    def ready(self) -> None:
        from interior_portal.accounts.registry import register_code_sender
        from interior_portal.notices import sms

        register_code_sender("SMS", sms.send)
