"""Awareness: lectures and campaigns in schools, communes and centres."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from reports.models.year.titles import TrilingualTitle, chosen


def activity_reference() -> str:
    return new_reference("W")


class Activity(TrilingualTitle):
    """One lecture or campaign that took place. What was entered by mistake is void, for a reason."""

    class Kind(models.TextChoices):
        LECTURE = "LECTURE", _("lecture")
        CAMPAIGN = "CAMPAIGN", _("campaign")

    class Place(models.TextChoices):
        SCHOOL = "SCHOOL", _("school")
        COMMUNE = "COMMUNE", _("commune")
        CENTRE = "CENTRE", _("public centre")

    class Topic(models.TextChoices):
        DRUGS = "DRUGS", _("drugs")
        TRAFFIC = "TRAFFIC", _("traffic safety")
        FRAUD = "FRAUD", _("fraud and blackmail on the telephone")
        FAMILY = "FAMILY", _("violence in the family")
        MINES = "MINES", _("mines and remnants of war")
        OTHER = "OTHER", _("another topic")

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=activity_reference, editable=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    topic = models.CharField(_("topic"), max_length=7, choices=Topic.choices)
    place_kind = models.CharField(_("kind of place"), max_length=7, choices=Place.choices)
    place_ar = models.CharField(_("place in Arabic"), max_length=200)
    place_kmr = models.CharField(_("place in Kurmanji"), max_length=200)
    held_on = models.DateField(_("held on"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("who spoke"))
    women = models.PositiveIntegerField(_("women"), default=0)
    men = models.PositiveIntegerField(_("men"), default=0)
    children = models.PositiveIntegerField(_("children under 18"), default=0)
    material = models.CharField(_("material handed out"), max_length=200, blank=True)
    copies = models.PositiveIntegerField(_("copies"), default=0)
    voided_at = models.DateTimeField(_("void since"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        related_name="replacement",
        verbose_name=_("stands in the place of"),
        editable=False,
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    entered_at = models.DateTimeField(default=clock.now, editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        verbose_name = _("awareness activity")
        verbose_name_plural = _("awareness activities")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(women__gt=0) | Q(men__gt=0) | Q(children__gt=0),
                name="activity_reached_somebody",
            ),
            models.CheckConstraint(
                condition=Q(copies=0) | ~Q(material=""), name="activity_copies_of_something"
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True, reason="")
                | (Q(voided_at__isnull=False) & ~Q(reason="")),
                name="activity_void_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | Q(voided_at__gte=F("entered_at")),
                name="activity_void_after_it_was_entered",
            ),
        ]
        indexes = [models.Index(fields=["held_on"], name="activity_by_day")]

    @property
    def place(self) -> str:
        return chosen(self.place_ar, self.place_kmr, "")

    @property
    def audience(self) -> int:
        """How many people were there."""
        return self.women + self.men + self.children
