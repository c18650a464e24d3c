"""Registration of `workflow`."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "interior_portal.workflow"
    label = "workflow"
