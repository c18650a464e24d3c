"""Registration of `accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "interior_portal.accounts"
    label = "accounts"
