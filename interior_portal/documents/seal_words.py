"""What a seal says and what its verification came to, in the reader's words."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from interior_portal.documents import registry, vds
from interior_portal.documents.registry import Reading, SealTag
from interior_portal.documents.vds import Outcome, StayKind
from interior_portal.ui import dates

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.VALID: gettext_lazy("The seal is genuine."),
    Outcome.UNKNOWN_FEATURE: gettext_lazy(
        "The seal is genuine. It also holds something that is not known here."
    ),
    Outcome.READ_ERROR: gettext_lazy("No seal could be read. Take a sharper picture of all of it."),
    Outcome.WRONG_FORMAT: gettext_lazy("This is not a seal, or its content is wrong."),
    Outcome.UNKNOWN_CERTIFICATE: gettext_lazy("The signer of this seal is not known here."),
    Outcome.UNTRUSTED_CERTIFICATE: gettext_lazy("The signer of this seal is not trusted."),
    Outcome.EXPIRED_CERTIFICATE: gettext_lazy("The key of this seal is out of date."),
    Outcome.REVOKED_CERTIFICATE: gettext_lazy(
        "The key of this seal was revoked. Nothing it signed can be trusted."
    ),
    Outcome.INVALID_SIGNATURE: gettext_lazy("The seal is forged or was changed."),
    Outcome.INVALID_DOCUMENTTYPE: gettext_lazy("The seal belongs to another kind of document."),
    Outcome.INVALID_VISA_MRZ: gettext_lazy("A check digit in the two lines of the visa is wrong."),
    Outcome.SEAL_VISA_MISMATCH: gettext_lazy("The visa says something else than its seal."),
    Outcome.INVALID_PASSPORT_MRZ: gettext_lazy(
        "A check digit in the two lines of the passport is wrong."
    ),
    Outcome.SEAL_PASSPORT_MISMATCH: gettext_lazy("The seal was made for another passport."),
}
VISA_FIELDS: dict[str, Promise] = {
    "format": gettext_lazy("Format of the visa"),
    "document_code": gettext_lazy("Kind of document"),
    "issuing_state": gettext_lazy("Issuing state"),
    "name": gettext_lazy("Name"),
    "number": gettext_lazy("Number"),
    "nationality": gettext_lazy("Nationality"),
    "birth_date": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "valid_until": gettext_lazy("Valid until"),
    "passport_number": gettext_lazy("Passport number"),
}
STAYS: dict[StayKind, Promise] = {
    StayKind.UNTIL_VALID_UNTIL: gettext_lazy("Until the last day of validity"),
    StayKind.DECIDED_AT_BORDER: gettext_lazy("Decided at the border"),
    StayKind.TRANSIT: gettext_lazy("Transit without entry"),
}
KINDS: dict[str, Promise] = {
    vds.VISA.name: gettext_lazy("Visa"),
    vds.EMERGENCY_TRAVEL_DOCUMENT.name: gettext_lazy("Emergency travel document"),
}
VISA_TAGS: dict[int, Promise] = {
    0x01: gettext_lazy("Machine readable zone"),
    0x02: gettext_lazy("Machine readable zone"),
    0x05: gettext_lazy("Passport number"),
}
Line = tuple[str, str]


def describe(verification: vds.Verification) -> Iterator[Line]:
    """Labels and values: the outcome first, then what the seal says."""
    yield _("Outcome"), f"{verification.outcome} - {OUTCOMES[verification.outcome]}"
    if verification.mismatches:
        fields = ", ".join(str(VISA_FIELDS[name]) for name in verification.mismatches)
        yield _("Not the same"), fields
    if verification.detail:
        yield _("Detail"), verification.detail
    if verification.seal is not None:
        yield from _header(verification.seal)
        yield from _content(verification.seal)


def stay(duration: vds.DurationOfStay) -> str:
    """A duration of stay in words."""
    if duration.kind is not StayKind.PERIOD:
        return str(STAYS[duration.kind])
    days, months, years = duration.days, duration.months, duration.years
    parts = (
        (days, ngettext("%(count)d day", "%(count)d days", days) % {"count": days}),
        (months, ngettext("%(count)d month", "%(count)d months", months) % {"count": months}),
        (years, ngettext("%(count)d year", "%(count)d years", years) % {"count": years}),
    )
    return ", ".join(words for count, words in parts if count)


def _header(seal: vds.Seal) -> Iterator[Line]:
    missing = _("Not given")
    yield _("Version"), str(seal.version)
    yield _("Issuing state"), seal.issuing_country
    yield _("Signer and key"), f"{seal.signer_id} {seal.certificate_reference}"
    yield _("Issued on"), seal.issue_date.isoformat() if seal.issue_date else missing
    yield _("Signed on"), seal.signature_date.isoformat() if seal.signature_date else missing
    kind = f"{seal.feature_reference:#04x} {seal.type_category:#04x}"
    words = _kind(seal)
    yield _("Kind of document"), f"{kind} ({words})" if words else kind


def _kind(seal: vds.Seal) -> str:
    if national := registry.find_seal(seal):
        return str(national.label)
    profile = vds.PROFILES.get((seal.feature_reference, seal.type_category))
    return str(KINDS[profile.name]) if profile else ""


def _content(seal: vds.Seal) -> Iterator[Line]:
    if national := registry.find_seal(seal):
        for tag, value in seal.features:
            known = national.tags.get(tag)
            label = str(known.label) if known else _("Feature %(tag)d") % {"tag": tag}
            yield label, said(known, value) if known else _readable(value)
        return
    yield from _visa(seal)


def said(tag: SealTag, value: bytes) -> str:
    """The value of a registered tag as people read it; in hexadecimal where it is broken."""
    try:
        if tag.reading is Reading.DATE:
            day = vds.decode_date(value)
            return dates.day(day) if day else _("Not given")
        return vds.decode_c40(value) if tag.reading is Reading.C40 else value.decode()
    except ValueError:
        return value.hex()


def _visa(seal: vds.Seal) -> Iterator[Line]:
    try:
        visa = vds.read_visa(seal)
    except vds.SealError:
        for tag, value in seal.features:
            yield _("Feature %(tag)d") % {"tag": tag}, _readable(value)
        return
    yield _("Machine readable zone"), "\n".join(visa.mrz)
    yield _("Passport number"), visa.passport_number
    yield _("Duration of stay"), stay(visa.stay)
    if visa.entries is not None:
        yield _("Entries"), str(visa.entries or _("Unlimited"))
    if visa.visa_type is not None:
        yield _("Type of visa"), _readable(visa.visa_type)
    if visa.additional is not None:
        yield _("More"), _readable(visa.additional)
    known = {rule.tag for rule in vds.VISA.rules}
    for tag, value in seal.features:
        if tag not in known:
            yield _("Feature %(tag)d") % {"tag": tag}, _readable(value)


def _readable(value: bytes) -> str:
    """The bytes in hexadecimal, followed by the text they make, if they do."""
    for decode in (bytes.decode, vds.decode_c40):
        try:
            text = decode(value)
        except ValueError:
            continue
        if text and text.isprintable():
            return f"{value.hex()} ({text})"
    return value.hex()
