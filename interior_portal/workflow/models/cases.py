"""Cases, the items they put on desks, and the ledger of what happened to them."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit, User
from interior_portal.audit import append_only
from interior_portal.shared import clock
from interior_portal.workflow.models.procedures import ProcedureVersion


class Case(models.Model):
    """One service for one applicant, under the version of the procedure it began with.

    `version` counts advances: a page that posts an older one has seen an older case. `event_seq` and
    `event_hash` are the head of the chain of events. No column that an advance changes is indexed,
    save the end of the clock: an advance then touches no index of this table.
    """

    reference = models.CharField(_("reference"), max_length=20, editable=False)
    start_key = models.CharField(max_length=200, editable=False)
    procedure_version = models.ForeignKey(
        ProcedureVersion, models.PROTECT, related_name="cases", editable=False
    )
    procedure = models.CharField(_("procedure"), max_length=60, editable=False)
    category = models.CharField(_("category"), max_length=60, blank=True, editable=False)
    step = models.CharField(_("step"), max_length=60, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    moved_at = models.DateTimeField(_("stands there since"), db_default=Now(), editable=False)
    outcome = models.CharField(_("outcome"), max_length=60, blank=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", editable=False)
    applicant = models.ForeignKey(User, models.PROTECT, related_name="cases", editable=False)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="entered_cases", editable=False
    )
    opened_at = models.DateTimeField(_("opened"), editable=False)
    received_at = models.DateTimeField(_("promise runs since"), null=True, editable=False)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    promise_minutes = models.PositiveIntegerField(_("promised working minutes"), editable=False)
    paused_at = models.DateTimeField(_("paused since"), null=True, editable=False)
    pause_reason = models.CharField(_("reason of the pause"), max_length=60, editable=False)
    remaining_minutes = models.IntegerField(_("working minutes left"), null=True, editable=False)
    paused_minutes_total = models.PositiveIntegerField(
        _("working minutes paused"), default=0, editable=False
    )
    clock_ended_at = models.DateTimeField(_("promise ended"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    event_seq = models.PositiveIntegerField(editable=False)
    event_hash = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="case_reference_once"),
            models.UniqueConstraint(fields=["start_key"], name="case_start_key_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False, clock_ended_at__isnull=False) & ~Q(outcome="")),
                name="case_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, pause_reason="", remaining_minutes__isnull=True)
                | (
                    Q(paused_at__isnull=False, remaining_minutes__isnull=False)
                    & ~Q(pause_reason="")
                ),
                name="case_pause_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True, due_at__isnull=True, paused_at__isnull=True)
                | Q(received_at__isnull=False, due_at__isnull=False, paused_at__isnull=True)
                | Q(received_at__isnull=False, due_at__isnull=True, paused_at__isnull=False),
                name="case_clock_runs_or_is_paused",
            ),
            models.CheckConstraint(
                condition=Q(clock_ended_at__isnull=True) | Q(paused_at__isnull=True),
                name="case_ended_clock_is_not_paused",
            ),
        ]
        indexes = [
            models.Index(
                fields=["procedure", "category", "clock_ended_at"],
                condition=Q(clock_ended_at__isnull=False, received_at__isnull=False),
                name="case_handling_times",
            ),
            # Maps of a procedure and the search for stuck cases look at what is open, not at years.
            models.Index(
                fields=["procedure", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_open_by_procedure",
            ),
            # The search by the beginning of a reference, whatever the collation of the database.
            models.Index(
                fields=["reference"],
                opclasses=["varchar_pattern_ops"],
                name="case_by_reference_part",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Join(models.Model):
    """Where a case waits for its branches. One open row per case, changed under the case's lock.

    `positions` holds a pair for each branch: the step where it stands (null once it has arrived) and
    the case's version since then.
    """

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="joins", db_index=False, editable=False
    )
    step = models.CharField(_("step"), max_length=60, editable=False)
    expected = models.PositiveSmallIntegerField(_("branches"), editable=False)
    arrived = models.PositiveSmallIntegerField(_("branches that have arrived"), default=0)
    positions = models.JSONField(_("where the branches stand"), editable=False)
    opened_at = models.DateTimeField(_("opened"), editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("join of branches")
        verbose_name_plural = _("joins of branches")
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at__isnull=True), name="join_one_open_per_case"
            ),
            models.CheckConstraint(
                condition=Q(arrived__lte=F("expected")), name="join_no_more_than_expected"
            ),
            models.CheckConstraint(
                condition=Q(arrived__lt=F("expected")) | Q(closed_at__isnull=False),
                name="join_closes_with_the_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.arrived}/{self.expected}"


class WorkItem(models.Model):
    """What lies on a desk, in the queue of one role at one unit: one open row for each branch of a case.

    `branch` is empty for the trunk. The item of a question that the case asked has the `referral`; its
    branch is a question mark and the question's code, and it lies on the desk that answers. A claim with a
    lease goes back to the queue by itself when the lease is over.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="items", editable=False)
    branch = models.CharField(_("branch"), max_length=101, db_default="", editable=False)
    step = models.CharField(_("step"), max_length=60, editable=False)
    queue = models.CharField(_("queue"), max_length=80, editable=False)
    due_at = models.DateTimeField(_("due"), null=True, editable=False)
    opened_at = models.DateTimeField(_("opened"), editable=False)
    claimed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        related_name="claimed_items",
        db_index=False,
        editable=False,
    )
    claimed_at = models.DateTimeField(_("taken"), null=True, editable=False)
    lease_until = models.DateTimeField(_("goes back at"), null=True, editable=False)
    referral = models.ForeignKey(
        "workflow.Referral",
        models.PROTECT,
        null=True,
        related_name="items",
        db_index=False,
        editable=False,
    )
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("work item")
        verbose_name_plural = _("work items")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "branch"],
                condition=Q(closed_at__isnull=True),
                name="item_one_open_per_branch",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True)
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
                name="item_claim_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(lease_until__isnull=True) | Q(claimed_by__isnull=False),
                name="item_lease_needs_a_claim",
            ),
            models.CheckConstraint(
                condition=Q(referral__isnull=True) ^ Q(branch__startswith="?"),
                name="item_of_a_question_says_so",
            ),
        ]
        indexes = [
            # The inbox: open items only, so that years of closed ones cost nothing.
            models.Index(
                fields=["queue", "due_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="item_inbox",
            ),
            models.Index(
                fields=["claimed_by", "id"],
                condition=Q(closed_at__isnull=True, claimed_by__isnull=False),
                name="item_held_by",
            ),
            # The sweep of lapsed leases: few of the open items have one.
            models.Index(
                fields=["lease_until"],
                condition=Q(closed_at__isnull=True, lease_until__isnull=False),
                name="item_leased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.queue} {self.step}"


class CaseEvent(models.Model):
    """One line of a case's ledger, chained by hash to the line before. Only ever added.

    It outlives what it tells of: actors and units are plain numbers. `version` is the case's version
    after the event; `role` the role under which the actor acted, empty for an applicant.
    """

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="events", db_index=False, editable=False
    )
    seq = models.PositiveIntegerField(editable=False)
    code = models.CharField(_("event"), max_length=120, editable=False)
    transition = models.CharField(_("transition"), max_length=60, blank=True, editable=False)
    from_step = models.CharField(_("from"), max_length=60, blank=True, editable=False)
    to_step = models.CharField(_("to"), max_length=60, editable=False)
    version = models.PositiveIntegerField(editable=False)
    actor_id = models.BigIntegerField(_("actor"), null=True, editable=False)
    role = models.CharField(_("role"), max_length=50, blank=True, editable=False)
    on_behalf_of_id = models.BigIntegerField(_("on behalf of"), null=True, editable=False)
    unit_id = models.BigIntegerField(_("unit"), editable=False)
    at = models.DateTimeField(_("at"), editable=False)
    data = models.JSONField(_("data"), editable=False)
    key = models.CharField(max_length=200, blank=True, editable=False)
    body_hash = models.BinaryField(editable=False)
    prev_hash = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        verbose_name = _("event of a case")
        verbose_name_plural = _("events of cases")
        constraints = [
            models.UniqueConstraint(fields=["case", "seq"], name="event_seq_once"),
            models.UniqueConstraint(
                fields=["case", "key"], condition=~Q(key=""), name="event_key_once"
            ),
        ]
        indexes = [
            # Exports and checks by day; the table only grows, in the order of time.
            BrinIndex(fields=["at"], autosummarize=True, name="event_by_time"),
        ]
        triggers = append_only.triggers()

    def __str__(self) -> str:
        return f"{self.seq} {self.code}"


class DocumentRequest(models.Model):
    """A document the desk asked for again. The directorate's action writes it beside the advance."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="document_requests")
    kind = models.CharField(_("document"), max_length=60)
    subject = models.CharField(_("about"), max_length=100, blank=True)
    reason = models.TextField(_("reason"))
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="document_requests")
    requested_at = models.DateTimeField(_("requested"), default=clock.now)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("request for a document")
        verbose_name_plural = _("requests for documents")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("requested_at")),
                name="request_answered_after_it",
            ),
            models.UniqueConstraint(
                fields=["case", "kind", "subject"],
                condition=Q(answered_at__isnull=True),
                name="request_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
