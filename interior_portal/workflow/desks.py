"""What a directorate tells about its cases to the pages that all desks share."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from interior_portal.workflow.procedures import Label

# From what was typed, normalised, and the units whose cases count, to ids of cases: bounded, best first.
CaseSearch = Callable[[str, Collection[int]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a list shows it: whom or what it is about, and which service."""

    name: str
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPage:
    """A directorate on the common desk.

    `url_name` is the page on which a desk works on one case; it takes the reference and opens for who
    holds `permission` at the case's unit. `lines` names a page of cases by id, in one query;
    a case that no desk may see yet has none.
    `categories` gives the labels of the directorate's categories by code, in one query.
    """

    label: Label
    url_name: str
    permission: str
    lines: Callable[[Sequence[int]], Mapping[int, CaseLine]]
    categories: Callable[[], Mapping[str, str]]
