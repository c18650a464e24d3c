"""Vehicles and owners of the demonstration: invented, and the same each time."""

import io
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

# make, model, the first eleven characters of its chassis numbers, class, year, fuel
MODELS = (
    ("Kia", "Rio", "KNADN512BC6", "private-car", 2012, "PETROL"),
    ("Hyundai", "Avante", "KMHDU46D07U", "private-car", 2008, "PETROL"),
    ("Toyota", "Hilux", "MR0FZ29G101", "pickup", 2014, "DIESEL"),
    ("Mercedes-Benz", "Sprinter", "WDB90666315", "minibus", 2011, "DIESEL"),
    ("Volkswagen", "Golf", "WVWZZZ1KZAW", "private-car", 2010, "PETROL"),
    ("Saba", "132", "NAS41111AB3", "taxi", 2013, "GAS"),
    ("Massey Ferguson", "285", "MF285TR0000", "tractor", 2006, "DIESEL"),
    ("Volvo", "FH 12", "YV2A4CEA47B", "lorry", 2007, "DIESEL"),
)
COLOURS = ("WHITE", "SILVER", "BLUE", "RED", "GREY", "BLACK")
# Latin surname and given names, the name in Arabic
OWNERS = (
    ("HESO", "Sozdar", "سوزدار حسو"), ("AL JASIM", "Hamad", "حمد الجاسم"),
    ("GAWRIYE", "Sargon", "سركون كورية"), ("OSÊ", "Rûken", "روكن أوسي"),
    ("ALI", "Dilbirîn", "دلبرين علي"), ("AL ABDULLAH", "Nayef", "نايف العبد الله"),
    ("TEMO", "Hêvîn", "هيفين تمو"), ("HADDAD", "Yaqub", "يعقوب حداد"),
    ("MURAD", "Şêrîn", "شيرين مراد"), ("AL SALIH", "Khalaf", "خلف الصالح"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Car:
    """One vehicle of the fleet, by its number."""

    number: int

    @property
    def facts(self) -> dict[str, Any]:
        """What the register says of it; the class by its code."""
        make, model, start, kind, year, fuel = MODELS[self.number % len(MODELS)]
        return {
            "vin": f"{start}{300_100 + 37 * self.number}",
            "make": make,
            "model": model,
            "model_year": year,
            "colour": COLOURS[self.number % len(COLOURS)],
            "fuel": fuel,
            "vehicle_class": kind,
            "origin": "REGULAR",
            "engine_number": f"E{70_000 + 911 * self.number}",
            "seats": 5,
            "capacity_cc": 1600,
        }

    @property
    def owner(self) -> tuple[str, str, str]:
        """Who owns it: surname and given names, and the name in Arabic."""
        return OWNERS[self.number % len(OWNERS)]


def photo(vin: str) -> SimpleUploadedFile:
    """A chassis number on metal, as an inspector photographs it."""
    picture = Image.new("RGB", (960, 540), "#7d858a")
    pen = ImageDraw.Draw(picture)
    for line in range(0, 540, 6):
        pen.line((0, line, 960, line), fill="#858d92" if line % 12 else "#767e83")
    pen.rounded_rectangle((60, 190, 900, 350), 14, fill="#9aa2a6", outline="#555c60", width=4)
    pen.text((110, 235), vin, fill="#23282b", font_size=64)
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=80)
    return SimpleUploadedFile("vin.jpg", content.getvalue(), content_type="image/jpeg")
