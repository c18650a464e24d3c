"""Values as people read them, in the active language. Latin digits; the page isolates them."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext

from interior_portal.tallies.boards import Figure, Way
from interior_portal.ui import promises
from interior_portal.ui.amounts import currency_word, number
from reports.rules.values import Value, is_time

ALL, NEARLY_ALL = "100", "99.9"
NONE = "–"  # nothing to tell of: no share of no cases


def say(figure: Figure, value: Value) -> str:
    """`1,204`, `93%`, `3 days`, `4.2`, `1,200 USD, 3,000,000 SYP`; a dash where there is nothing to tell of."""
    if figure.way is Way.MONEY:
        return say_money(value.amounts)
    if value.number is None:
        return NONE
    if is_time(figure):
        return promises.span(dt.timedelta(seconds=value.number))
    match figure.way:
        case Way.SHARE:
            return gettext("%(percent)s%%") % {"percent": percent(value.number)}
        case Way.MEAN:
            return f"{value.number:,.1f}"
        case _:
            return number(int(value.number))


def say_target(figure: Figure, wanted: float) -> str:
    """What a figure is to reach, as the figure itself is written."""
    return say(figure, Value(wanted, 1))


def percent(share: float) -> str:
    """`93`, `4.5`, `99.6`: one decimal when there is one; less than all is never written as 100."""
    told = f"{100 * share:.1f}".removesuffix(".0")
    return NEARLY_ALL if told == ALL and share < 1 else told


def say_money(amounts: Mapping[str, Decimal]) -> str:
    """Each currency for itself."""
    told = [f"{number(amount)} {currency_word(code)}" for code, amount in amounts.items()]
    return gettext(", ").join(told) if told else NONE
