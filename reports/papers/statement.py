"""The final statement of a meeting as a paper: its text in two languages, side by side, sealed and signed."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from interior_portal.documents import actions as documents
from interior_portal.documents import vds
from interior_portal.documents.issuing import PaperFacts, SealContent
from interior_portal.documents.models import Paper
from interior_portal.documents.registry import PaperKind, Reading, SealProfile, SealTag
from interior_portal.documents.rows import PaperRow
from interior_portal.shared import clock
from interior_portal.ui import dates
from reports.models import FinalStatement, Meeting

STATEMENT = PaperKind(
    code="reports.statement",
    label=_("Final statement"),
    template="papers/reports/statement.html",
    prefix="FS",
)
PAIR = ("ar", "kmr")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

# A national document of the container (9303-13: an even category), without anybody's name in it.
FEATURE, CATEGORY = 0x9E, 0x06
TAG_NUMBER, TAG_MEETING, TAG_UNTIL, TAG_DAY = 0x01, 0x02, 0x03, 0x04
PROFILE = vds.Profile(
    name="final statement of a meeting",
    feature_reference=FEATURE,
    type_category=CATEGORY,
    rules=(
        vds.FeatureRule(TAG_NUMBER, 4, 20, is_required=True, is_text=True),
        vds.FeatureRule(TAG_MEETING, 4, 20, is_required=True, is_text=True),
        vds.FeatureRule(TAG_UNTIL, 3, 3),
        vds.FeatureRule(TAG_DAY, 3, 3, is_required=True),
    ),
)
SEAL = SealProfile(
    profile=PROFILE,
    label=STATEMENT.label,
    tags={
        TAG_NUMBER: SealTag(_("Number"), Reading.C40),
        TAG_MEETING: SealTag(_("Meeting"), Reading.C40),
        TAG_UNTIL: SealTag(_("Valid until"), Reading.DATE),
        TAG_DAY: SealTag(_("Approved"), Reading.DATE),
    },
    number_tag=TAG_NUMBER,
    until_tag=TAG_UNTIL,
)


def issue_statement(final: FinalStatement) -> Paper:
    """The paper of an approved statement, once for each; about 0.3 s. Call it in the worker."""
    approved_on = clock.day_of(final.approved_at)
    rows = _rows(final.meeting, final)
    return documents.issue_paper(
        kind=STATEMENT.code,
        subject=final.meeting.reference,
        holder_id=None,
        context=lambda _facts: {"rows": rows, "paragraphs": list(_paragraphs(final))},
        seal=lambda facts: _seal(final, facts),
        valid_from=approved_on,
        valid_until=None,
        languages=PAIR,
        key=f"reports.statement:{final.pk}",
        shown=rows,
    )


def _rows(meeting: Meeting, final: FinalStatement) -> list[PaperRow]:
    """What stands above the text, and what who checks the paper reads."""
    return [
        PaperRow(_("Meeting"), {code: meeting.title_in(code) for code in LANGUAGES}),
        PaperRow(_("Held"), _days(meeting)),
        PaperRow(_("Place"), meeting.place),
        PaperRow(_("Approved"), clock.day_of(final.approved_at)),
    ]


def _days(meeting: Meeting) -> Mapping[str, str]:
    texts = {}
    for code in LANGUAGES:
        with override(code):
            first, last = dates.day(meeting.starts_on), dates.day(meeting.ends_on)
            both = gettext("from %(first)s until %(last)s") % {"first": first, "last": last}
            texts[code] = first if first == last else both
    return texts


def _paragraphs(final: FinalStatement) -> Iterator[Mapping[str, Any]]:
    """Paragraph beside paragraph; where one language has more, the other side is empty."""
    arabic, kurmanji = (_parts(text) for text in (final.draft.text_ar, final.draft.text_kmr))
    for ar, kmr in zip_longest(arabic, kurmanji, fillvalue=""):
        yield {"ar": ar, "kmr": kmr}


def _parts(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _seal(final: FinalStatement, facts: PaperFacts) -> SealContent:
    return SealContent(
        feature_reference=FEATURE,
        type_category=CATEGORY,
        features=[
            vds.Feature(TAG_NUMBER, vds.encode_c40(facts.number)),
            vds.Feature(TAG_MEETING, vds.encode_c40(final.meeting.reference.replace("-", ""))),
            vds.Feature(TAG_DAY, vds.encode_date(clock.day_of(final.approved_at))),
        ],
    )
