"""Visa kinds and all that a head may change without a release: data with dates of effect."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import Unit
from interior_portal.shared.dated import Dated, Days
from interior_portal.shared.trilingual import TrilingualName


class VisaKind(TrilingualName):
    """One service of the directorate, such as the entry visa; what it asks and grants is data."""

    class Audience(models.TextChoices):
        VISITOR = "VISITOR", _("visitors who come in")
        RESIDENT = "RESIDENT", _("residents who travel out and return")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    audience = models.CharField(_("for"), max_length=10, choices=Audience.choices)
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="visa_kinds", verbose_name=_("office that decides")
    )
    procedure = models.CharField(_("procedure"), max_length=60)
    fee_code = models.CharField(_("fee"), max_length=60)
    summary_ar = models.TextField(_("summary in Arabic"))
    summary_kmr = models.TextField(_("summary in Kurmanji"))
    summary_en = models.TextField(_("summary in English"))
    validity_days = models.PositiveSmallIntegerField(_("valid for, days"))
    stay_days = models.PositiveSmallIntegerField(_("longest stay, days"))
    entries = models.PositiveSmallIntegerField(_("entries, 0 for unlimited"), default=1)
    passport_months = models.PositiveSmallIntegerField(
        _("months the passport must stay valid after arrival"), default=6
    )
    asks_passport = models.BooleanField(
        _("asks for a passport with its machine-readable lines"), default=True
    )
    asks_host = models.BooleanField(_("asks for a host"), default=False)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    is_open = models.BooleanField(_("open for applications"), default=True)

    class Meta:
        verbose_name = _("visa kind")
        verbose_name_plural = _("visa kinds")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                # 250 days at most: the seal of a visa has one byte for the days of stay.
                condition=Q(stay_days__gte=1, stay_days__lte=250, validity_days__gte=1),
                name="visa_kind_grants_days_that_fit_the_seal",
            ),
        ]

    @property
    def summary(self) -> str:
        """What the visa is for, in the reader's language."""
        return {"kmr": self.summary_kmr, "en": self.summary_en}.get(
            get_language() or "ar", self.summary_ar
        )


class KindPromise(Dated):
    """Within how many working minutes a kind is decided: the promise in force on the day of receipt."""

    kind = models.ForeignKey(
        VisaKind, models.CASCADE, related_name="promises", verbose_name=_("visa kind")
    )
    minutes = models.PositiveIntegerField(_("working minutes"))

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            ExclusionConstraint(
                name="kind_promise_one_at_a_time",
                expressions=[
                    (F("kind"), RangeOperators.EQUAL),
                    (Days("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.minutes}"


class Category(TrilingualName):
    """Why a resident travels (patient, interview, exam ...), with its priority among the waiting."""

    kind = models.ForeignKey(
        VisaKind, models.CASCADE, related_name="categories", verbose_name=_("visa kind")
    )
    code = models.SlugField(_("code"), max_length=40)
    priority = models.PositiveSmallIntegerField(_("priority, 1 goes first"), default=5)
    is_open = models.BooleanField(_("open for applications"), default=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["priority", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="category_once")]


class RequiredDocument(TrilingualName, Dated):
    """A paper that a kind asks for, of everyone or only of one category."""

    kind = models.ForeignKey(
        VisaKind, models.CASCADE, related_name="required_documents", verbose_name=_("visa kind")
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, verbose_name=_("only for the category")
    )
    code = models.SlugField(_("code"), max_length=40)
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "category", "code", "since"],
                name="required_document_once",
                nulls_distinct=False,
            ),
        ]


class Question(Dated):
    """A declaration or question that a kind asks beside the fixed pages."""

    class Answer(models.TextChoices):
        YES_NO = "YES_NO", _("yes or no; yes asks for an explanation")
        TEXT = "TEXT", _("one line")
        LONG_TEXT = "LONG_TEXT", _("several lines")
        DATE = "DATE", _("date")

    kind = models.ForeignKey(
        VisaKind, models.CASCADE, related_name="questions", verbose_name=_("visa kind")
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, verbose_name=_("only for the category")
    )
    code = models.SlugField(_("code"), max_length=40)
    answer = models.CharField(_("answer"), max_length=10, choices=Answer.choices)
    text_ar = models.CharField(_("question in Arabic"), max_length=300)
    text_kmr = models.CharField(_("question in Kurmanji"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300)
    is_required = models.BooleanField(_("required"), default=True)
    position = models.PositiveSmallIntegerField(_("place in lists"), default=0)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "code", "since"], name="question_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The question in the reader's language."""
        return {"kmr": self.text_kmr, "en": self.text_en}.get(get_language() or "ar", self.text_ar)


class RefusalGround(TrilingualName):
    """Why a visa may be refused: the article, and `name` in plain words for the applicant."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    article = models.CharField(_("article"), max_length=80)
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("ground of refusal")
        verbose_name_plural = _("grounds of refusal")
        ordering = ["article"]
