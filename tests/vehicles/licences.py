"""Licences that stand in no register: as full and as long as the columns allow, to look at their pages."""

import datetime as dt
from typing import Any

from interior_portal.documents import vds
from interior_portal.documents.formats import Format
from interior_portal.documents.issuing import PaperFacts
from interior_portal.documents.render import Copy, render_paper
from interior_portal.documents.rows import PaperRow
from interior_portal.people.models import Person
from vehicles import papers
from vehicles.models import Licence, Ownership, Plate, Town, Vehicle, VehicleClass

TODAY = dt.date(2026, 11, 22)
TOWN = {"name_ar": "القامشلي", "name_kmr": "Qamişlo", "name_en": "Qamishlo"}
CAR = {"name_ar": "سيارة سياحية خاصة", "name_kmr": "Otomobîla taybet", "name_en": "Private car"}
BIKE = {"name_ar": "دراجة نارية", "name_kmr": "Motorsîklet", "name_en": "Motorcycle"}
# Every column of the directive, each with a value of its own.
FULL: dict[str, Any] = {
    "vin": "1HGCM82633A004352",
    "make": "Honda",
    "model": "Accord",
    "variant": "963-4-A",
    "type_approval": "e11*2001/116*0203*04",
    "engine_number": "K24A4-1234567",
    "model_year": 2003,
    "colour": "WHITE",
    "fuel": "PETROL",
    "capacity_cc": 2354,
    "power_kw": 118,
    "mass_kg": 1400,
    "laden_mass_kg": 1901,
    "axles": 2,
    "seats": 5,
    "standing": 7,
    "first_registered_on": dt.date(2004, 5, 6),
    "registered_on": dt.date(2026, 11, 20),
}


def person(**names: str) -> Person:
    return Person(
        **{
            "surname": "Xelîl",
            "given_names": "Azad",
            "name_arabic": "آزاد خليل",
            "name_kurdish": "Azad Xelîl",
            **names,
        }
    )


def owner(
    shares: int = 2400, address: str = "Qamişlo, taxa Hîlaliyê 12", **names: str
) -> Ownership:
    return Ownership(person=person(**names), shares=shares, address=address)


def rows_of(
    owners: list[Ownership], of_class: VehicleClass | None = None, **columns: Any
) -> list[PaperRow]:
    """What a licence prints of this vehicle."""
    of_class = of_class or VehicleClass(eu_category="M1", **CAR)
    vehicle = Vehicle(vehicle_class=of_class, **{**FULL, **columns})
    plate = Plate(town=Town(**TOWN), number="123456")
    licence = Licence(valid_from=TODAY, valid_until=TODAY.replace(year=2027))
    return [row for row in papers.rows(vehicle, plate, licence, owners) if row.value]


def seal_of(name: str = "") -> bytes:
    """As long as the seals of licences are; what it says beyond its length is for other tests."""
    header = vds.Header(
        issuing_country="UTO",
        signer_id="UTTS",
        certificate_reference="0000000A",
        issue_date=TODAY,
        signature_date=TODAY,
        feature_reference=papers.LICENCE_FEATURE,
        type_category=papers.LICENCE_CATEGORY,
    )
    features = (
        vds.Feature(papers.TAG_NUMBER, vds.encode_c40("R267K3M92QX")),
        vds.Feature(papers.TAG_PLATE, "القامشلي 123456".encode()),
        vds.Feature(papers.TAG_VIN, vds.encode_c40(str(FULL["vin"]))),
        vds.Feature(papers.TAG_UNTIL, vds.encode_date(TODAY)),
        vds.Feature(papers.TAG_VEHICLE, name.encode() or b"Honda Accord"),
    )
    return vds.write(header, features, lambda _signed: bytes(range(100, 164)))


def facts_in(second: str) -> PaperFacts:
    return PaperFacts(
        kind=papers.LICENCE,
        number="R26-7K3M-92QX",
        token="a" * 22,
        issued_at=dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC),
        valid_from=TODAY,
        valid_until=TODAY.replace(year=2027),
        languages=("ar", second),
    )


def drawn(
    rows: list[PaperRow],
    form: Format,
    second: str = "kmr",
    *,
    seal: bytes = b"",
    copy: Copy | None = None,
) -> bytes:
    """The PDF in Arabic and a second language."""
    return render_paper(
        facts_in(second), {"rows": rows}, seal or seal_of(), {}, form=form, copy=copy
    )


def _filled(words: str, letters: int) -> str:
    """The words again and again, until there are so many letters; never a space at an end."""
    return (words * letters)[:letters].rstrip().ljust(letters, words[0])


# The longest that people.Person and the register keep, of words that differ.
LONGEST_OWNER = {
    "surname": _filled("Mihemedelî Şêxmûs ", 80),
    "given_names": _filled("Ebdulrehman Seyfedîn ", 80),
    "name_arabic": _filled("عبد الرحمن سيف الدين محمد علي ", 160),
    "name_kurdish": _filled("Ebdulrehman Seyfedîn Mihemedelî ", 160),
}
LONGEST_ADDRESS = _filled("حي الهلالية شارع الوحدة بناية رقم ١٢ ", 200)
LONGEST_VEHICLE: dict[str, Any] = {
    "make": _filled("Mercedes-Benz Special Trucks ", 60),
    "model": _filled("Sprinter 519 CDI Extra Long ", 60),
    "variant": "V" * 60,
    "type_approval": "e1*2007/46*" + "9" * 29,
    "engine_number": "OM651DE22LA" + "7" * 19,
    "capacity_cc": 999_999,
    "mass_kg": 99_000,
    "laden_mass_kg": 99_999,
}
