"""Invented travellers, their photos and their documents, drawn here: nobody real."""

import io
import random
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

SURNAMES = (
    ("AL HASAN", "الحسن"), ("HADDAD", "حداد"), ("SHEKHO", "شيخو"), ("OSMAN", "عثمان"), ("AL ALI", "العلي"),
    ("DARWISH", "درويش"), ("BARAKAT", "بركات"), ("KHALIL", "خليل"), ("GORIYE", "كورية"), ("MURAD", "مراد"),
    ("AL JASIM", "الجاسم"), ("SILO", "سيلو"), ("HANNA", "حنا"), ("AHMAD", "أحمد"), ("IBRAHIM", "إبراهيم"),
)  # fmt: skip
GIVEN = (
    ("LAYLA", "ليلى", "F"), ("SAMER", "سامر", "M"), ("ROJIN", "روجين", "F"), ("KAWA", "كاوا", "M"),
    ("MARYAM", "مريم", "F"), ("YOUSEF", "يوسف", "M"), ("NISRIN", "نسرين", "F"), ("HOZAN", "هوزان", "M"),
    ("SALMA", "سلمى", "F"), ("GABRIEL", "كبرئيل", "M"), ("BERIVAN", "بيريفان", "F"), ("FARHAD", "فرهاد", "M"),
)  # fmt: skip
FATHERS = ("محمد", "حسن", "خليل", "جورج", "شيخموس", "علي", "يوسف", "نبيل")
MOTHERS = ("فاطمة", "آمنة", "ماري", "زينب", "هدى", "كلستان", "سعاد", "نورا")
NATIONS = ("DEU", "SWE", "IRQ", "TUR", "NLD", "FRA", "LBN", "JOR", "AUT", "GBR")
PLACES = ("القامشلي", "الحسكة", "برلين", "دهوك", "أربيل", "ستوكهولم", "ديريك", "عامودا")
PURPOSES = ("زيارة العائلة", "عمل مع منظمة إغاثة", "تغطية صحفية", "متابعة أملاك", "حضور عرس")
TRAVEL_PURPOSES = (
    "علاج في دهوك",
    "مقابلة في القنصلية",
    "امتحان جامعي",
    "زيارة الأهل",
    "شراء بضائع",
)
ADDRESSES = (
    "القامشلي، حي الغربية",
    "الحسكة، حي تل حجر",
    "ديريك، الشارع العام",
    "عامودا، قرب السوق",
)
SKINS = ("#e0b48f", "#c98f63", "#f0cdb0", "#b57d52")
CLOTHES = ("#27474e", "#6b2737", "#3d405b", "#344e41", "#5f4b32")


@dataclass(frozen=True, slots=True)
class Invented:
    """One traveller who does not exist."""

    surname: str
    given: str
    arabic: str
    sex: str
    father: str
    mother: str


def invent(dice: random.Random) -> Invented:
    """A traveller made of common names."""
    surname, surname_ar = dice.choice(SURNAMES)
    given, given_ar, sex = dice.choice(GIVEN)
    father = dice.choice(FATHERS)
    return Invented(
        surname, given, f"{given_ar} {father} {surname_ar}", sex, father, dice.choice(MOTHERS)
    )


def photo(dice: random.Random) -> SimpleUploadedFile:
    """A portrait as a drawing: head and shoulders before a light wall."""
    picture = Image.new("RGB", (413, 531), "#e9edf0")
    pen = ImageDraw.Draw(picture)
    skin, cloth = dice.choice(SKINS), dice.choice(CLOTHES)
    pen.ellipse((40, 380, 373, 800), fill=cloth)
    pen.rectangle((170, 330, 243, 420), fill=skin)
    pen.ellipse((118, 90, 295, 365), fill="#2b211b")
    pen.ellipse((132, 120, 281, 370), fill=skin)
    for eye in (168, 225):
        pen.ellipse((eye, 225, eye + 20, 237), fill="#2b211b")
    pen.arc((175, 280, 238, 320), 20, 160, fill="#8c4a3c", width=4)
    shadow = Image.effect_noise(picture.size, 18).convert("RGB")
    return _jpeg(
        "photo.jpg", Image.blend(picture.filter(ImageFilter.GaussianBlur(1)), shadow, 0.06)
    )


def scan(dice: random.Random, title: str) -> SimpleUploadedFile:
    """A page as a phone would photograph it: lines of print on grey paper."""
    page = Image.new("RGB", (900, 640), "#f4f1e8")
    pen = ImageDraw.Draw(page)
    pen.rectangle((24, 24, 876, 616), outline="#8d99a6", width=3)
    pen.text((48, 44), title, fill="#1c2b2d")
    for line in range(9):
        pen.rectangle(
            (300, 110 + 42 * line, 300 + dice.randint(180, 520), 122 + 42 * line), fill="#5f6b73"
        )
    pen.rectangle((48, 110, 260, 380), fill="#cfd6da")
    return _jpeg("page.jpg", page)


def _jpeg(name: str, picture: Image.Image) -> SimpleUploadedFile:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/jpeg")
