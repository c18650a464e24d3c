"""An application about a vehicle, from its first page to the licence; its step lies in the workflow case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.documents.models import Paper
from interior_portal.people.models import Person
from interior_portal.shared import clock
from interior_portal.workflow.models import Case
from vehicles.models.catalogue import Act, PlateKind
from vehicles.models.vehicle import Vehicle


class Application(models.Model):
    """What somebody asked to be done about a vehicle. `changes` holds the columns that a change or a
    correction gives other values, by their name.
    """

    class PaperLanguage(models.TextChoices):
        KURMANJI = "kmr", _("Arabic and Kurmanji")
        ENGLISH = "en", _("Arabic and English")

    case = models.OneToOneField(Case, models.PROTECT, related_name="vehicle_application")
    act = models.CharField(_("act"), max_length=20, choices=Act.choices)
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="applications")
    # The version of the vehicle that the applicant saw: two clerks cannot both act on it.
    vehicle_version = models.PositiveIntegerField()
    is_at_counter = models.BooleanField(_("entered at a counter"), default=False)
    changes = models.JSONField(_("what is to change"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    plate_kind = models.ForeignKey(
        PlateKind, models.PROTECT, null=True, blank=True, verbose_name=_("kind of plate")
    )
    paper_language = models.CharField(
        _("languages of the licence"),
        max_length=3,
        choices=PaperLanguage.choices,
        default=PaperLanguage.KURMANJI,
    )
    completed_at = models.DateTimeField(_("complete since"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("application about a vehicle")
        verbose_name_plural = _("applications about vehicles")

    def __str__(self) -> str:
        return self.case.reference

    @property
    def reference(self) -> str:
        return self.case.reference


class Party(models.Model):
    """One side of a transfer: who gives up or takes over how many shares, and whether they agree."""

    class Side(models.TextChoices):
        SELLER = "SELLER", _("seller")
        BUYER = "BUYER", _("buyer")

    application = models.ForeignKey(Application, models.PROTECT, related_name="parties")
    side = models.CharField(_("side"), max_length=6, choices=Side.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    shares = models.PositiveSmallIntegerField(_("shares of 2,400"))
    contact = models.CharField(_("phone or e-mail"), max_length=254, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    consented_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    # The officer who saw them and their document, where somebody has no phone.
    witnessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("party of a transfer")
        verbose_name_plural = _("parties of transfers")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "side", "person"], name="party_once_on_a_side"
            ),
            models.CheckConstraint(
                condition=Q(shares__gte=1, shares__lte=2400), name="party_shares"
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True)
                | Q(user__isnull=False)
                | Q(witnessed_by__isnull=False),
                name="party_consents_signed_in_or_seen",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True)
                | Q(withdrawn_at__isnull=True)
                | Q(withdrawn_at__gte=F("consented_at")),
                name="party_withdraws_after_consent",
            ),
            # Each agrees from their own account: nobody agrees for two.
            models.UniqueConstraint(
                fields=["application", "user"],
                condition=Q(user__isnull=False),
                name="party_once_for_an_account",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.side}"


class Licence(models.Model):
    """The electronic licence of a vehicle. The paper is made by the worker in the commit that issues it."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="licence")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, related_name="licences")
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    issued_at = models.DateTimeField(_("issued"), default=clock.now)
    ended_at = models.DateTimeField(_("replaced or revoked"), null=True, blank=True)
    paper = models.OneToOneField(
        Paper, models.PROTECT, null=True, blank=True, related_name="vehicle_licence"
    )

    # A paper or card given out at a counter; who downloads it needs none.
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("vehicle licence")
        verbose_name_plural = _("vehicle licences")
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_over_at__isnull=True, handed_over_by__isnull=True)
                | Q(handed_over_at__isnull=False, handed_over_by__isnull=False),
                name="licence_handed_over_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="licence_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["vehicle"], condition=Q(ended_at__isnull=True), name="licence_one_current"
            ),
        ]
        indexes = [
            # The page of the same-day clock: what was issued on a day.
            models.Index(fields=["issued_at"], name="licence_by_issue"),
        ]

    def __str__(self) -> str:
        return str(self.application_id)
