"""The vehicle licence as a paper: what it says under which EU code, and what its seal proves."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate

from django.conf import settings
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from interior_portal.documents import actions as documents
from interior_portal.documents import vds
from interior_portal.documents.formats import Format
from interior_portal.documents.issuing import PaperFacts, SealContent
from interior_portal.documents.models import Paper
from interior_portal.documents.registry import PaperKind, Reading, SealProfile, SealTag
from interior_portal.documents.rows import PaperRow
from interior_portal.ui import dates
from vehicles.models import Application, Licence, Ownership, Plate, Vehicle
from vehicles.models.ownership import WHOLE
from vehicles.roles import VEHICLE_VIEW

LICENCE = PaperKind(
    code="vehicles.licence",
    label=_("Vehicle licence"),
    template="papers/vehicles/licence.html",
    prefix="R",
    others={
        Format.CARD: "papers/vehicles/licence_card.html",
        Format.SLIP: "papers/vehicles/licence_slip.html",
    },
    print_permission=VEHICLE_VIEW,
    sheets=1,
)
PAPERS = (LICENCE,)
LONGEST_HOLDERS = 160  # characters: as long as the longest name of one person in its own script
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

# A national document of the container (9303-13: an even category), without anybody's name in it.
LICENCE_FEATURE, LICENCE_CATEGORY = 0x9A, 0x02
TAG_NUMBER, TAG_PLATE, TAG_VIN, TAG_UNTIL, TAG_VEHICLE = 0x01, 0x02, 0x03, 0x04, 0x05
LONGEST_PLATE, LONGEST_NAME = 40, 60  # bytes of the features that are text in UTF-8
CUT = "…".encode()
PROFILE = vds.Profile(
    name="vehicle licence",
    feature_reference=LICENCE_FEATURE,
    type_category=LICENCE_CATEGORY,
    rules=(
        vds.FeatureRule(TAG_NUMBER, 4, 20, is_required=True, is_text=True),
        vds.FeatureRule(TAG_PLATE, 1, LONGEST_PLATE, is_required=True),
        vds.FeatureRule(TAG_VIN, 4, 12, is_required=True, is_text=True),
        vds.FeatureRule(TAG_UNTIL, 3, 3, is_required=True),
        vds.FeatureRule(TAG_VEHICLE, 1, LONGEST_NAME),
    ),
)
SEAL = SealProfile(
    profile=PROFILE,
    label=LICENCE.label,
    tags={
        TAG_NUMBER: SealTag(_("Number"), Reading.C40),
        TAG_PLATE: SealTag(_("Plate"), Reading.TEXT),
        TAG_VIN: SealTag(_("Chassis number"), Reading.C40),
        TAG_UNTIL: SealTag(_("Valid until"), Reading.DATE),
        TAG_VEHICLE: SealTag(_("Vehicle"), Reading.TEXT),
    },
    number_tag=TAG_NUMBER,
    until_tag=TAG_UNTIL,
)


def issue(
    application: Application,
    licence: Licence,
    *,
    plate: Plate,
    owners: list[Ownership],
    holder_id: int | None,
) -> Paper:
    """The paper of a licence, once for every licence; about 0.2 s. Call it in the worker.

    `holder_id` is the account that has it among its papers, None where its owner has none.
    """
    vehicle = licence.vehicle
    printed = rows(vehicle, plate, licence, owners)
    return documents.issue_paper(
        kind=LICENCE.code,
        subject=application.reference,
        holder_id=holder_id,
        context=lambda _facts: {"rows": [row for row in printed if row.value]},
        seal=lambda facts: seal_of(vehicle, plate, licence, facts),
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        languages=("ar", application.paper_language),
        key=f"vehicles.licence:{licence.pk}",
        shown=printed,
    )


def rows(
    vehicle: Vehicle, plate: Plate, licence: Licence, owners: list[Ownership]
) -> list[PaperRow]:
    """What the licence says, in the order of the paper. Who checks it reads no names: they are not shown.

    The marks are the codes of EU Directive 1999/37/EC; a row without a value is not printed.
    """
    return [
        PaperRow(_("Plate"), _face(plate), is_code=True, mark="A"),
        *(_whose(owners) if owners else ()),
        *_which(vehicle),
        *_built(vehicle),
        PaperRow(
            _("First registered"), vehicle.first_registered_on or "", is_shown=False, mark="B"
        ),
        PaperRow(_("Registered here"), vehicle.registered_on or "", is_shown=False, mark="I"),
        PaperRow(_("Valid"), _period(licence), mark="H"),
    ]


def _whose(owners: list[Ownership]) -> list[PaperRow]:
    """The owners are the holders: who has the largest share with the names of the passport."""
    first = owners[0]
    return [
        PaperRow(_("Holder"), _holder(owners), is_shown=False, mark="C.1"),
        PaperRow(
            _("Surname as in the passport"), first.person.surname, is_shown=False, mark="C.1.1"
        ),
        PaperRow(
            _("Given names as in the passport"),
            first.person.given_names,
            is_shown=False,
            mark="C.1.2",
        ),
        PaperRow(_("Address"), first.address, is_shown=False, mark="C.1.3"),
        PaperRow(
            _("Right to the vehicle"), _("the holder is the owner (a)"), is_shown=False, mark="C.4"
        ),
    ]


def _which(vehicle: Vehicle) -> list[PaperRow]:
    """What tells it from every other vehicle."""
    return [
        PaperRow(_("Make"), vehicle.make, mark="D.1"),
        PaperRow(_("Model"), vehicle.model, mark="D.3"),
        PaperRow(_("Type"), vehicle.variant, is_code=True, is_shown=False, mark="D.2"),
        PaperRow(_("Chassis number"), vehicle.vin, is_code=True, is_shown=False, mark="E"),
        PaperRow(
            _("Engine number"), vehicle.engine_number, is_code=True, is_shown=False, mark="P.5"
        ),
        PaperRow(_("Type approval"), vehicle.type_approval, is_code=True, is_shown=False, mark="K"),
        PaperRow(_("Class"), _class(vehicle), mark="J"),
        PaperRow(_("Year of make"), str(vehicle.model_year)),
        PaperRow(_("Colour"), Vehicle.Colour(vehicle.colour).label, mark="R"),
        PaperRow(_("Fuel"), Vehicle.Fuel(vehicle.fuel).label, mark="P.3"),
    ]


def _built(vehicle: Vehicle) -> list[PaperRow]:
    """What was measured, in the units of the directive."""
    measured = (
        (_("Capacity, cm³"), vehicle.capacity_cc, "P.1"),
        (_("Power, kW"), vehicle.power_kw, "P.2"),
        (_("Power to mass, kW/kg"), _power_to_mass(vehicle), "Q"),
        (_("Mass in service, kg"), vehicle.mass_kg, "G"),
        (_("Maximum laden mass, kg"), vehicle.laden_mass_kg, "F.1"),
        (_("Axles"), vehicle.axles, "L"),
        (_("Seats"), vehicle.seats, "S.1"),
        (_("Standing places"), vehicle.standing, "S.2"),
    )
    return [
        PaperRow(label, _number(value), is_shown=False, mark=mark)
        for label, value, mark in measured
    ]


def _class(vehicle: Vehicle) -> Mapping[str, str]:
    """The class of use here and the category by which it is known abroad."""
    named, category = vehicle.vehicle_class, vehicle.vehicle_class.eu_category
    return {code: " · ".join(filter(None, (named.name_in(code), category))) for code in LANGUAGES}


def _power_to_mass(vehicle: Vehicle) -> Decimal | None:
    """Of motorcycles alone (categories L), where both are known."""
    is_motorcycle = vehicle.vehicle_class.eu_category.startswith("L")
    if not is_motorcycle or not vehicle.power_kw or not vehicle.mass_kg:
        return None
    return (Decimal(vehicle.power_kw) / vehicle.mass_kg).quantize(Decimal("0.01"))


def _face(plate: Plate) -> Mapping[str, str]:
    return {code: " ".join(filter(None, _parts(plate, code))) for code in LANGUAGES}


def _parts(plate: Plate, language: str) -> list[str]:
    """Town or country, and what the plate says besides."""
    place = plate.town.name_in(language) if plate.town else plate.country
    return [place, *filter(None, (plate.series, plate.number))]


def _holder(owners: list[Ownership]) -> Mapping[str, str]:
    """The names as the person has them in each script; of several owners with their shares.

    Nobody's name is cut. The first stands there always; of the others as many as `LONGEST_HOLDERS` has room
    for, in each language the same ones, and the rest are counted.
    """
    named = {code: _names(owners, code) for code in LANGUAGES}
    room = min(_how_many(names) for names in named.values())
    return {code: _listed(names[:room], len(owners) - room, code) for code, names in named.items()}


def _names(owners: list[Ownership], language: str) -> list[str]:
    if len(owners) == 1:
        return [_name(owners[0], language)]
    return [f"{_name(owner, language)} ({owner.shares}/{WHOLE})" for owner in owners]


def _how_many(names: list[str]) -> int:
    """How many of the names are within the room, the first in any case."""
    ends = accumulate(len(name) for name in names)
    return max(1, sum(end <= LONGEST_HOLDERS for end in ends))


def _listed(names: list[str], others: int, language: str) -> str:
    with override(language):
        listed = gettext(", ").join(names)
        if not others:
            return listed
        words = {"names": listed, "count": others}
        return (
            ngettext(
                "%(names)s and %(count)s more owner", "%(names)s and %(count)s more owners", others
            )
            % words
        )


def _name(owner: Ownership, language: str) -> str:
    person = owner.person
    written = {"ar": person.name_arabic, "kmr": person.name_kurdish}.get(language, "")
    return written or person.full_name


def _number(value: int | Decimal | None) -> str:
    return "" if value is None else str(value)


def _period(licence: Licence) -> Mapping[str, str]:
    texts = {}
    for code in LANGUAGES:
        with override(code):
            words = {"first": dates.day(licence.valid_from), "last": dates.day(licence.valid_until)}
            texts[code] = gettext("from %(first)s until %(last)s") % words
    return texts


def seal_of(vehicle: Vehicle, plate: Plate, licence: Licence, facts: PaperFacts) -> SealContent:
    """What the seal of a licence holds."""
    name = f"{vehicle.make} {vehicle.model}"
    features = (
        vds.Feature(TAG_NUMBER, vds.encode_c40(facts.number.replace("-", ""))),
        vds.Feature(TAG_PLATE, _sealed_plate(plate)),
        vds.Feature(TAG_VIN, vds.encode_c40(vehicle.vin)),
        vds.Feature(TAG_UNTIL, vds.encode_date(licence.valid_until)),
        vds.Feature(TAG_VEHICLE, _bytes(name, LONGEST_NAME)),
    )
    return SealContent(
        feature_reference=LICENCE_FEATURE, type_category=LICENCE_CATEGORY, features=features
    )


def _sealed_plate(plate: Plate) -> bytes:
    """The number is never cut: where the name of a town is too long, the end of the name is."""
    place, *number = _parts(plate, "ar")
    sign = " ".join(["", *number] if place else number).encode()
    return _bytes(place, LONGEST_PLATE - len(sign)) + sign


def _bytes(text: str, longest: int) -> bytes:
    """UTF-8; of what is too long the beginning, at a whole character, with a mark that it was cut."""
    whole = text.encode()
    if len(whole) <= longest:
        return whole
    return whole[: longest - len(CUT)].decode(errors="ignore").encode() + CUT
