"""The sizes that a paper can be drawn in: siblings, each with a template and a style sheet of its own."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# Doc 9303-13 section 2.1: four dots of 300 dpi at least. A thermal printer has 203 dots to the inch,
# so there a module is four whole dots, or its edges would fall between two of them. A card has room for three.
MODULE_MM = 0.3386
THERMAL_MODULE_MM = 4 * 25.4 / 203
CARD_MODULE_MM = 3 * 25.4 / 203


class Format(TextChoices):
    """A4 is the signed original; the others are drawn from what was kept when it was issued."""

    A4 = "A4", _("A4 sheet")
    CARD = "CARD", _("Card, 85.6 × 54 mm")
    SLIP = "SLIP", _("Slip of 80 mm")


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a format is laid out: its style sheet, the size of a module of its codes in millimetres, and
    whether the page ends where the text ends, as on a roll. A paper that needs more `pages` than the format
    has is set tighter, as often as the style sheet knows how (`[data-tight="1"]` ...); None is any number.
    """

    style: str
    module_mm: float = MODULE_MM
    is_roll: bool = False
    pages: int | None = None
    tighter: int = 0


SHEETS = {
    Format.A4: Sheet("css/papers.css", tighter=2),
    Format.CARD: Sheet("css/papers_card.css", CARD_MODULE_MM, pages=2, tighter=3),
    Format.SLIP: Sheet("css/papers_slip.css", THERMAL_MODULE_MM, is_roll=True, pages=1),
}
