"""The vehicle licence as a paper: what it says under which EU code, and what its seal proves."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import gettext, override
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
)
PAPERS = (LICENCE,)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

# A national document of the container (9303-13: an even category), without anybody's name in it.
LICENCE_FEATURE, LICENCE_CATEGORY = 0x9A, 0x02
TAG_NUMBER, TAG_PLATE, TAG_VIN, TAG_UNTIL, TAG_VEHICLE = 0x01, 0x02, 0x03, 0x04, 0x05
LONGEST_PLATE, LONGEST_NAME = 40, 60  # bytes of the features that are text in UTF-8
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
    """What the licence says, in the order of the paper. Who checks it reads no names: they are not shown."""
    holder = owners[0] if owners else None
    return [
        PaperRow(_("Plate"), _face(plate), is_code=True, mark="A"),
        PaperRow(_("Holder"), _holder(owners), is_shown=False, mark="C.1"),
        PaperRow(_("Address"), holder.address if holder else "", is_shown=False, mark="C.1.3"),
        PaperRow(_("Make"), vehicle.make, mark="D.1"),
        PaperRow(_("Model"), vehicle.model, mark="D.3"),
        PaperRow(_("Type"), vehicle.variant, is_code=True, is_shown=False, mark="D.2"),
        PaperRow(_("Chassis number"), vehicle.vin, is_code=True, is_shown=False, mark="E"),
        PaperRow(
            _("Engine number"), vehicle.engine_number, is_code=True, is_shown=False, mark="P.5"
        ),
        PaperRow(
            _("Class"), {code: vehicle.vehicle_class.name_in(code) for code in LANGUAGES}, mark="J"
        ),
        PaperRow(_("Year of make"), str(vehicle.model_year)),
        PaperRow(_("Colour"), Vehicle.Colour(vehicle.colour).label, mark="R"),
        PaperRow(_("Fuel"), Vehicle.Fuel(vehicle.fuel).label, mark="P.3"),
        PaperRow(_("Capacity, cm³"), _number(vehicle.capacity_cc), is_shown=False, mark="P.1"),
        PaperRow(_("Mass in service, kg"), _number(vehicle.mass_kg), is_shown=False, mark="G"),
        PaperRow(
            _("Maximum laden mass, kg"), _number(vehicle.laden_mass_kg), is_shown=False, mark="F.1"
        ),
        PaperRow(_("Seats"), _number(vehicle.seats), is_shown=False, mark="S.1"),
        PaperRow(
            _("First registered"), vehicle.first_registered_on or "", is_shown=False, mark="B"
        ),
        PaperRow(_("Registered here"), vehicle.registered_on or "", is_shown=False, mark="I"),
        PaperRow(_("Valid"), _period(licence), mark="H"),
    ]


def _face(plate: Plate) -> Mapping[str, str]:
    town = {code: plate.town.name_in(code) if plate.town else plate.country for code in LANGUAGES}
    return {
        code: " ".join(part for part in (town[code], plate.series, plate.number) if part)
        for code in LANGUAGES
    }


def _holder(owners: list[Ownership]) -> Mapping[str, str]:
    """The names as the person has them in each script; of several owners with their shares."""
    texts = {}
    for code in LANGUAGES:
        with override(code):
            names = [_name(owner, code) for owner in owners]
            several = len(owners) > 1
            texts[code] = gettext(", ").join(
                f"{name} ({owner.shares}/2400)" if several else name
                for name, owner in zip(names, owners, strict=True)
            )
    return texts


def _name(owner: Ownership, language: str) -> str:
    person = owner.person
    written = {"ar": person.name_arabic, "kmr": person.name_kurdish}.get(language, "")
    return written or person.full_name


def _number(value: int | None) -> str:
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
        vds.Feature(TAG_PLATE, _bytes(_face(plate)["ar"], LONGEST_PLATE)),
        vds.Feature(TAG_VIN, vds.encode_c40(vehicle.vin)),
        vds.Feature(TAG_UNTIL, vds.encode_date(licence.valid_until)),
        vds.Feature(TAG_VEHICLE, _bytes(name, LONGEST_NAME)),
    )
    return SealContent(
        feature_reference=LICENCE_FEATURE, type_category=LICENCE_CATEGORY, features=features
    )


def _bytes(text: str, longest: int) -> bytes:
    """UTF-8, cut at a whole character."""
    return text.encode()[:longest].decode(errors="ignore").encode()
