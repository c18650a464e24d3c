"""The portal as a whole: what only the top may tie together."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "interior_portal"
    label = "interior_portal"

    def ready(self) -> None:
        """Give tasks their Celery app, the ledger its retries, and the start its checks."""
        from interior_portal import celery, checks  # noqa: F401 (importing them registers them)
        from interior_portal.audit import actions as audit
        from interior_portal.outbox import registry

        registry.when_retried(
            lambda row_id, by: audit.record(
                action="outbox.row.retried",
                by=by,
                subject_kind="outbox.row",
                subject_ref=str(row_id),
            )
        )
