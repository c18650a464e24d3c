"""Finding people under any script and spelling, and what belongs to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from interior_portal.accounts.models import User
from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.people.models import Person, PersonAccount

# Of a common name so many people are looked at, so that it costs no more than a rare one.
MOST_COMPARED, MOST_ALIKE = 1000, 300
# So many words are read of what was typed; each may mean so many words that somebody bears, fewer where all do.
MOST_WORDS, LEAST_WORDS_TO_SPARE_ONE = 8, 3
MOST_MEANT, MOST_MEANT_BY_EACH = 100, 30
# The people are planned for as if all were wanted, by the index, and are read only as far as asked for:
# a plan for the first few would read the whole table for a pair of names that seldom meet.
_WHERE = """
WITH named AS MATERIALIZED (
  SELECT p.id, {distance} AS distance FROM people_person p WHERE {condition}
), compared AS MATERIALIZED (SELECT * FROM named LIMIT %(most_compared)s)
"""
_WORDS = "string_to_array(p.{column}, ' ')"
_IN_THIS_ORDER = "(strpos(p.{column}, %(key)s) = 0)::integer"
_ALIKE = "-word_similarity(%(key)s, p.{column})"
# Words are compared, which are few, and not people: those that begin, end or go on alike, and those but a letter
# away, which of short words are not alike at all.
_MEANT = """
WITH typed AS MATERIALIZED (SELECT word, people_near(word) AS near FROM unnest(%s::text[]) AS word)
SELECT typed.word, meant.word FROM typed CROSS JOIN LATERAL (
  SELECT alike.word FROM (
    SELECT known.word FROM people_nameword known WHERE known.word %%> typed.word
    UNION SELECT known.word FROM people_nameword known WHERE people_near(known.word) && typed.near
  ) AS alike
  ORDER BY alike.word <> typed.word, word_similarity(typed.word, alike.word) DESC,
    similarity(typed.word, alike.word) DESC, alike.word
  LIMIT %s
) AS meant
"""
# Who bears the likeliest word is read first, and nobody once there are enough.
_WHERE_A_WORD_IS_ALIKE = """
WITH compared AS MATERIALIZED (
  SELECT p.id, {distance} AS distance FROM unnest(%(meant_0)s::text[]) AS meant (word) CROSS JOIN LATERAL (
    SELECT * FROM people_person p WHERE {words} @> ARRAY[meant.word] LIMIT %(most_compared)s
  ) AS p LIMIT %(most_compared)s
)
"""
_FOUND = "(SELECT found, 0 FROM ("
_BEST_FIRST = """
) AS led GROUP BY found ORDER BY min(distance), found DESC LIMIT %(most)s)
UNION ALL SELECT NULL, count(*) FROM compared
"""
Keys = Mapping[str, str]
Way = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class NameHits:
    """Ids of what belongs to people of a name, the best first; `is_cut` says that more may."""

    ids: Sequence[int]
    is_cut: bool


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
    compared: int = MOST_COMPARED,
) -> NameHits:
    """What belongs to people of this name in any script: first to who bears these very words, then to
    who bears words of the same consonants; only where there is nothing, to names that are merely alike.

    `led_to` is constant SQL that leads from `compared (id, distance)`, the people, to the ids `found`:
    `SELECT x.id AS found, compared.distance FROM compared JOIN ...`. Two queries for a name that is there, at
    most nine; each looks at a bounded number of people, `compared` at most where it costs more to be led on.
    """
    words = text.split()[:MOST_WORDS]
    keys = {
        column: key
        for column, fold in (("folded_key", folded_key), ("consonant_key", consonant_key))
        if (key := fold(" ".join(words)))
    }
    search = _Search(led_to, parameters, most)
    for way in _of_these_words(keys):
        search.look(way, min(MOST_COMPARED, compared))
        if len(search.found) > most:
            break
    if not search.found:
        for way in _of_words_alike(keys):
            search.look(way, min(MOST_ALIKE, compared))
            if search.found:
                break
    return NameHits(search.found[:most], search.is_cut or len(search.found) > most)


@dataclass(slots=True)
class _Search:
    """One search on its way from people to what belongs to them."""

    led_to: str
    parameters: Mapping[str, Any]
    most: int
    found: list[int] = field(default_factory=list)
    is_cut: bool = False

    def look(self, way: Way, most_compared: int) -> None:
        """One query; what is found comes after what was found before."""
        people, values = way
        bounds = {"most": self.most + 1, "most_compared": most_compared}
        with connection.cursor() as cursor:
            sql = f"{people}{_FOUND}{self.led_to}{_BEST_FIRST}"
            cursor.execute(sql, {**self.parameters, **values, **bounds})
            *rows, (_, number) = cursor.fetchall()
        self.found += [row for row, _ in rows if row not in self.found]
        self.is_cut = self.is_cut or number == most_compared


def _of_these_words(keys: Keys) -> Iterator[Way]:
    for column, key in keys.items():
        bearing = f"{_WORDS} @> %(words)s::text[]"
        yield _where(column, bearing, _IN_THIS_ORDER), {"key": key, "words": key.split()}


def _of_words_alike(keys: Keys) -> Iterator[Way]:
    """One word is another than was typed, or, of three or more, not among theirs (people are called by their
    fathers' names, too), or each is another. One query of its own, for the words that may be meant.
    """
    meant = _meant({word for key in keys.values() for word in key.split()})
    for ways in (_one_is_alike, _one_is_not_theirs, _each_is_alike):
        for column, key in keys.items():
            words = key.split()
            values: dict[str, Any] = {"key": key}
            for place, word in enumerate(words):
                values[f"meant_{place}"] = meant[word]
                values[f"others_{place}"] = words[:place] + words[place + 1 :]
            yield from ((sql, values) for sql in ways(column, range(len(words))))


def _meant(typed: set[str]) -> Mapping[str, list[str]]:
    """The words that people bear and that may be meant by a typed one, the likeliest first."""
    meant: dict[str, list[str]] = {word: [] for word in typed}
    with connection.cursor() as cursor:
        cursor.execute(_MEANT, [sorted(typed), MOST_MEANT])
        for word, known in cursor.fetchall():
            meant[word].append(known)
    return meant


def _one_is_alike(column: str, places: range) -> Iterator[str]:
    if len(places) == 1:
        words, distance = (text.format(column=column) for text in (_WORDS, _ALIKE))
        yield _WHERE_A_WORD_IS_ALIKE.format(words=words, distance=distance)
    else:
        one = "({words} @> %(others_{place})s::text[] AND {words} && %(meant_{place})s::text[])"
        yield _where(column, " OR ".join(_at(one, places)), _ALIKE)


def _one_is_not_theirs(column: str, places: range) -> Iterator[str]:
    if len(places) >= LEAST_WORDS_TO_SPARE_ONE:
        others = "{words} @> %(others_{place})s::text[]"
        yield _where(column, " OR ".join(_at(others, places)), _ALIKE)


def _each_is_alike(column: str, places: range) -> Iterator[str]:
    if len(places) > 1:
        each = f"{{words}} && (%(meant_{{place}})s::text[])[:{MOST_MEANT_BY_EACH}]"
        yield _where(column, " AND ".join(_at(each, places)), _ALIKE)


def _at(condition: str, places: range) -> Iterator[str]:
    return (condition.format(words=_WORDS, place=place) for place in places)


def _where(column: str, condition: str, distance: str) -> str:
    """The people of whom the condition is true."""
    return _WHERE.format(distance=distance, condition=condition).format(column=column)
