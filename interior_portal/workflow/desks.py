"""What a directorate tells about its cases to the pages that all desks share."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from interior_portal.workflow.procedures import Label


@dataclass(frozen=True, slots=True)
class CaseHits:
    """Ids of the cases that fit, the best first; `is_cut` says that more may fit than were looked at."""

    case_ids: Sequence[int]
    is_cut: bool = False


# From what was typed, normalised, and the units whose cases count, to a bounded number of cases.
CaseSearch = Callable[[str, Collection[int]], CaseHits]


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
