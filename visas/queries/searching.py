"""Finding travellers by name in any script, and by the number of their document."""

from collections.abc import Collection, Iterator

from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.workflow.desks import CaseHits
from interior_portal.workflow.sql.cursor import read_rows
from visas.models import Application

MOST = 50
LEAST_OF_A_NUMBER = 4
# Of a common name so many people are looked at, so that it costs no more than a rare one.
MOST_COMPARED, MOST_ALIKE = 1000, 300
# The people are planned for as if all were wanted, by the index, and are read only as far as asked for:
# a plan for the first few would read the whole table for a pair of names that seldom meet.
_OF_THESE_WORDS = """
WITH named AS MATERIALIZED (
  SELECT p.id, strpos(p.folded_key, %(key)s) = 0 AS is_scattered
  FROM people_person p
  WHERE string_to_array(p.folded_key, ' ') @> string_to_array(%(key)s, ' ')
), compared AS MATERIALIZED (SELECT * FROM named LIMIT %(most_compared)s)
(SELECT a.case_id, 0
FROM compared
JOIN visas_application a ON a.person_id = compared.id
JOIN workflow_case c ON c.id = a.case_id
WHERE c.unit_id = ANY(%(units)s)
ORDER BY compared.is_scattered, a.case_id DESC LIMIT %(most)s)
UNION ALL SELECT NULL, count(*) FROM compared
"""
_ALIKE = """
WITH compared AS MATERIALIZED (
  SELECT p.id, word_similarity(%(key)s, p.folded_key) AS likeness
  FROM people_person p WHERE p.folded_key %%> %(key)s LIMIT %(most_compared)s
)
(SELECT a.case_id, 0
FROM compared
JOIN visas_application a ON a.person_id = compared.id
JOIN workflow_case c ON c.id = a.case_id
WHERE c.unit_id = ANY(%(units)s)
ORDER BY compared.likeness DESC, a.case_id DESC LIMIT %(most)s)
UNION ALL SELECT NULL, count(*) FROM compared
"""


def find_cases(text: str, units: Collection[int]) -> CaseHits:
    """Cases at these units whose traveller has this document number or a name like this one.

    Best first, at most 50: who bears these very words, then who bears words of the same consonants in
    any script; only where nobody does, names that are merely alike. At most four queries, each of
    which looks at a bounded number of people.
    """
    number = "".join(text.upper().split())
    if len(number) >= LEAST_OF_A_NUMBER and any(character.isdigit() for character in number):
        named = Application.objects.filter(document_number=number, case__unit__in=units)
        ids = list(named.order_by("-case_id").values_list("case_id", flat=True)[: MOST + 1])
        return CaseHits(ids[:MOST], is_cut=len(ids) > MOST)
    found: list[int] = []
    is_cut = False
    for sql, key, most_compared in _ways(text):
        if len(found) > MOST or (found and sql not in _BY_WORD):
            break
        parameters = {"key": key, "units": list(units), "most": MOST + 1}
        *rows, (_, compared) = read_rows(sql, {**parameters, "most_compared": most_compared})
        found += [case_id for case_id, _ in rows if case_id not in found]
        is_cut = is_cut or compared == most_compared
    return CaseHits(found[:MOST], is_cut or len(found) > MOST)


_SOUNDING_WORDS = _OF_THESE_WORDS.replace("folded_key", "consonant_key")
_BY_WORD = (_OF_THESE_WORDS, _SOUNDING_WORDS)


def _ways(text: str) -> Iterator[tuple[str, str, int]]:
    """By what a name is looked for, the surest first: the statement, the key, how many people are looked at."""
    folded, consonants = folded_key(text), consonant_key(text)
    if folded:
        yield _OF_THESE_WORDS, folded, MOST_COMPARED
    if consonants:
        yield _SOUNDING_WORDS, consonants, MOST_COMPARED
    if folded:
        yield _ALIKE, folded, MOST_ALIKE
    if consonants:
        yield _ALIKE.replace("folded_key", "consonant_key"), consonants, MOST_ALIKE
