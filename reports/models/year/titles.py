"""What the annual report prints in Arabic and in Kurmanji: both are asked for, English may stay empty."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def chosen(arabic: str, kurmanji: str, english: str) -> str:
    """The text for the reader; Arabic stands in for English that nobody wrote."""
    return {"kmr": kurmanji, "en": english}.get(get_language() or "ar", "") or arabic


class TrilingualTitle(models.Model):
    """Columns `title_ar`, `title_kmr`, `title_en`; `title` is the one for the reader."""

    title_ar = models.CharField(_("title in Arabic"), max_length=300)
    title_kmr = models.CharField(_("title in Kurmanji"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return chosen(self.title_ar, self.title_kmr, self.title_en)
