"""Reading a machine readable zone that a person typed or a reader sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from interior_portal.people.mrz.layouts import Layout
from interior_portal.people.mrz.parsing import parse
from interior_portal.people.mrz.records import Mrz, Problem
from interior_portal.people.mrz.typed import Candidate, candidates, clean_lines, possible_layouts

# Lines that are further from every format than this are something else.
NEAR = 8


def read(lines: Sequence[str] | str, today: dt.date | None = None) -> Mrz:
    """The zone in the lines: TD1, TD2, TD3, MRV-A or MRV-B; never raises for what was typed.

    Takes lower case, stray spaces, digits of any script, bidi marks, mirrored chevrons, missing
    or surplus fillers at a line's end, and one text with or without line breaks. Where several
    readings are possible, the one with the fewest problems counts, then the nearest to the text.
    Centuries are told from `today` (default: the clock): see `dates`.
    """
    if today is None:
        from interior_portal.shared import clock  # the only part that needs settings

        today = clock.today()
    typed = clean_lines(lines)
    readings = [(_parsed(candidate, today), candidate.distance) for candidate in candidates(typed)]
    if not readings:
        return _unreadable(typed)
    return min(readings, key=lambda reading: (len(reading[0].problems), reading[1]))[0]


def _parsed(candidate: Candidate, today: dt.date) -> Mrz:
    return _with_lengths(candidate, parse(candidate.layout, candidate.lines, today))


def _with_lengths(candidate: Candidate, mrz: Mrz) -> Mrz:
    """Says of a line with problems that fillers were added or taken off: perhaps wrongly so."""
    width = candidate.layout.width
    lengths = tuple(
        _bad_length(line, width - change, width)
        for line, change in enumerate(candidate.changes)
        if change and any(problem.line == line + 1 for problem in mrz.problems)
    )
    return replace(mrz, problems=lengths + mrz.problems)


def _unreadable(typed: Sequence[str]) -> Mrz:
    """Lines that fit no format: which of them has the wrong length, when it can be told."""
    lines = tuple("".join(line.split()) for line in typed)

    def distance(layout: Layout) -> int:
        return min(abs(len(line) - layout.width) for line in lines)

    layout = min(possible_layouts(lines), key=distance, default=None)
    if layout is None or distance(layout) > NEAR:
        unknown = Problem("unknown_format:format", 1, 1, found=str(len(lines)))
        return Mrz(lines=lines, problems=(unknown,))
    wrong = (place for place, line in enumerate(lines) if len(line) != layout.width)
    problems = tuple(_bad_length(place, len(lines[place]), layout.width) for place in wrong)
    return Mrz(format=layout.format, lines=lines, problems=problems)


def _bad_length(line: int, found: int, expected: int) -> Problem:
    column = min(found, expected) + 1
    return Problem(
        f"bad_length:line_{line + 1}", line + 1, column, found=str(found), expected=str(expected)
    )
