"""Projects: what is built or renewed, for how much, in which stages, and what it changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.audit import append_only
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from reports.models.year.titles import TrilingualTitle, chosen


class Currency(models.TextChoices):
    SYP = "SYP", _("Syrian pounds")
    USD = "USD", _("US dollars")


def project_reference() -> str:
    return new_reference("J")


class Project(TrilingualTitle):
    """One project of a unit. Its money, stages and levels of service are rows of their own."""

    class State(models.TextChoices):
        PLANNED = "PLANNED", _("planned")
        RUNNING = "RUNNING", _("running")
        FINISHED = "FINISHED", _("finished")
        STOPPED = "STOPPED", _("stopped")

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=project_reference, editable=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    purpose_ar = models.TextField(_("purpose in Arabic"))
    purpose_kmr = models.TextField(_("purpose in Kurmanji"))
    purpose_en = models.TextField(_("purpose in English"), blank=True)
    starts_on = models.DateField(_("planned from"))
    ends_on = models.DateField(_("planned until"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    made_at = models.DateTimeField(default=clock.now, editable=False)
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
                violation_error_message=_("The project would end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(state="STOPPED") | ~Q(reason=""), name="project_stopped_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="FINISHED", finished_on__isnull=False)
                | (~Q(state="FINISHED") & Q(finished_on__isnull=True)),
                name="project_finished_on_a_day",
            ),
        ]

    @property
    def purpose(self) -> str:
        return chosen(self.purpose_ar, self.purpose_kmr, self.purpose_en)


class ProjectBudget(models.Model):
    """What a project may cost in one currency: never added up over currencies."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="budgets")
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "currency"], name="project_one_budget_a_currency"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="project_budget_is_something"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class ProjectSpending(models.Model):
    """Money that went out, and what for; never changed. A correction is a further entry below nought."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="spendings")
    spent_on = models.DateField(_("spent on"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    what_for = models.CharField(_("what for"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    at = models.DateTimeField(default=clock.now, editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("spending")
        verbose_name_plural = _("spendings")
        ordering = ["spent_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="project_spending_is_something"),
            models.CheckConstraint(
                condition=~Q(what_for=""), name="project_spending_says_what_for"
            ),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class ProjectStage(TrilingualTitle):
    """One stage: when it was to be, and when it was."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="stages")
    position = models.PositiveSmallIntegerField(_("position"))
    planned_from = models.DateField(_("planned from"))
    planned_until = models.DateField(_("planned until"))
    began_on = models.DateField(_("began on"), null=True, blank=True)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="project_stage_in_order"),
            models.CheckConstraint(
                condition=Q(planned_until__gte=F("planned_from")),
                name="project_stage_plan_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True)
                | Q(began_on__isnull=False, finished_on__gte=F("began_on")),
                name="project_stage_ends_after_start",
            ),
        ]

    @property
    def is_late(self) -> bool:
        """Whether it ended after its day, or that day has passed and it has not ended."""
        return (self.finished_on or clock.today()) > self.planned_until


class ProjectLevel(TrilingualTitle):
    """A level of service before the project and after it.

    `figure_code` names the figure of a board that says it every day; else somebody measured it.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="levels")
    figure_code = models.CharField(_("figure"), max_length=60, blank=True)
    measured_in = models.CharField(_("measured in"), max_length=60)
    before = models.DecimalField(_("before"), max_digits=14, decimal_places=2)
    after = models.DecimalField(_("after"), max_digits=14, decimal_places=2, null=True, blank=True)
    key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("level of service")
        verbose_name_plural = _("levels of service")
        ordering = ["pk"]
