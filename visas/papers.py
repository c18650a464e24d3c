"""The visa as a paper: what it says, its machine-readable zone and what its seal proves."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_lazy as _

from interior_portal.documents import actions as documents
from interior_portal.documents import vds
from interior_portal.documents.issuing import PaperFacts, SealContent
from interior_portal.documents.models import Paper
from interior_portal.documents.registry import PaperKind
from interior_portal.documents.rows import PaperRow
from interior_portal.languages import issuer_name
from interior_portal.people import mrz
from interior_portal.ui import dates
from visas.models import Application, Visa

VISA = PaperKind(code="visas.visa", label=_("Visa"), template="papers/visas/visa.html", prefix="V")
PAPERS = (VISA,)

PHOTO = "photo.jpg"
VISA_FEATURE = 0x5D
VISA_CATEGORY = 0x01
SEALED_NUMBER = 9  # the characters of a passport number that fit the seal (Doc 9303-7 section 9)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def issue(application: Application, visa: Visa) -> Paper:
    """The paper of a grant, once for every grant; about 0.2 s. Call it in the worker."""
    return documents.issue_paper(
        kind=VISA.code,
        subject=application.reference,
        holder_id=application.case.applicant_id,
        context=lambda facts: _context(application, visa, facts),
        seal=lambda facts: _seal(application, visa, facts),
        valid_from=visa.valid_from,
        valid_until=visa.valid_until,
        languages=("ar", application.paper_language or "kmr"),
        key=f"visas.visa:{visa.pk}",
        shown=[_kind_row(application), *rows(application, visa)],
        pictures={PHOTO: _photo(application)},
    )


def rows(application: Application, visa: Visa) -> list[PaperRow]:
    """What the paper says about the traveller and what the visa allows, in the order of the paper."""
    post = application.post
    crossing = {code: post.name_in(code) for code in LANGUAGES} if post else ""
    return [
        PaperRow(_("Surname"), application.surname, is_code=True),
        PaperRow(_("Given names"), application.given_names, is_code=True),
        PaperRow(_("Name in Arabic"), application.name_arabic, is_shown=False),
        PaperRow(_("Date of birth"), application.born_on or "", is_shown=False),
        PaperRow(_("Nationality"), _nationality(application), is_shown=False),
        PaperRow(
            _("Number of the passport"), application.document_number, is_code=True, is_shown=False
        ),
        PaperRow(_("Valid"), _period(visa)),
        PaperRow(_("Entries"), _entries(visa)),
        PaperRow(_("Longest stay"), _days(visa.stay_days)),
        PaperRow(_("Crossing"), crossing),
        PaperRow(_("Conditions"), visa.conditions),
    ]


def _kind_row(application: Application) -> PaperRow:
    """On the paper the kind is the title; who checks it reads it as a row."""
    return PaperRow(_("Kind of visa"), {code: application.kind.name_in(code) for code in LANGUAGES})


def _nationality(application: Application) -> Mapping[str, str]:
    return {code: issuer_name(application.nationality, code) for code in LANGUAGES}


def _entries(visa: Visa) -> Any:
    return str(visa.entries) if visa.entries else _("unlimited")


def _period(visa: Visa) -> Mapping[str, str]:
    texts = {}
    for code in LANGUAGES:
        with override(code):
            words = {"first": dates.day(visa.valid_from), "last": dates.day(visa.valid_until)}
            texts[code] = gettext("from %(first)s until %(last)s") % words
    return texts


def _days(count: int) -> Mapping[str, str]:
    texts = {}
    for code in LANGUAGES:
        with override(code):
            texts[code] = ngettext("%(count)s day", "%(count)s days", count) % {"count": count}
    return texts


def _context(application: Application, visa: Visa, facts: PaperFacts) -> Mapping[str, Any]:
    return {
        "kind": application.kind,
        "rows": [row for row in rows(application, visa) if row.value],
        "mrz": zone(application, visa, facts.number),
        "photo": PHOTO,
    }


def _photo(application: Application) -> bytes:
    """The portrait as it was cleaned on arrival."""
    if application.photo is None:
        raise ValueError(f"the application {application.reference} has no photo")
    with application.photo.file.open("rb") as file:
        content: bytes = file.read()
    return content


def zone(application: Application, visa: Visa, number: str) -> tuple[str, str]:
    """The two lines of the MRV-A: the visa's own number, and the passport's in the optional field."""
    return mrz.write_visa(
        issuer=settings.DOCUMENTS_ISSUER_CODE,
        surname=application.surname,
        given=application.given_names,
        number=number,
        nationality=application.nationality,
        birth=application.born_on,
        sex=application.sex,
        valid_until=visa.valid_until,
        optional=application.document_number[:16],
    )


def _sealed_number(number: str) -> str:
    """A document's number as a seal holds it: capital letters and digits, no signs between them."""
    return "".join(sign for sign in number.upper() if sign.isalnum())[:SEALED_NUMBER]


def _seal(application: Application, visa: Visa, facts: PaperFacts) -> SealContent:
    features = vds.VisaFeatures(
        mrz=zone(application, visa, facts.number),
        passport_number=_sealed_number(application.document_number),
        stay=vds.DurationOfStay(days=visa.stay_days),
        entries=visa.entries,
    )
    return SealContent(
        feature_reference=VISA_FEATURE, type_category=VISA_CATEGORY, features=features.encode()
    )
