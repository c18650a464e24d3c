"""What is written for the record of a meeting has a title in the languages of the year."""

from reports.models.year.titles import TrilingualTitle


class Titled(TrilingualTitle):
    """A title that events of the meeting keep as it was said."""

    class Meta:
        abstract = True

    def titles(self) -> dict[str, str]:
        return {"ar": self.title_ar, "kmr": self.title_kmr, "en": self.title_en}

    def title_in(self, language: str) -> str:
        """The title in `ar`, `kmr` or `en`."""
        return {"kmr": self.title_kmr, "en": self.title_en}.get(language, "") or self.title_ar
