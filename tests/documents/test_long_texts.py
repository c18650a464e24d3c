"""Names of sixty letters and conditions of many lines: they wrap, and stand once where they are the same."""

import io
import itertools
import subprocess

import pikepdf
import pytest

from interior_portal.documents.registry import PaperKind
from interior_portal.documents.rows import PaperRow
from tests.documents import papers

NAME = "VON HOHENZOLLERN SIGMARINGEN UND TRUCHSESS VON WALDBURG ZEIL"
ARABIC = "لا يجوز التصوير قرب النقاط العسكرية أو المخيمات من دون إذن خطي مسبق، وعلى الحامل مراجعة المكتب. "
KURMANJI = (
    "Bêyî destûra nivîskî li nêzî xalên leşkerî û kampan wêne nakişîne û serî li nivîsgehê dide. "
)


def _words(pdf: bytes) -> list[tuple[float, float, float]]:
    """Left edge, right edge and baseline of every word of the first page, in points."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True
    )
    lines = [line.split('"') for line in done.stdout.decode().splitlines() if "<word" in line]
    return [(float(part[1]), float(part[5]), float(part[7])) for part in lines]


def test_a_long_name_stays_in_its_column(paper_kind: PaperKind) -> None:
    rows = [PaperRow("Surname", NAME, is_code=True), *papers.ROWS]
    paper = papers.issue(context=lambda facts: {**papers.context_of(facts), "rows": rows})
    words = sorted(_words(papers.content_of(paper)), key=lambda word: (word[2], word[0]))
    pairs = itertools.pairwise(words)
    assert [
        pair for pair in pairs if pair[0][2] == pair[1][2] and pair[0][1] > pair[1][0] + 1
    ] == []


@pytest.mark.parametrize("text", [ARABIC * 5, KURMANJI * 5])
def test_long_conditions_stand_once_and_leave_one_page(paper_kind: PaperKind, text: str) -> None:
    rows = [*papers.ROWS, *papers.ROWS[:2], PaperRow("Conditions", text.strip())]
    paper = papers.issue(context=lambda facts: {**papers.context_of(facts), "rows": rows})
    content = papers.content_of(paper)
    assert papers.text_of(content).count(text.rsplit(maxsplit=1)[-1].rstrip(".")) == 5
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.pages) == 1
