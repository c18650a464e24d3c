"""Which boards somebody sees."""

from interior_portal.accounts.queries import Reader, has_permission
from interior_portal.tallies.boards import Board, boards


def boards_of(user: Reader) -> list[Board]:
    """The boards that somebody may open at some unit, in the order of the house."""
    return [board for board in boards() if has_permission(user, board.permission)]
