"""One person across the whole Authority, under every spelling of the name, and the documents they hold."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.shared import clock


def _words(field: str) -> Func:
    return Func(F(field), Value(" "), function="string_to_array")


class Person(models.Model):
    """Names as in the passport (Latin), in Arabic and in Kurdish; the two keys find them under any spelling."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")
        UNSPECIFIED = "X", _("not specified")

    surname = models.CharField(_("surname as in the passport"), max_length=80)
    given_names = models.CharField(_("given names as in the passport"), max_length=80, blank=True)
    name_arabic = models.CharField(_("full name in Arabic"), max_length=160, blank=True)
    name_kurdish = models.CharField(_("full name in Kurdish"), max_length=160, blank=True)
    father_name = models.CharField(_("father's name"), max_length=80, blank=True)
    grandfather_name = models.CharField(_("grandfather's name"), max_length=80, blank=True)
    mother_name = models.CharField(_("mother's name"), max_length=80, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    nationality = models.CharField(_("nationality"), max_length=3, blank=True)
    folded_key = models.TextField(editable=False)
    consonant_key = models.TextField(editable=False)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            # By whole words, without comparing anybody; what is misspelt is compared with `NameWord` first.
            GinIndex(_words("folded_key"), name="person_by_folded_word"),
            GinIndex(_words("consonant_key"), name="person_by_consonant_word"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        super().save(*args, **kwargs)

    def set_keys(self) -> None:
        """The keys of the names as they are now; `save` does it, who writes many at once does it before."""
        names = " ".join(filter(None, [self.full_name, self.name_arabic, self.name_kurdish]))
        self.folded_key = folded_key(names)
        self.consonant_key = consonant_key(names)

    @property
    def full_name(self) -> str:
        """Given names and surname as in the passport."""
        return f"{self.given_names} {self.surname}".strip()


class NameWord(models.Model):
    """A word of the keys that somebody bears: far fewer than people, so what is misspelt is compared with these.

    Triggers of `Person` write and erase them, whoever writes people and however many at once. No writer waits for
    another: two who bring the same new word at one moment may leave it twice, and readers group.
    """

    word = models.TextField(editable=False)

    class Meta:
        verbose_name = _("word of a name")
        verbose_name_plural = _("words of names")
        indexes = [
            models.Index(fields=["word"], name="name_word"),
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="name_word_alike"),
            GinIndex(Func(F("word"), function="people_near"), name="name_word_near"),
        ]

    def __str__(self) -> str:
        return self.word


class IdentityDocument(models.Model):
    """A passport, card or paper that proves who somebody is."""

    class Kind(models.TextChoices):
        PASSPORT = "PASSPORT", _("passport")
        IDENTITY_CARD = "IDENTITY_CARD", _("identity card")
        CIVIL_EXTRACT = "CIVIL_EXTRACT", _("civil extract")
        MAKTUM_CERTIFICATE = (
            "MAKTUM_CERTIFICATE",
            _("certificate of an unregistered person (maktûm)"),
        )
        AJANIB_CARD = "AJANIB_CARD", _("card of those left stateless by the census of 1962")
        TRAVEL_DOCUMENT = "TRAVEL_DOCUMENT", _("other travel document")

    person = models.ForeignKey(Person, models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    number = models.CharField(_("number"), max_length=30)
    issuer = models.CharField(_("issued by"), max_length=3, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    mrz = models.CharField(_("machine-readable lines"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("identity document")
        verbose_name_plural = _("identity documents")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "issuer", "number"], name="identity_document_once"
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gte=F("issued_on")),
                name="identity_document_expires_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class PersonAccount(models.Model):
    """Whose account it is: an official saw the person and their document. A person has one account at a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="accounts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="people", verbose_name=_("account")
    )
    proven_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proven_at = models.DateTimeField(_("proven"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("account of a person")
        verbose_name_plural = _("accounts of people")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(ended_at__isnull=True), name="account_of_one_person"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="person_with_one_account",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("proven_by")), name="account_proven_by_another"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("proven_at")),
                name="account_ends_after_it_was_proven",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.user_id}"
