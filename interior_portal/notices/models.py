"""What we told people: one row per message, whatever ways it went out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock


class Notice(models.Model):
    """A message to one person about one matter. The text is made from the kind when it is read or sent, in the
    reader's language; nothing personal is stored or sent.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices")
    kind = models.CharField(_("kind"), max_length=60)
    about = models.CharField(_("reference"), max_length=30)
    key = models.CharField(max_length=120, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), default=clock.now)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            # The inbox: newest first, one person at a time.
            models.Index(fields=["recipient", "-id"], name="notice_inbox"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class Delivery(models.Model):
    """One way a notice went out (e-mail, SMS) and when; the address is not kept."""

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", _("e-mail")
        SMS = "SMS", _("SMS")

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    channel = models.CharField(_("way"), max_length=5, choices=Channel.choices)
    delivered_at = models.DateTimeField(_("handed over"), default=clock.now)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"
