"""Who may open a page: every view carries exactly one `access`, and the build fails for a view without."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.http import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Access:
    """`PUBLIC`: anyone; `SIGNED_IN`: anyone signed in; `PERMITTED`: who holds `permission`."""

    kind: Literal["PUBLIC", "SIGNED_IN", "PERMITTED"]
    permission: str = ""


def mark(view: View, access: Access) -> View:
    """The same view, labelled; a second label is a mistake and raises TypeError."""
    if hasattr(view, "access"):
        raise TypeError(f"{view!r} says twice who may open it")
    view.__dict__["access"] = access
    return view


def public(view: View) -> View:
    """Anyone may open it. Outermost decorator of a view."""
    return mark(view, Access("PUBLIC"))
