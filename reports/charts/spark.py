"""A line so small that it stands in a row of a table: part of the page itself, without a library."""

from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 72, 20, 3


@dataclass(frozen=True, slots=True)
class Spark:
    """Values over time, the oldest first, left to right as in every picture; None is a gap.

    Counts are drawn from nought; a level that never comes near it (`from_nought=False`) between its extremes.
    """

    values: tuple[float | None, ...]
    from_nought: bool = True

    @property
    def pieces(self) -> list[str]:
        """The points of each unbroken piece, as a polyline of an SVG of WIDTH x HEIGHT takes them."""
        pieces: list[list[str]] = [[]]
        for place, value in enumerate(self.values):
            if value is None:
                pieces.append([])
            else:
                pieces[-1].append(self._point(place, value))
        return [" ".join(piece) for piece in pieces if len(piece) > 1]

    @property
    def last(self) -> tuple[str, str] | None:
        """Where the newest value stands; None without any."""
        for place in reversed(range(len(self.values))):
            value = self.values[place]
            if value is not None:
                across, _, down = self._point(place, value).partition(",")
                return across, down
        return None

    def _point(self, place: int, value: float) -> str:
        there = [known for known in self.values if known is not None]
        ground = [0.0] if self.from_nought else []
        lowest, highest = min(*ground, *there, there[0]), max(*ground, *there, there[0])
        across = MARGIN + (WIDTH - 2 * MARGIN) * place / max(1, len(self.values) - 1)
        part = (value - lowest) / (highest - lowest) if highest > lowest else 0
        return f"{across:.1f},{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * part:.1f}"
