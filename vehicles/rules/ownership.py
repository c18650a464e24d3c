"""Who owns how much: ownership is counted in 2,400 shares, as the registers of the region always have."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from interior_portal.shared.refusals import Refusal

WHOLE = (
    2400  # divides by two, three, five and most of their products: the parts of heirs come out even
)
NOT_THE_OWNER = Refusal(
    "not_the_owner", _("Who gives up shares must own at least as many of this vehicle.")
)
NOTHING_GIVEN = Refusal("nothing_given", _("Say how many shares change hands."))


def why_not_shares(shares: Collection[int]) -> Refusal | None:
    """The shares of all owners are whole, positive, and together the whole vehicle."""
    if any(share < 1 for share in shares):
        return Refusal("share_too_small", _("Every owner has at least one share."))
    if sum(shares) != WHOLE:
        return Refusal(
            "shares_not_whole",
            _("The shares of all owners together are %(sum)s. They must be %(whole)s."),
            {"sum": sum(shares), "whole": WHOLE},
        )
    return None


def why_not_give(*, held: Mapping[int, int], given: Mapping[int, int]) -> Refusal | None:
    """Something is given up, and nobody gives more than they own. By the id of the person."""
    if not given or any(share < 1 for share in given.values()):
        return NOTHING_GIVEN
    if any(share > held.get(person, 0) for person, share in given.items()):
        return NOT_THE_OWNER
    return None


def why_not_transfer(
    *, held: Mapping[int, int], given: Mapping[int, int], taken: Mapping[int, int]
) -> Refusal | None:
    """Nobody gives more than they own, and all that is given is taken over. By the id of the person."""
    if refusal := why_not_give(held=held, given=given):
        return refusal
    if any(share < 1 for share in taken.values()):
        return NOTHING_GIVEN
    if sum(given.values()) != sum(taken.values()):
        return Refusal(
            "shares_do_not_meet",
            _("%(given)s shares are given up and %(taken)s taken over. Both must be the same."),
            {"given": sum(given.values()), "taken": sum(taken.values())},
        )
    return None
