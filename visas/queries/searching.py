"""Finding travellers by name in any script, and by the number of their document."""

from collections.abc import Collection, Sequence

from interior_portal.people.folding import consonant_key, folded_key
from interior_portal.workflow.sql.cursor import read_rows
from visas.models import Application

MOST = 50
LEAST_OF_A_NUMBER = 4
# Of a common name so many people are compared, so that it costs no more than a rare one.
MOST_COMPARED = 2000
_BY_NAME = """
SELECT a.case_id
FROM (
  SELECT p.id, greatest(
    word_similarity(%(folded)s, p.folded_key), word_similarity(%(consonants)s, p.consonant_key)
  ) AS likeness
  FROM people_person p
  WHERE p.folded_key %%> %(folded)s OR p.consonant_key %%> %(consonants)s
  LIMIT %(most_compared)s
) AS found
JOIN visas_application a ON a.person_id = found.id
JOIN workflow_case c ON c.id = a.case_id
WHERE c.unit_id = ANY(%(units)s)
ORDER BY found.likeness DESC, a.case_id DESC LIMIT %(most)s
"""


def find_cases(text: str, units: Collection[int]) -> Sequence[int]:
    """Cases at these units whose traveller has this document number or a name like this one.

    Best first, at most 50. One query.
    """
    number = "".join(text.upper().split())
    if len(number) >= LEAST_OF_A_NUMBER and any(character.isdigit() for character in number):
        named = Application.objects.filter(document_number=number, case__unit__in=units)
        return list(named.order_by("-case_id").values_list("case_id", flat=True)[:MOST])
    folded, consonants = folded_key(text), consonant_key(text)
    if not folded:
        return []
    parameters = {
        "folded": folded,
        "consonants": consonants,
        "units": list(units),
        "most": MOST,
        "most_compared": MOST_COMPARED,
    }
    return [case_id for (case_id,) in read_rows(_BY_NAME, parameters)]
