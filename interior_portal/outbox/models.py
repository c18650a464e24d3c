"""Work that must happen after a commit, as rows of that commit."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OutboxRow(models.Model):
    """One effect to be carried out once. Its `key` is unique for ever: same key, same effect.

    Every default stands in the database too: the workflow engine inserts rows by SQL with no more
    than `handler`, `key` and `payload`. Times are the database's, the one clock all machines share.
    """

    class State(models.TextChoices):
        PENDING = "PENDING", _("waiting")
        DONE = "DONE", _("done")
        DEAD = "DEAD", _("given up")
        CANCELLED = "CANCELLED", _("cancelled")

    handler = models.CharField(_("handler"), max_length=100)
    key = models.CharField(_("key"), max_length=200)
    payload = models.JSONField(_("payload"))
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=State.choices,
        default=State.PENDING,
        db_default=State.PENDING,
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, db_default=0)
    available_at = models.DateTimeField(_("not before"), db_default=Now())
    leased_until = models.DateTimeField(_("on its way until"), null=True)
    last_error = models.TextField(_("last error"), blank=True, default="", db_default="")
    created_at = models.DateTimeField(_("created"), db_default=Now())
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        db_table = "outbox_outboxrow"
        verbose_name = _("outbox row")
        verbose_name_plural = _("outbox rows")
        constraints = [
            models.UniqueConstraint(fields=["key"], name="outbox_key_once"),
            models.CheckConstraint(
                condition=Q(state="DONE", done_at__isnull=False)
                | Q(state__in=["PENDING", "DEAD", "CANCELLED"], done_at__isnull=True),
                name="outbox_done_has_its_time",
            ),
        ]
        indexes = [
            # The sweep looks for the oldest waiting rows every few seconds, among years of done.
            models.Index(
                fields=["available_at", "id"],
                condition=Q(state="PENDING"),
                name="outbox_waiting",
            ),
            # Health and the administrator's page ask for dead letters: a handful, or none.
            models.Index(fields=["id"], condition=Q(state="DEAD"), name="outbox_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} {self.key}"
