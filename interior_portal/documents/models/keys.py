"""The keys that sign seals and PDFs, and the authority key that signs their certificates."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock


class SigningKey(models.Model):
    """A key pair with its certificate and its place in the life of a key.

    NEXT waits, ACTIVE signs, VERIFY_ONLY and REVOKED have no private key any more; what a
    VERIFY_ONLY key signed stays valid, what a REVOKED key signed does not. The private key is
    encrypted by `documents.vault`. Only `documents.keys` writes here.
    """

    class Purpose(models.TextChoices):
        AUTHORITY = "AUTHORITY", _("Signs certificates")
        SEAL = "SEAL", _("Signs seals")
        PDF = "PDF", _("Signs PDF files")

    class State(models.TextChoices):
        NEXT = "NEXT", _("Next")
        ACTIVE = "ACTIVE", _("Active")
        VERIFY_ONLY = "VERIFY_ONLY", _("For checking only")
        REVOKED = "REVOKED", _("Revoked")

    purpose = models.CharField(_("purpose"), max_length=9, choices=Purpose)
    state = models.CharField(_("state"), max_length=11, choices=State, default=State.NEXT)
    signer_id = models.CharField(_("signer"), max_length=4)
    certificate_reference = models.CharField(_("certificate reference"), max_length=40)
    issuer = models.ForeignKey(
        "self", verbose_name=_("issuer"), null=True, on_delete=models.PROTECT, related_name="issued"
    )
    curve = models.CharField(_("curve"), max_length=20)
    public_key = models.TextField(_("public key"))
    private_key = models.TextField(_("encrypted private key"), blank=True)
    certificate = models.TextField(_("certificate"))
    not_before = models.DateTimeField(_("valid from"))
    not_after = models.DateTimeField(_("valid until"))
    signs_until = models.DateTimeField(_("to be replaced by"), null=True)
    created_at = models.DateTimeField(_("created at"), default=clock.now, editable=False)
    activated_at = models.DateTimeField(_("active since"), null=True)
    retired_at = models.DateTimeField(_("replaced at"), null=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revocation_reason = models.TextField(_("reason of revocation"), blank=True)

    class Meta:
        verbose_name = _("signing key")
        verbose_name_plural = _("signing keys")
        ordering = ["purpose", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(state="ACTIVE"), name="signing_key_one_active"
            ),
            models.UniqueConstraint(
                fields=["signer_id", "certificate_reference"], name="signing_key_unique_reference"
            ),
            models.CheckConstraint(
                condition=Q(not_before__lt=models.F("not_after"))
                & (Q(signs_until__isnull=True) | Q(signs_until__lt=models.F("not_after"))),
                name="signing_key_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="NEXT",
                    activated_at__isnull=True,
                    signs_until__isnull=True,
                    retired_at__isnull=True,
                    revoked_at__isnull=True,
                )
                | Q(
                    state="ACTIVE",
                    activated_at__isnull=False,
                    signs_until__isnull=False,
                    retired_at__isnull=True,
                    revoked_at__isnull=True,
                )
                | Q(
                    state="VERIFY_ONLY",
                    activated_at__isnull=False,
                    retired_at__isnull=False,
                    revoked_at__isnull=True,
                )
                | (Q(state="REVOKED", revoked_at__isnull=False) & ~Q(revocation_reason="")),
                name="signing_key_state_has_its_dates",
            ),
            # Whoever steals a copy of the table later finds no key that signed earlier papers.
            models.CheckConstraint(
                condition=(Q(state__in=["NEXT", "ACTIVE"]) & ~Q(private_key=""))
                | (Q(state__in=["VERIFY_ONLY", "REVOKED"]) & Q(private_key="")),
                name="signing_key_private_while_it_signs",
            ),
            models.CheckConstraint(
                condition=Q(purpose="AUTHORITY", issuer__isnull=True)
                | (~Q(purpose="AUTHORITY") & Q(issuer__isnull=False)),
                name="signing_key_issued_by_an_authority",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Signer and certificate reference written together, as a seal's header names the key."""
        return f"{self.signer_id}{self.certificate_reference}"

    def is_due(self, moment: dt.datetime) -> bool:
        """Whether the key has signed as long as it should."""
        return self.signs_until is not None and moment >= self.signs_until
