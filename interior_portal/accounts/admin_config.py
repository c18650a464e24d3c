"""Django's administration with our own site as the one that apps register to."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    default_site = "interior_portal.accounts.admin_site.PortalAdminSite"
