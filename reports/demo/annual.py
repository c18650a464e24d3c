"""A draft of this year's annual report: its texts as officials would write them, all but the outlook approved."""

import tomllib
import uuid
from pathlib import Path
from typing import Final

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import holders_of
from interior_portal.shared import clock
from reports.actions.annual import editions, narratives
from reports.actions.annual.narratives import Words
from reports.models import Edition, Narrative
from reports.queries.annual.chapters import authority

WAITS: Final = ("outlook", "words")
FILE: Final = Path(__file__).with_name("annual.toml")


def load() -> None:
    """Begin this year's edition and write it; nothing when there is one."""
    root = authority()
    secretary = holders_of(root, "AUTHORITY_SECRETARY").first()
    chair = holders_of(root, "AUTHORITY_CHAIR").first()
    year = clock.today().year
    if secretary is None or chair is None or Edition.objects.filter(report__year=year).exists():
        return
    edition = editions.begin_edition(year=year, by=secretary)
    for told in tomllib.loads(FILE.read_text())["text"]:
        text = edition.narratives.filter(chapter=told["chapter"], section=told["section"]).first()
        if text is not None:
            _write(text, (told["ar"], told["kmr"]), secretary, chair)


def _write(text: Narrative, words: tuple[str, str], writer: User, other: User) -> None:
    told = Words(ar=words[0], kmr=words[1], seen=0, key=uuid.uuid4())
    version = narratives.write(narrative=text, words=told, by=writer)
    if (text.chapter, text.section) != WAITS:
        narratives.approve(narrative=text, number=version.number, by=other)
