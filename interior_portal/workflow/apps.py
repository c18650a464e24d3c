"""Registration of `workflow`."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class WorkflowConfig(AppConfig):
    name = "interior_portal.workflow"
    label = "workflow"

    def ready(self) -> None:
        """Check procedures at start, and keep their versions after each migrate."""
        from interior_portal.workflow import checks as own
        from interior_portal.workflow import versions

        checks.register(own.check_registered_names)
        checks.register(own.check_unchanged_versions, checks.Tags.database)
        post_migrate.connect(versions.store_registered, sender=self)
