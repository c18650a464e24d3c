"""Finding travellers by name in any script, and by the number of their document."""

from collections.abc import Collection

from interior_portal.people.queries import find_by_name
from interior_portal.workflow.desks import CaseHits
from visas.models import Application

MOST = 50
LEAST_OF_A_NUMBER = 4
_TO_CASES = """
SELECT a.case_id AS found, compared.distance
FROM compared
JOIN visas_application a ON a.person_id = compared.id
JOIN workflow_case c ON c.id = a.case_id
WHERE c.unit_id = ANY(%(units)s)
"""


def find_cases(text: str, units: Collection[int]) -> CaseHits:
    """Cases at these units whose traveller has this document number or a name like this one.

    Best first, at most 50; see `people.queries.find_by_name`. At most nine queries.
    """
    number = "".join(text.upper().split())
    if len(number) >= LEAST_OF_A_NUMBER and any(character.isdigit() for character in number):
        named = Application.objects.filter(document_number=number, case__unit__in=units)
        ids = list(named.order_by("-case_id").values_list("case_id", flat=True)[: MOST + 1])
        return CaseHits(ids[:MOST], is_cut=len(ids) > MOST)
    hits = find_by_name(text, led_to=_TO_CASES, parameters={"units": list(units)}, most=MOST)
    return CaseHits(hits.ids, is_cut=hits.is_cut)
