"""Plates in stock: which numbers can be taken in together, and which series no real plate bears."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal

MOST_AT_ONCE = (
    2000  # a box of the maker; more of them in one transaction would keep the office waiting
)
# The town or series of the plates with which other systems try the look-up: no real plate names it.
TRIAL_TOWN = "TEST"
TOO_MANY = Refusal(
    "too_many_plates", _("At most 2,000 plates can be entered at once. Enter them in parts.")
)
WRONG_ORDER = Refusal("wrong_order", _("The last number lies before the first one."))
WRONG_DIGITS = Refusal(
    "wrong_digits", _("A plate of this kind has at most %(most)s digits. Compare the numbers.")
)
RESERVED = Refusal(
    "reserved_for_trials",
    _("“TEST” stands for the trial plates of the look-up. No real plate can bear it."),
)
TOWN_MISSING = Refusal("town_missing", _("A plate of this kind names a town. Choose it."))
NO_TOWN = Refusal("no_town", _("A plate of this kind names no town. Leave the town empty."))


def why_not_numbers(numbers: range, *, digits_most: int) -> Refusal | None:
    """Consecutive numbers from the first to the last, not too many, none longer than the plate."""
    if not numbers:
        return WRONG_ORDER
    if len(numbers) > MOST_AT_ONCE:
        return TOO_MANY
    if len(str(numbers[-1])) > digits_most:
        return Refusal(WRONG_DIGITS.code, WRONG_DIGITS.message, {"most": digits_most})
    return None


def why_not_town(*, has_town: bool, is_named: bool) -> Refusal | None:
    """A town stands on the kinds of plates that name one, and on no other."""
    if has_town == is_named:
        return None
    return TOWN_MISSING if has_town else NO_TOWN


def why_not_named(names: Iterable[str]) -> Refusal | None:
    """A series, or a town under any of its names, that is kept for trials."""
    return RESERVED if any(name.strip().upper() == TRIAL_TOWN for name in names) else None


def is_low(*, left: int, low_below: int) -> bool:
    """Whether an office should order more; a kind with `low_below` 0 is never ordered."""
    return left < low_below
