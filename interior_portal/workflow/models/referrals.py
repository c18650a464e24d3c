"""Questions that a case has put to another directorate, and their answers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.workflow.models.cases import Case


class Referral(models.Model):
    """A question about a subject, asked once for a case; asked again it is another round.

    It is open until it was answered or withdrawn. A machine's answer has no `answered_by`; a question
    that a procedure of the other directorate answers has that case as its `child`. `answer` holds what
    the answer form took, `is_clear` whether the asking case may go its straight way.
    """

    class Mode(models.TextChoices):
        WAIT = "WAIT", _("the case waits")
        GO_ON = "GO_ON", _("the case goes on")
        PAUSE = "PAUSE", _("the case waits and its time rests")

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="referrals", db_index=False, editable=False
    )
    question = models.CharField(_("question"), max_length=100, editable=False)
    round = models.PositiveSmallIntegerField(_("round"), default=1, editable=False)
    subject = models.JSONField(_("about"), editable=False)
    remark = models.TextField(_("remark"), blank=True, editable=False)
    mode = models.CharField(_("until the answer"), max_length=10, choices=Mode, editable=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="referrals", db_index=False, editable=False
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    asked_at = models.DateTimeField(_("asked"), editable=False)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    draft = models.JSONField(_("draft of an answer"), null=True, editable=False)
    answer = models.JSONField(_("answer"), null=True, editable=False)
    is_clear = models.BooleanField(_("nothing stands in the way"), null=True, editable=False)
    is_automatic = models.BooleanField(_("answered by the machine"), default=False, editable=False)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)
    withdrawn_reason = models.TextField(_("why withdrawn"), blank=True, editable=False)
    child = models.OneToOneField(
        Case, models.PROTECT, null=True, related_name="answers_referral", editable=False
    )

    class Meta:
        verbose_name = _("question to a directorate")
        verbose_name_plural = _("questions to directorates")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "question", "round"], name="referral_round_once"
            ),
            models.UniqueConstraint(
                fields=["case", "question"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="referral_one_open_per_question",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer__isnull=True, is_clear__isnull=True)
                | Q(answered_at__isnull=False, answer__isnull=False, is_clear__isnull=False),
                name="referral_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="referral_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at")),
                name="referral_answered_after_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.round}"
