"""The tables of the boards as files: the numbers bare, and as the page writes them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from interior_portal.tallies.boards import Board, Figure, Way
from interior_portal.tallies.queries import newest_proof
from interior_portal.tallies.templatetags.proofs import said
from reports.queries.boards import NOW, OTHER, Reading, highest
from reports.rules.values import Value, is_time
from reports.rules.wording import say
from reports.sheets import Cell, Column, Kind, Table

Row = tuple[Cell, ...]


def board_table(board: Board, reading: Reading) -> Table:
    """Every figure of the board in both spans; money has a row for each currency."""
    rows = [
        (str(figure.label), figure.code, *cells)
        for figure in board.figures
        for cells in _both(
            figure, reading.spans.value(figure, NOW), reading.spans.value(figure, OTHER)
        )
    ]
    head = (
        Column(_("Figure")),
        Column(_("Code"), Kind.TEXT, _("What the figure is called for ever.")),
    )
    definitions = tuple(f"{figure.label}: {figure.definition}" for figure in board.figures)
    return Table(
        str(board.label), (*head, *_columns(reading)), tuple(rows), (*_notes(reading), *definitions)
    )


def figure_table(figure: Figure, reading: Reading) -> Table:
    """One figure: the whole, then by unit, then by kind."""
    whole = (_("All"), "", reading.spans.value(figure, NOW), reading.spans.value(figure, OTHER))
    units = [(_("Unit"), *part) for part in reading.by_unit(figure)]
    kinds = [(_("Kind"), *part[1:]) for part in reading.by_category(figure)]
    rows = [
        (by, name, *cells)
        for by, name, now, other in (whole, *units, *kinds)
        for cells in _both(figure, now, other)
    ]
    head = (Column(_("By")), Column(_("Part")))
    notes = (*_notes(reading), str(figure.definition))
    return Table(str(figure.label), (*head, *_columns(reading)), tuple(rows), notes)


def _columns(reading: Reading) -> tuple[Column, ...]:
    bare = _("The number itself: shares from 0 to 1, times in seconds.")
    return (
        Column(_("Measured in")),
        *(Column(label, Kind.NUMBER, bare) for label in reading.labels),
        *(
            Column(
                _("%(span)s, in words") % {"span": label},
                Kind.TEXT,
                _("As the page writes it."),
            )
            for label in reading.labels
        ),
    )


def _both(figure: Figure, now: Value, other: Value) -> Iterator[Row]:
    """The cells of both spans: what they are measured in, bare, in words."""
    words = (say(figure, now), say(figure, other))
    if figure.way is not Way.MONEY:
        yield (_measure(figure), now.number, other.number, *words)
        return
    for currency in sorted({*now.amounts, *other.amounts}):
        yield (currency, now.amounts.get(currency), other.amounts.get(currency), *words)


def _measure(figure: Figure) -> str:
    if figure.way is Way.SHARE:
        return _("share")
    return _("seconds") if is_time(figure) else _("number")


def _notes(reading: Reading) -> tuple[str, ...]:
    unit = highest(reading.scope)
    return (
        *([unit.name] if unit else []),
        f"{reading.now.label} – {reading.other.label}",
        said(newest_proof())["text"],
    )
