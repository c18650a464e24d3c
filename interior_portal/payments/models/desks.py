"""Shifts of cash desks: opened, counted and closed."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.payments.kept import completed_once
from interior_portal.payments.models.prices import Currency
from interior_portal.shared import clock


class CashSession(models.Model):
    """A cashier's shift at a desk; one at a time per cashier and per desk."""

    reference = models.CharField(_("shift"), max_length=20, unique=True)
    desk = models.ForeignKey(Unit, models.PROTECT, related_name="cash_sessions")
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="cash_sessions"
    )
    opened_at = models.DateTimeField(_("opened"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("shift of a cash desk")
        verbose_name_plural = _("shifts of cash desks")
        indexes = [models.Index(fields=["desk", "-id"], name="cash_session_of_a_desk")]
        constraints = [
            models.UniqueConstraint(
                fields=["cashier"],
                condition=Q(closed_at__isnull=True),
                name="cash_session_one_per_cashier",
            ),
            models.UniqueConstraint(
                fields=["desk"],
                condition=Q(closed_at__isnull=True),
                name="cash_session_one_per_desk",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    closed_at__gte=F("opened_at"),
                    closed_by__isnull=False,
                ),
                name="cash_session_closed_by_somebody",
            ),
        ]
        triggers = completed_once("closed_at", "closed_by")

    def __str__(self) -> str:
        return self.reference


class CashCount(models.Model):
    """What lay in the drawer at the start, what should lie there at the end, and what was counted; per currency."""

    session = models.ForeignKey(CashSession, models.PROTECT, related_name="counts")
    currency = models.ForeignKey(Currency, models.PROTECT)
    opening = models.DecimalField(
        _("in the drawer at the start"), max_digits=14, decimal_places=2, default=0
    )
    expected = models.DecimalField(
        _("expected at the end"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    counted = models.DecimalField(
        _("counted at the end"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("count of a drawer")
        verbose_name_plural = _("counts of drawers")
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(fields=["session", "currency"], name="cash_count_once"),
            models.CheckConstraint(condition=Q(opening__gte=0), name="cash_count_opening"),
            models.CheckConstraint(
                condition=Q(expected__isnull=True, counted__isnull=True)
                | Q(expected__isnull=False, counted__isnull=False, counted__gte=0),
                name="cash_count_expected_and_counted",
            ),
        ]
        triggers = completed_once("expected", "counted")

    def __str__(self) -> str:
        return f"{self.session_id} {self.currency_id}"

    @property
    def difference(self) -> Decimal:
        """Counted less expected: below zero when money is missing. Only for a closed shift."""
        if self.counted is None or self.expected is None:
            raise ValueError("the drawer has not been counted yet")
        return self.counted - self.expected
