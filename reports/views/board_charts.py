"""The pictures of a board: from what was read, with words in the active language."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from django.utils import dateformat
from django.utils.translation import gettext

from interior_portal.tallies.boards import Figure, Way
from interior_portal.ui.amounts import currency_word
from reports.charts import Bar, Bars, Line, Lines, Multiples, Panel, Target
from reports.queries.boards import NOW, OTHER, Reading
from reports.rules import periods
from reports.rules.periods import Span
from reports.rules.targets import due
from reports.rules.values import Value, is_time
from reports.rules.wording import say, say_target

MOST_BARS = 12
WHOLE = 100
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
SHARES, TIMES = "shares", "times"


def line(reading: Reading, figure: Figure, currency: str = "") -> Lines:
    """A figure by months, with the months a year before, and what it is to reach; of money one currency."""
    currency = currency or main_currency(reading, figure)
    now, before = _months(reading, figure, currency)
    spans = reading.months.spans
    factor, unit = _scale(figure, (*now, *before), currency)
    target = reading.targets.get(figure.code)
    reach = None
    if target is not None and target.value is not None:
        wanted = due(figure, target.value, _a_month(reading))
        words = {"value": say_target(figure, wanted)}
        reach = Target(gettext("Target: %(value)s") % words, wanted / factor)
    words = {"figure": str(figure.label), "currency": currency_word(currency)}
    return Lines(
        gettext("%(figure)s: %(currency)s") % words if currency else str(figure.label),
        ticks(reading),
        Line(spans[NOW].label, _scaled(now, factor)),
        Line(spans[OTHER].label, _scaled(before, factor)),
        reach,
        unit,
    )


def multiples(reading: Reading, kind: str) -> Multiples | None:
    """All shares of a board, or all times, on one scale; None where there are fewer than two."""
    figures = [each for each in reading.figures if _is_of(each, kind)]
    if len(figures) <= 1:
        return None
    every = {each.code: _months(reading, each) for each in figures}
    values = [value for pair in every.values() for line in pair for value in line]
    factor, unit = _scale(figures[0], values)
    spans = reading.months.spans
    titles = {
        SHARES: gettext("Shares, in per cent"),
        TIMES: gettext("Times, in %(unit)s") % {"unit": unit},
    }
    return Multiples(
        titles[kind],
        tuple(
            Panel(
                str(each.label),
                _scaled(every[each.code][NOW], factor),
                say(each, reading.spans.value(each, NOW)),
                _scaled(every[each.code][OTHER], factor),
            )
            for each in figures
        ),
        ticks(reading),
        spans[NOW].label,
        spans[OTHER].label,
        unit,
    )


def bars(
    reading: Reading,
    figure: Figure,
    parts: Iterable[tuple[str, Value, Value]],
    title: str,
    currency: str = "",
) -> Bars:
    """Parts of a figure, the longest first; both spans. Of money one currency."""
    rows = [
        Bar(
            name,
            plain(figure, now, currency),
            say(figure, _of(now, currency)),
            plain(figure, other, currency),
        )
        for name, now, other in parts
    ]
    rows.sort(key=lambda bar: -(bar.value or 0))
    return Bars(title, tuple(rows[:MOST_BARS]), *reading.labels)


def ticks(reading: Reading) -> tuple[str, ...]:
    """The months of the line by name."""
    return tuple(dateformat.format(month, "F") for month in reading.months.spans[NOW].months())


def plain(figure: Figure, value: Value, currency: str = "") -> float | None:
    """A value as one number; of money that of one currency."""
    if figure.way is Way.MONEY:
        return float(value.amounts.get(currency, Decimal()))
    return value.number


def currencies(reading: Reading, figure: Figure) -> list[str]:
    """Every currency of the line, the one of which most came in first."""
    found = {
        code
        for readings in (reading.spans, reading.months)
        for place in (NOW, OTHER)
        for code in readings.value(figure, place).amounts
    }
    main = main_currency(reading, figure)
    return sorted(found, key=lambda code: (code != main, code))


def main_currency(reading: Reading, figure: Figure) -> str:
    """The currency of which most came in, by its sum: the one that a picture of money shows."""
    amounts = reading.spans.value(figure, NOW).amounts if figure.way is Way.MONEY else {}
    return max(amounts, key=lambda code: amounts[code], default="")


def trend_of(reading: Reading, figure: Figure) -> tuple[float | None, ...]:
    """The months of the line as plain numbers: for a spark."""
    return _months(reading, figure, main_currency(reading, figure))[NOW]


def _of(value: Value, currency: str) -> Value:
    """Of money that currency alone."""
    if not currency:
        return value
    return replace(value, amounts={currency: value.amounts.get(currency, Decimal())})


def _months(
    reading: Reading, figure: Figure, currency: str = ""
) -> tuple[tuple[float | None, ...], ...]:
    return tuple(
        tuple(
            plain(figure, reading.months.value(figure, place, month=month), currency)
            if month <= reading.now.last or place == OTHER
            else None
            for month in span.months()
        )
        for place, span in enumerate(reading.months.spans)
    )


def _a_month(reading: Reading) -> Span:
    """The last month of the line: what a target of the year asks of one."""
    return periods.month_of(reading.now.last)


def _is_of(figure: Figure, kind: str) -> bool:
    return figure.way is Way.SHARE if kind == SHARES else is_time(figure)


def _scaled(values: Iterable[float | None], factor: float) -> tuple[float | None, ...]:
    return tuple(None if value is None else round(value / factor, 4) for value in values)


def _scale(figure: Figure, values: Iterable[float | None], currency: str = "") -> tuple[float, str]:
    """What values are divided by to be drawn, and the unit they are in then."""
    if figure.way is Way.SHARE:
        return 1 / WHOLE, "%"
    if figure.way is Way.MONEY:
        return 1, currency_word(currency)
    if not is_time(figure):
        return 1, ""
    longest = max((value for value in values if value), default=0)
    for seconds, word in ((_DAY, gettext("days")), (_HOUR, gettext("hours"))):
        if longest >= 2 * seconds:
            return seconds, word
    return _MINUTE, gettext("minutes")
