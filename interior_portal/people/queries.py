"""Finding people under any script and spelling, and what belongs to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest

from interior_portal.accounts.models import User
from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.people.models import Person, PersonAccount
from interior_portal.shared.text import normalise

MOST = 25
LEAST_LIKENESS = 0.6
# Of a common name so many people are looked at, so that it costs no more than a rare one.
MOST_COMPARED, MOST_ALIKE = 1000, 300
# The people are planned for as if all were wanted, by the index, and are read only as far as asked for:
# a plan for the first few would read the whole table for a pair of names that seldom meet.
_OF_THESE_WORDS = """
WITH named AS MATERIALIZED (
  SELECT p.id, (strpos(p.folded_key, %(key)s) = 0)::integer AS distance
  FROM people_person p
  WHERE string_to_array(p.folded_key, ' ') @> string_to_array(%(key)s, ' ')
), compared AS MATERIALIZED (SELECT * FROM named LIMIT %(most_compared)s)
"""
_ALIKE = """
WITH compared AS MATERIALIZED (
  SELECT p.id, -word_similarity(%(key)s, p.folded_key) AS distance
  FROM people_person p WHERE p.folded_key %%> %(key)s LIMIT %(most_compared)s
)
"""
_SOUNDING_WORDS = _OF_THESE_WORDS.replace("folded_key", "consonant_key")
_SOUNDING_ALIKE = _ALIKE.replace("folded_key", "consonant_key")
_BY_WORD = (_OF_THESE_WORDS, _SOUNDING_WORDS)
_FOUND = "(SELECT found, 0 FROM ("
_BEST_FIRST = """
) AS led GROUP BY found ORDER BY min(distance), found DESC LIMIT %(most)s)
UNION ALL SELECT NULL, count(*) FROM compared
"""


@dataclass(frozen=True, slots=True)
class NameHits:
    """Ids of what belongs to people of a name, the best first; `is_cut` says that more may."""

    ids: Sequence[int]
    is_cut: bool


def search(text: str) -> QuerySet[Person]:
    """People whose name, in any script, or whose document number is like the text; best first, at most 25."""
    wanted = normalise(text)
    folded, consonants = folded_key(wanted), consonant_key(wanted)
    if not folded:
        return Person.objects.none()
    number = "".join(wanted.upper().split())
    return (
        Person.objects.annotate(
            likeness=Greatest(
                TrigramWordSimilarity(folded, "folded_key"),
                TrigramWordSimilarity(consonants, "consonant_key"),
            )
        )
        .filter(
            Q(folded_key__trigram_word_similar=folded)
            | Q(consonant_key__trigram_word_similar=consonants)
            | Q(documents__number=number)
        )
        .order_by("-likeness", "pk")
        .distinct()[:MOST]
    )


def find_person_of(user: User) -> Person | None:
    """Whose account it is, once an official has seen who they are; one query."""
    link = PersonAccount.objects.filter(user=user, ended_at=None).select_related("person").first()
    return link.person if link else None


def find_account_of(person: Person) -> User | None:
    """The account of a person, proven at a counter; one query."""
    link = PersonAccount.objects.filter(person=person, ended_at=None).select_related("user").first()
    return link.user if link else None


def find_by_name(
    text: str,
    *,
    led_to: str,
    parameters: Mapping[str, Any],
    most: int,
    compared: int | None = None,
) -> NameHits:
    """What belongs to people of this name in any script: first to who bears these very words, then to
    who bears words of the same consonants; only where there is nothing, to names that are merely alike.

    `led_to` is constant SQL that leads from `compared (id, distance)`, the people, to the ids `found`:
    `SELECT x.id AS found, compared.distance FROM compared JOIN ...`. At most four queries, each of which
    looks at a bounded number of people, `compared` at most where it costs more to be led on.
    """
    found: list[int] = []
    is_cut = False
    for people, key, most_compared in _ways(text):
        if len(found) > most or (found and people not in _BY_WORD):
            break
        looked_at = min(most_compared, compared or most_compared)
        bounds: dict[str, Any] = {"key": key, "most": most + 1, "most_compared": looked_at}
        with connection.cursor() as cursor:
            cursor.execute(f"{people}{_FOUND}{led_to}{_BEST_FIRST}", {**parameters, **bounds})
            *rows, (_, number) = cursor.fetchall()
        found += [row for row, _ in rows if row not in found]
        is_cut = is_cut or number == looked_at
    return NameHits(found[:most], is_cut or len(found) > most)


def _ways(text: str) -> Iterator[tuple[str, str, int]]:
    """By what a name is looked for, the surest first: the people, the key, how many are looked at."""
    folded, consonants = folded_key(text), consonant_key(text)
    if folded:
        yield _OF_THESE_WORDS, folded, MOST_COMPARED
    if consonants:
        yield _SOUNDING_WORDS, consonants, MOST_COMPARED
    if folded:
        yield _ALIKE, folded, MOST_ALIKE
    if consonants:
        yield _SOUNDING_ALIKE, consonants, MOST_ALIKE
