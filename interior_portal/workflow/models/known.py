"""What units have told once for all, so that the machine can answer questions in their place."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared.dated import Dated, Days


class KnownAnswer(Dated):
    """The answer of a unit to a question about all subjects, or about those with one value, such as one
    chassis number or one origin.
    """

    question = models.CharField(_("question"), max_length=60)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="known_answers", verbose_name=_("unit that answers")
    )
    subject_key = models.CharField(_("about what has"), max_length=40, blank=True)
    subject_value = models.CharField(_("the value"), max_length=80, blank=True)
    outcome = models.CharField(_("answer"), max_length=40)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("known answer")
        verbose_name_plural = _("known answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(subject_key="", subject_value="")
                | (~Q(subject_key="") & ~Q(subject_value="")),
                name="known_answer_key_and_value",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="known_answer_ends_after_start",
            ),
            ExclusionConstraint(
                name="known_answer_one_at_a_time",
                expressions=[
                    (F("question"), RangeOperators.EQUAL),
                    (F("unit"), RangeOperators.EQUAL),
                    (F("subject_key"), RangeOperators.EQUAL),
                    (F("subject_value"), RangeOperators.EQUAL),
                    (Days("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Another row answers this during part of that time."
                    " Give the older row its last day first."
                ),
            ),
        ]
        indexes = [
            # Asked within the transaction of the asking case; lists of a unit may have thousands of rows.
            models.Index(
                fields=["question", "unit", "subject_key", "subject_value"],
                name="known_answer_by_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.outcome}"
