"""What was decided: the visa, and what the other side of the crossing answered."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.documents.models import Paper
from interior_portal.shared import clock
from visas.models.application import Application
from visas.models.catalogue import RefusalGround


class Visa(models.Model):
    """The grant. The paper follows seconds later, made by the worker."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="visa")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    entries = models.PositiveSmallIntegerField(_("entries, 0 for unlimited"))
    stay_days = models.PositiveSmallIntegerField(_("longest stay, days"))
    conditions = models.CharField(_("conditions"), max_length=300, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)
    granted_at = models.DateTimeField(default=clock.now)
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, blank=True, related_name="visa")

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="visa_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(stay_days__gte=1), name="visa_stays_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.application_id)


class VisaRefusal(models.Model):
    """A refusal proposed by one officer; it stands once a second officer has confirmed it."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="refusals")
    ground = models.ForeignKey(RefusalGround, models.PROTECT)
    note = models.CharField(_("explanation for the applicant"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=clock.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(_("sent back to review"), null=True, blank=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(dropped_at__isnull=True),
                name="visa_refusal_one_standing",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="visa_refusal_confirmed_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="visa_refusal_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.ground_id}"


class OtherSideAnswer(models.Model):
    """What the other side of the crossing answered for one person, as an officer recorded it."""

    class Answer(models.TextChoices):
        APPROVED = "APPROVED", _("approved")
        REFUSED = "REFUSED", _("refused")

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="other_side_answer"
    )
    list_number = models.CharField(_("number of the list"), max_length=30)
    forwarded_at = models.DateTimeField(default=clock.now)
    forwarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices, blank=True)
    reason = models.CharField(_("reason; empty when none was given"), max_length=300, blank=True)
    answered_on = models.DateField(_("day of the answer"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("answer of the other side")
        verbose_name_plural = _("answers of the other side")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    answer="",
                    answered_on__isnull=True,
                    recorded_by__isnull=True,
                    recorded_at__isnull=True,
                )
                | (
                    ~Q(answer="")
                    & Q(
                        answered_on__isnull=False,
                        recorded_by__isnull=False,
                        recorded_at__isnull=False,
                    )
                ),
                name="other_side_answer_all_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.answer}"
