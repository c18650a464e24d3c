"""An annual report in the making, for tests: editions whose words two people have written and approved."""

import uuid
from decimal import Decimal

from interior_portal.accounts.models import Unit, User
from interior_portal.shared import clock
from interior_portal.tallies import actions as tallies
from reports.actions.annual import editions, narratives
from reports.actions.annual.narratives import Words
from reports.models import Edition, Narrative
from tests.cast import Cast

YEAR = 2026


def count_visas() -> None:
    """A few visas at two units, in two months, and money."""
    for code, month, number in (("visas", 2, 3), ("visas-qamishlo", 3, 4)):
        unit_id = Unit.objects.get(code=code).pk
        at = clock.now().replace(month=month, day=3)
        tallies.count("visas.granted", unit_id=unit_id, category="tourism", count=number, at=at)
        tallies.count("visas.refused", unit_id=unit_id, category="work", count=1, at=at)
        tallies.count(
            "payments.taken", unit_id=unit_id, category="USD", amount=Decimal(1250), at=at
        )


def words(text: str = "كلام", kurmanji: str = "Gotin", seen: int = 0) -> Words:
    return Words(ar=text, kmr=kurmanji, seen=seen, key=uuid.uuid4())


def begun(cast: Cast, year: int = YEAR) -> Edition:
    """A draft without a word."""
    return editions.begin_edition(year=year, by=cast.secretary)


def text_of(edition: Edition, chapter: str = "foreword", section: str = "words") -> Narrative:
    return edition.narratives.get(chapter=chapter, section=section)


def settle(text: Narrative, words: Words, *, writer: User, other: User) -> None:
    """Write a text and approve it."""
    version = narratives.write(narrative=text, words=words, by=writer)
    narratives.approve(narrative=text, number=version.number, by=other)


def written(cast: Cast, edition: Edition) -> Edition:
    """Every text that is not approved yet is written by the secretary and approved by a chair."""
    for text in edition.narratives.exclude(state=Narrative.State.APPROVED):
        settle(text, words(seen=text.newest), writer=cast.secretary, other=cast.chair)
    return edition


def approved(cast: Cast, year: int = YEAR) -> Edition:
    """An edition whose words are locked."""
    return editions.approve_edition(edition=written(cast, begun(cast, year)), by=cast.chair)
