"""Registration of `workflow`."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class WorkflowConfig(AppConfig):
    name = "interior_portal.workflow"
    label = "workflow"
    verbose_name = _("Working time")

    def ready(self) -> None:
        """Check procedures at start, and keep their versions after each migrate."""
        from interior_portal.accounts.registry import extend_role
        from interior_portal.notices.registry import register_notice
        from interior_portal.payments.registry import register_closing_line
        from interior_portal.tallies.registry import register_measure
        from interior_portal.ui.navigation import register_link
        from interior_portal.workflow import checks as own
        from interior_portal.workflow import measures, messages, versions
        from interior_portal.workflow.doors import LINKS
        from interior_portal.workflow.ledger.closing import ledger_line
        from interior_portal.workflow.reasons import EXTENSION_REASONS
        from interior_portal.workflow.registry import register_extension_reason, subscribe
        from interior_portal.workflow.roles import (
            AUDITOR_SEES,
            WORKFLOW_ANSWERS_EDIT,
            WORKFLOW_CASES_REPAIR,
            WORKING_TIME_EDIT,
        )

        for notice in messages.NOTICES:
            register_notice(notice)
        for measure in measures.MEASURES:
            register_measure(measure)
        for code, label in EXTENSION_REASONS.items():
            register_extension_reason(code, label)
        extend_role(
            "ADMINISTRATOR", {WORKING_TIME_EDIT, WORKFLOW_ANSWERS_EDIT, WORKFLOW_CASES_REPAIR}
        )
        extend_role("AUDITOR", AUDITOR_SEES)
        for link in LINKS:
            register_link(link)
        register_closing_line("workflow.root", ledger_line)

        autodiscover_modules("timer_kinds")
        for event, handler in messages.HEARD:
            subscribe(event, handler)

        checks.register(own.check_registered_names)
        checks.register(own.check_questions)
        checks.register(own.check_timer_kinds)
        checks.register(own.check_unchanged_versions, checks.Tags.database)
        post_migrate.connect(versions.store_registered, sender=self)
