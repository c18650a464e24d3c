"""Who signs in, how the Authority is organised, and who holds which post from when to when."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from interior_portal.shared import clock
from interior_portal.shared.ids import new_reference
from interior_portal.shared.trilingual import TrilingualName


class UserManager(BaseUserManager["User"]):
    def create_user(
        self,
        *,
        email: str | None = None,
        phone: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """A user with a way to be reached; without a password only codes sign in."""
        user = self.model(email=email.lower() if email else None, phone=phone or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """An administrator, for `manage.py createsuperuser`."""
        return self.create_user(
            email=email, password=password, is_staff=True, is_superuser=True, **fields
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A citizen (signs in by code) or staff (`is_staff`: signs in by password and second factor)."""

    class Language(models.TextChoices):
        ARABIC = "ar", _("Arabic")
        KURMANJI = "kmr", _("Kurmanji")
        ENGLISH = "en", _("English")

    email = models.EmailField(_("e-mail address"), null=True, blank=True, unique=True)
    phone = PhoneNumberField(_("phone number"), null=True, blank=True, unique=True)
    is_phone_verified = models.BooleanField(_("phone number proved by a code"), default=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(
        _("language"), max_length=3, choices=Language.choices, default=Language.ARABIC
    )
    is_staff = models.BooleanField(_("works for the Authority"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    has_temporary_password = models.BooleanField(
        _("must choose a new password at the next sign-in"), default=False
    )
    uses_keys = models.BooleanField(_("one key presses a button"), default=True)
    joined_at = models.DateTimeField(_("joined at"), default=clock.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            # One spelling of an address: the unique index then holds for any case.
            models.CheckConstraint(
                condition=Q(email__isnull=True) | Q(email=Lower("email")),
                name="user_email_is_lower_case",
            ),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False),
                name="user_can_be_reached",
                violation_error_message=_("Give an e-mail address or a phone number."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.phone)


class Unit(TrilingualName):
    """A part of the Authority. `path` is "/1/4/9/": the ids from the Authority to this unit."""

    class Kind(models.TextChoices):
        AUTHORITY = "AUTHORITY", _("authority")
        DIRECTORATE = "DIRECTORATE", _("directorate")
        CENTRE = "CENTRE", _("centre")
        POST = "POST", _("border post")
        DESK = "DESK", _("desk")

    code = models.SlugField(_("code"), max_length=50, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    path = models.CharField(_("path"), max_length=200, editable=False, db_index=True)
    is_active = models.BooleanField(_("in service"), default=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind="AUTHORITY"),
                name="unit_only_authority_is_root",
                violation_error_message=_("Say which unit this one is a part of."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `path` true for this unit; one with units below it is moved by `actions.move_unit`."""
        super().save(*args, **kwargs)
        path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
        if path != self.path:
            self.path = path
            super().save(update_fields=["path"])

    def covers(self, other: "Unit") -> bool:
        """Whether `other` is this unit or lies below it."""
        return other.path.startswith(self.path)


class PostingQuerySet(models.QuerySet["Posting"]):
    def active(self, on: dt.date | None = None) -> "PostingQuerySet":
        """Postings in force on the day (today by default); both ends belong to the posting."""
        day = on or clock.today()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Posting(models.Model):
    """Somebody holds a role at a unit for a time; two co-holders are two postings."""

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name=_("user"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings", verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=50)
    starts_on = models.DateField(_("from"), default=clock.today)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="posting_ends_after_start",
                violation_error_message=_("The posting would end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role", "starts_on"], name="posting_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role} · {self.unit}"


def substitution_reference() -> str:
    return new_reference("S")


class Substitution(models.Model):
    """Somebody stands in for an absent person, from one day to another, both included.

    They act with the absent person's own postings, nothing that person holds by standing in for
    others: at `unit` and below it, or wherever that person is posted; in `roles`, or in all.
    """

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=substitution_reference, editable=False
    )
    absent = models.ForeignKey(
        User, models.PROTECT, related_name="substitutions", verbose_name=_("absent person")
    )
    substitute = models.ForeignKey(
        User, models.PROTECT, related_name="stands_in", verbose_name=_("substitute")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    roles = ArrayField(
        models.CharField(max_length=50), blank=True, default=list, verbose_name=_("roles")
    )
    starts_on = models.DateField(_("from"), default=clock.today)
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    given_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, editable=False
    )
    given_at = models.DateTimeField(_("arranged"), default=clock.now, editable=False)
    ended_at = models.DateTimeField(_("ended early"), null=True, editable=False)

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="substitution_ends_after_start",
                violation_error_message=_("The substitution would end before it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(absent=F("substitute")),
                name="substitution_by_somebody_else",
                violation_error_message=_("Nobody stands in for themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} · {self.absent}"


class OneTimeCode(models.Model):
    """A code on its way to an address. A row, so that tries and use are counted exactly once even
    for requests at the same moment. Only a digest of the code is kept; rows live for a day.
    """

    class Purpose(models.TextChoices):
        SIGN_IN = "SIGN_IN", _("sign in")
        ADDRESS = "ADDRESS", _("prove a new address")
        IDENTITY = "IDENTITY", _("prove again who one is")

    class Channel(models.TextChoices):
        EMAIL = "EMAIL", _("e-mail")
        SMS = "SMS", _("text message")

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=254)
    digest = models.CharField(max_length=64, blank=True)
    ip = models.GenericIPAddressField(null=True)
    tries_left = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        indexes = [
            models.Index(fields=["address", "created_at"], name="code_by_address"),
            models.Index(fields=["ip", "created_at"], name="code_by_ip"),
            models.Index(fields=["created_at"], name="code_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%Y-%m-%d %H:%M}"
