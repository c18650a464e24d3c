"""Finding travellers by name in any script, and by the number of their document."""

from collections.abc import Collection, Sequence

from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.workflow.sql.cursor import read_rows
from visas.models import Application

MOST = 50
LEAST_OF_A_NUMBER = 4
# Of a common name so many people are compared, so that it costs no more than a rare one.
MOST_COMPARED = 1000
_AS_SPELLED = """
SELECT a.case_id
FROM (
  SELECT p.id, word_similarity(%(key)s, p.folded_key) AS likeness
  FROM people_person p WHERE p.folded_key %%> %(key)s LIMIT %(most_compared)s
) AS found
JOIN visas_application a ON a.person_id = found.id
JOIN workflow_case c ON c.id = a.case_id
WHERE c.unit_id = ANY(%(units)s)
ORDER BY found.likeness DESC, a.case_id DESC LIMIT %(most)s
"""
_AS_SOUNDING = _AS_SPELLED.replace("folded_key", "consonant_key")


def find_cases(text: str, units: Collection[int]) -> Sequence[int]:
    """Cases at these units whose traveller has this document number or a name like this one.

    Best first, at most 50: names spelled so, then those of the same consonants in any script, which
    are many more and are asked for only while there is room. At most two queries.
    """
    number = "".join(text.upper().split())
    if len(number) >= LEAST_OF_A_NUMBER and any(character.isdigit() for character in number):
        named = Application.objects.filter(document_number=number, case__unit__in=units)
        return list(named.order_by("-case_id").values_list("case_id", flat=True)[:MOST])
    found = _by_key(_AS_SPELLED, folded_key(text), units)
    if len(found) < MOST:
        found += _by_key(_AS_SOUNDING, consonant_key(text), units)
    return list(dict.fromkeys(found))[:MOST]


def _by_key(sql: str, key: str, units: Collection[int]) -> list[int]:
    if not key:
        return []
    parameters = {"key": key, "units": list(units), "most": MOST, "most_compared": MOST_COMPARED}
    return [case_id for (case_id,) in read_rows(sql, parameters)]
