"""One box for everything by which somebody names a case: its reference, a name, a number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import units_where
from interior_portal.shared.ids import clean_reference
from interior_portal.shared.text import normalise
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case

MOST_FOUND = 25
# Of fewer than three characters after the year a reference says nothing: too many cases begin so.
LEAST_OF_A_CODE, WHOLE_CODE = 3, 8
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


@dataclass(frozen=True, slots=True)
class Found:
    """Cases that fit, what was named first; `by` says how they were found, for the ledger.

    `is_cut` says that more fit, or may fit, than these.
    """

    cases: tuple[Case, ...]
    by: str
    is_cut: bool = False


def search(text: str, reader: User) -> Found:
    """The cases at units where the reader may see them, at most 25; never the reader's own.

    A reference or its beginning is found by the portal itself, all else by the directorates, each of
    which is asked for the units of its own permission. Queries: one for the units of each directorate,
    those of its search, one for the cases.
    """
    wanted = normalise(text)
    beginning = beginning_of_reference(wanted)
    if beginning:
        beginning_so = _readable(reader, Q(reference__startswith=beginning))
        newest = tuple(beginning_so.order_by("-pk")[: MOST_FOUND + 1])
        if newest or clean_reference(wanted):
            return Found(newest[:MOST_FOUND], "reference", len(newest) > MOST_FOUND)
    hits = [
        find(wanted, units)
        for directorate, units in _units(reader).items()
        if units and (find := registry.find_case_search(directorate)) is not None
    ]
    ids = [case_id for hit in hits for case_id in hit.case_ids]
    found = _readable(reader, Q(pk__in=ids)).in_bulk() if ids else {}
    cases = tuple(found[case_id] for case_id in ids if case_id in found)
    is_cut = len(cases) > MOST_FOUND or any(hit.is_cut for hit in hits)
    by = "number" if any(character.isdigit() for character in wanted) else "name"
    return Found(cases[:MOST_FOUND], by, is_cut)


def beginning_of_reference(text: str) -> str:
    """What a person typed as the beginning of the reference it means; empty when it cannot be one.

    Spelled as freely as `clean_reference` allows; a check character is not asked for.
    """
    letters = re.sub("[^0-9A-Z]", "", normalise(text).upper())
    prefixes = {known.reference_prefix for known in registry.procedures()}
    for prefix in sorted(prefixes, key=len, reverse=True):
        year, code = letters[len(prefix) :][:2], letters[len(prefix) + 2 :].translate(_LOOK_ALIKES)
        is_beginning = letters.startswith(prefix) and year.isdigit()
        if is_beginning and LEAST_OF_A_CODE <= len(code) <= WHOLE_CODE:
            return f"{prefix}{year}-{code[:4]}" + (f"-{code[4:]}" if code[4:] else "")
    return ""


def _units(reader: User) -> Mapping[str, list[int]]:
    return {
        directorate: list(units_where(reader, page.permission).values_list("pk", flat=True))
        for directorate, page in registry.desk_pages().items()
    }


def _readable(reader: User, which: Q) -> QuerySet[Case]:
    """Those of them at units where the reader may see them."""
    places = Q(pk__in=())
    for directorate, page in registry.desk_pages().items():
        codes = [known.code for known in registry.procedures() if known.directorate == directorate]
        places |= Q(procedure__in=codes, unit__in=units_where(reader, page.permission))
    found = Case.objects.filter(which).filter(places).exclude(applicant=reader)
    return found.select_related("unit")
