"""A neutral paper: how the tests issue it, look at its page and read it back."""

import datetime as dt
import io
import subprocess
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import get_language
from PIL import Image

from interior_portal.documents import actions, vds
from interior_portal.documents.issuing import PaperFacts, SealContent
from interior_portal.documents.models import Paper
from interior_portal.documents.registry import PaperKind
from interior_portal.documents.rows import PaperRow
from interior_portal.documents.vds.mrz import check_digit
from tests.documents import files

VALID_FROM, VALID_UNTIL = dt.date(2026, 12, 1), dt.date(2027, 2, 28)
DPI = 150  # what a cheap scanner sees


def said(ar: str, kmr: str, en: str) -> Promise:
    """A text in the active language, as a translated one is."""
    texts = {"ar": ar, "kmr": kmr, "en": en}
    translated: Callable[[], Any] = lazy(lambda: texts[get_language() or "ar"], str)
    text: Promise = translated()
    return text


KIND = PaperKind(
    "tests.paper", said("تأشيرة دخول", "Vîzeya ketinê", "Entry visa"), "tests/paper.html", "Q"
)
ROWS = (
    PaperRow(said("الاسم", "Nav", "Name"), {"ar": "آنا ماريا إريكسون", "": "ERIKSSON ANNA MARIA"}),
    PaperRow(said("الجنسية", "Hemwelatî", "Nationality"), said("يوتوبيا", "Ûtopya", "Utopia")),
    PaperRow(
        said("رقم جواز السفر", "Hejmara pasaportê", "Passport number"), "L898902C3", is_code=True
    ),
    PaperRow(
        said("تاريخ الميلاد", "Roja jidayikbûnê", "Date of birth"),
        dt.date(1974, 8, 12),
        is_shown=False,
    ),
    PaperRow(said("صالحة من", "Derbasdar ji", "Valid from"), VALID_FROM),
    PaperRow(said("صالحة لغاية", "Derbasdar heta", "Valid until"), VALID_UNTIL),
    PaperRow(
        said("عدد مرات الدخول", "Hejmara ketinan", "Entries"), said("مرة واحدة", "Carekê", "Single")
    ),
    PaperRow(
        said("مدة الإقامة", "Maweya mayînê", "Length of stay"),
        said("30 يوما من الدخول", "30 roj ji ketinê", "30 days from entry"),
    ),
)


def mrz_of(facts: PaperFacts) -> tuple[str, str]:
    """The two lines of an MRV-A for the number of the paper."""
    fields = (facts.number, "740812", "270228")
    number, born, until = (field + check_digit(field) for field in fields)
    first = "V<UTOERIKSSON<<ANNA<MARIA".ljust(44, "<")
    return first, f"{number}UTO{born}F{until}".ljust(44, "<")


def context_of(facts: PaperFacts) -> Mapping[str, Any]:
    number = PaperRow(said("الرقم", "Hejmar", "Number"), facts.number, is_code=True)
    return {"rows": [number, *ROWS], "mrz": mrz_of(facts), "photo": "photo.jpg"}


def seal_of(facts: PaperFacts) -> SealContent:
    stay = vds.DurationOfStay(days=30)
    visa = vds.VisaFeatures(mrz=mrz_of(facts), passport_number="L898902C3", stay=stay, entries=1)
    return SealContent(feature_reference=0x5D, type_category=0x01, features=visa.encode())


def issue(**changes: Any) -> Paper:
    facts: dict[str, Any] = {
        "kind": KIND.code,
        "subject": "T26-0000-0000",
        "holder_id": None,
        "context": context_of,
        "seal": seal_of,
        "valid_from": VALID_FROM,
        "valid_until": VALID_UNTIL,
        "languages": ("ar", "kmr"),
        "key": "tests.paper:1",
        "shown": ROWS,
        "pictures": {"photo.jpg": files.jpeg(files.picture(413, 531))},
    }
    return actions.issue_paper(**(facts | changes))


def content_of(paper: Paper) -> bytes:
    with paper.file.open("rb") as file:
        content: bytes = file.read()
    return content


def text_of(pdf: bytes) -> str:
    """The words of the PDF in reading order, without the marks that tell directions apart."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    marks = dict.fromkeys([0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x2066, 0x2067, 0x2068, 0x2069])
    return " ".join(done.stdout.decode().translate(marks).split())


def page_of(pdf: bytes, dpi: int = DPI) -> Image.Image:
    """The first page as a printer of that resolution shows it, without colours."""
    command = ["pdftoppm", "-r", str(dpi), "-gray", "-singlefile", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout))
