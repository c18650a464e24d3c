"""Roots over the events of all cases: what makes a cut end of the ledger show."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.audit import append_only


class MerkleRoot(models.Model):
    """One signed root over the events that came since the root before. Only ever added.

    `leaves` is the list that `root` was computed from (`workflow.merkle.write`): it names each event
    by case and number, so that one which is gone can still be named. `first_event` and `last_event`
    are ids of events; every event between them belongs to this root. No foreign keys: the root
    outlives what it tells of. Only `workflow.sealing` writes here.
    """

    seq = models.PositiveBigIntegerField(editable=False)
    first_event = models.BigIntegerField(editable=False)
    last_event = models.BigIntegerField(editable=False)
    count = models.PositiveIntegerField(editable=False)
    leaves = models.BinaryField(editable=False)
    root = models.BinaryField(editable=False)
    prev_root = models.BinaryField(editable=False)
    key = models.CharField(max_length=44, editable=False)
    signature = models.BinaryField(editable=False)
    at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("root of the ledger")
        verbose_name_plural = _("roots of the ledger")
        constraints = [
            models.UniqueConstraint(fields=["seq"], name="root_seq_once"),
            models.CheckConstraint(
                condition=Q(seq__gte=1, count__gte=1, last_event__gte=F("first_event")),
                name="root_covers_something",
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return str(self.seq)
