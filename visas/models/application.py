"""An application from its first page to its decision; its step lies in the workflow case."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.documents.models import Upload
from interior_portal.people.models import IdentityDocument, Person
from interior_portal.shared import clock
from interior_portal.workflow.models import Case
from visas.models.catalogue import Category, RequiredDocument, VisaKind


class Application(models.Model):
    """What a traveller told us. Columns fill page by page; `why_not_complete` in rules.py names what is missing."""

    class Sex(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")
        UNSPECIFIED = "X", _("not specified")

    class PaperLanguage(models.TextChoices):
        KURMANJI = "kmr", _("Arabic and Kurmanji")
        ENGLISH = "en", _("Arabic and English")

    case = models.OneToOneField(Case, models.PROTECT, related_name="visa_application")
    kind = models.ForeignKey(VisaKind, models.PROTECT)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)

    # traveller
    surname = models.CharField(_("surname as in the passport"), max_length=80, blank=True)
    given_names = models.CharField(_("given names as in the passport"), max_length=80, blank=True)
    name_arabic = models.CharField(_("full name in Arabic"), max_length=160, blank=True)
    father_name = models.CharField(_("father's name"), max_length=80, blank=True)
    mother_name = models.CharField(_("mother's name"), max_length=80, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    birth_place = models.CharField(_("place of birth"), max_length=120, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True)
    nationality = models.CharField(_("nationality"), max_length=3, blank=True)

    # passport, or for residents whatever proves who they are
    mrz = models.CharField(
        _("the two lines at the foot of the passport"), max_length=100, blank=True
    )
    document_kind = models.CharField(
        _("document"), max_length=20, choices=IdentityDocument.Kind.choices, blank=True
    )
    document_number = models.CharField(_("number of the document"), max_length=30, blank=True)
    document_issuer = models.CharField(_("issued by"), max_length=3, blank=True)
    document_expires_on = models.DateField(_("valid until"), null=True, blank=True)

    photo = models.ForeignKey(
        Upload, models.PROTECT, null=True, blank=True, related_name="visa_photo_of"
    )

    # journey
    arrives_on = models.DateField(_("day of arrival"), null=True, blank=True)
    stay_days = models.PositiveSmallIntegerField(_("length of stay, days"), null=True, blank=True)
    post = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name=_("crossing post")
    )
    purpose = models.CharField(_("purpose of the journey"), max_length=300, blank=True)
    address = models.CharField(_("address during the stay"), max_length=300, blank=True)

    # host
    host_name = models.CharField(_("name of the host"), max_length=160, blank=True)
    host_contact = models.CharField(_("phone or e-mail of the host"), max_length=254, blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="hosted_visas"
    )
    host_confirmed_at = models.DateTimeField(null=True, blank=True)
    host_declined_at = models.DateTimeField(null=True, blank=True)

    answers = models.JSONField(_("answers to the questions of the kind"), default=dict, blank=True)
    paper_language = models.CharField(
        _("languages of the visa"), max_length=3, choices=PaperLanguage.choices, blank=True
    )
    declared_at = models.DateTimeField(_("declared true"), null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("visa application")
        verbose_name_plural = _("visa applications")
        constraints = [
            models.CheckConstraint(
                condition=Q(host_confirmed_at__isnull=True) | Q(host__isnull=False),
                name="application_confirmed_by_a_host",
            ),
            models.CheckConstraint(
                condition=Q(host_confirmed_at__isnull=True) | Q(host_declined_at__isnull=True),
                name="application_host_answers_once",
            ),
            models.CheckConstraint(
                condition=Q(stay_days__isnull=True) | Q(stay_days__gte=1),
                name="application_stays_a_day",
            ),
        ]
        indexes = [
            # The officer's search by passport number, whoever issued it.
            models.Index(
                fields=["document_number"],
                name="application_by_number",
                condition=~Q(document_number=""),
            ),
            # The duplicate check of every submitted application.
            models.Index(
                fields=["document_issuer", "document_number"],
                name="application_by_document",
                condition=~Q(document_number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.case.reference

    @property
    def reference(self) -> str:
        return self.case.reference

    @property
    def full_name(self) -> str:
        """Given names and surname as in the passport."""
        return f"{self.given_names} {self.surname}".strip()


class ApplicationDocument(models.Model):
    """One upload for one required document; a newer one replaces it and the old one stays."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents")
    requirement = models.ForeignKey(RequiredDocument, models.PROTECT)
    upload = models.OneToOneField(Upload, models.PROTECT, related_name="visa_document")
    added_at = models.DateTimeField(default=clock.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document of an application")
        verbose_name_plural = _("documents of applications")
        constraints = [
            models.UniqueConstraint(
                fields=["application", "requirement"],
                condition=Q(replaced_at__isnull=True),
                name="application_document_one_current",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(replaced_at__gte=F("added_at")),
                name="application_document_replaced_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.requirement_id}"
