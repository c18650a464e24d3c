"""Names that are data and exist in the three languages."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TrilingualName(models.Model):
    """Columns `name_ar`, `name_kmr`, `name_en`; `name` is the one for the reader."""

    name_ar = models.CharField(_("name in Arabic"), max_length=200)
    name_kmr = models.CharField(_("name in Kurmanji"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_in(get_language() or "ar")

    def name_in(self, language: str) -> str:
        """The name in `ar`, `kmr` or `en`; Arabic for any other language."""
        return {"kmr": self.name_kmr, "en": self.name_en}.get(language, self.name_ar)
