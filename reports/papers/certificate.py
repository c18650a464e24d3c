"""The certificate of a course: what it says, and what its seal proves."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from interior_portal.documents import actions as documents
from interior_portal.documents import vds
from interior_portal.documents.issuing import PaperFacts, SealContent
from interior_portal.documents.models import Paper
from interior_portal.documents.registry import PaperKind, Reading, SealProfile, SealTag
from interior_portal.documents.rows import PaperRow
from interior_portal.shared import clock
from reports.models import Course, Enrolment

CERTIFICATE = PaperKind(
    code="reports.certificate",
    label=_("Certificate of training"),
    template="papers/reports/certificate.html",
    prefix="C",
    sheets=1,
)
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
# A national document of the container (9303-13: an even category), without anybody's name in it.
FEATURE, CATEGORY = 0x9B, 0x02
TAG_NUMBER, TAG_COURSE, TAG_HELD, TAG_UNTIL = 0x01, 0x02, 0x03, 0x04
YEARS = 5  # after which what was learnt has to be learnt again
PROFILE = vds.Profile(
    name="certificate of training",
    feature_reference=FEATURE,
    type_category=CATEGORY,
    rules=(
        vds.FeatureRule(TAG_NUMBER, 4, 20, is_required=True, is_text=True),
        vds.FeatureRule(TAG_COURSE, 1, 50, is_required=True),
        vds.FeatureRule(TAG_HELD, 3, 3, is_required=True),
        vds.FeatureRule(TAG_UNTIL, 3, 3, is_required=True),
    ),
)
SEAL = SealProfile(
    profile=PROFILE,
    label=CERTIFICATE.label,
    tags={
        TAG_NUMBER: SealTag(_("Number"), Reading.C40),
        TAG_COURSE: SealTag(_("Course"), Reading.TEXT),
        TAG_HELD: SealTag(_("Ended on"), Reading.DATE),
        TAG_UNTIL: SealTag(_("Valid until"), Reading.DATE),
    },
    number_tag=TAG_NUMBER,
    until_tag=TAG_UNTIL,
)


def issue_certificate(enrolment: Enrolment) -> Paper:
    """The paper of who passed, once for every enrolment. It holds for five years."""
    today = clock.today()
    until = today.replace(year=today.year + YEARS, day=min(today.day, 28))
    printed = [*rows(enrolment), PaperRow(_("Valid until"), until)]
    return documents.issue_paper(
        kind=CERTIFICATE.code,
        subject=enrolment.reference,
        holder_id=enrolment.trainee_id,
        context=lambda _facts: {"rows": printed},
        seal=lambda facts: seal_of(enrolment, facts),
        valid_from=today,
        valid_until=until,
        languages=("ar", "kmr"),
        key=f"reports.certificate:{enrolment.pk}",
        shown=printed,
    )


def rows(enrolment: Enrolment) -> list[PaperRow]:
    """What the certificate says. Who checks it reads no name: it is not shown."""
    session = enrolment.session
    course, unit = session.course, session.unit
    return [
        PaperRow(_("Name"), enrolment.trainee.name, is_shown=False),
        PaperRow(_("Has passed the course"), {code: _title(course, code) for code in LANGUAGES}),
        PaperRow(_("Hours"), str(course.hours)),
        PaperRow(_("From"), session.starts_on),
        PaperRow(_("Until"), session.ends_on),
        PaperRow(_("Place"), session.place),
        PaperRow(_("Held by"), {code: unit.name_in(code) for code in LANGUAGES}),
        PaperRow(_("Trainer"), session.trainer, is_shown=False),
    ]


def _title(course: Course, language: str) -> str:
    return {"kmr": course.title_kmr, "en": course.title_en}.get(language, "") or course.title_ar


def seal_of(enrolment: Enrolment, facts: PaperFacts) -> SealContent:
    """The number, the course by its code, and its last day."""
    features = (
        vds.Feature(TAG_NUMBER, vds.encode_c40(facts.number.replace("-", ""))),
        vds.Feature(TAG_COURSE, enrolment.session.course.code.encode()),
        vds.Feature(TAG_HELD, vds.encode_date(enrolment.session.ends_on)),
        vds.Feature(TAG_UNTIL, vds.encode_date(facts.valid_until)),
    )
    return SealContent(feature_reference=FEATURE, type_category=CATEGORY, features=features)
