"""Why a figure changed, in plain sentences of the active language; the numbers in them add up as they are written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from interior_portal.tallies.boards import Figure, Way
from interior_portal.ui.amounts import number
from reports.rules.values import is_time
from reports.rules.why import ADDED_UP, Doing, Pair, difference, explain, rounded, shortened
from reports.rules.wording import NONE, say

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_TENTH = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Measured:
    """How differences of one figure are written: in whole steps, with a word for the unit."""

    step: Fraction  # of the figure's own number
    told: Callable[[int], str]  # so many steps, without a sign

    def say(self, steps: int) -> str:
        """`12 more`, `3 points less`, `no difference`."""
        if not steps:
            return gettext("no difference")
        words = {"amount": self.told(abs(steps))}
        return (
            gettext("%(amount)s more") % words if steps > 0 else gettext("%(amount)s less") % words
        )


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a difference in one respect, a sentence each, and the sentence that adds them up."""

    label: str | Promise
    sentences: tuple[str, ...]
    total: str


def headline(figure: Figure, whole: Pair, spans: tuple[str, str]) -> str:
    """The figure now and before, and how much that is more or less; `spans` are the words for now and before."""
    words = {
        "figure": figure.label,
        "now": say(figure, whole.now),
        "before": say(figure, whole.before),
        "span": spans[0],
        "other": spans[1],
    }
    if sentence := _with_nothing(is_now=words["now"] != NONE, is_before=words["before"] != NONE):
        return sentence % words
    exact = difference(figure, whole)
    if exact is None:
        return gettext("%(figure)s: %(now)s in %(span)s, %(before)s in %(other)s.") % words
    words["change"] = _change(figure, whole, exact)
    return gettext("%(figure)s: %(now)s in %(span)s, %(before)s in %(other)s: %(change)s.") % words


def _with_nothing(*, is_now: bool, is_before: bool) -> str:
    """A span in which there is nothing to tell of is said, not drawn as a dash; empty where both have something."""
    if is_now and is_before:
        return ""
    if is_now:
        return gettext("%(figure)s: %(now)s in %(span)s; there was nothing to count in %(other)s.")
    if is_before:
        return gettext(
            "%(figure)s: there was nothing to count in %(span)s; %(before)s in %(other)s."
        )
    return gettext("%(figure)s: there was nothing to count, in %(span)s or in %(other)s.")


def split(
    figure: Figure, whole: Pair, parts: Mapping[str, Pair], label: str | Promise
) -> Split | None:
    """The strongest parts and the rest, in sentences whose numbers add up; None where nothing changed or is known."""
    doings = shortened(explain(figure, whole, parts))
    if not doings:
        return None
    measured = measured_of(figure, [each.by for each in doings])
    steps = rounded([each.by for each in doings], measured.step)
    sentences = tuple(
        _sentence(figure, doing, measured.say(by)) for doing, by in zip(doings, steps, strict=True)
    )
    total = gettext("Together: %(change)s.") % {"change": measured.say(sum(steps))}
    return Split(label, sentences, total)


def measured_of(figure: Figure, shares: Sequence[Fraction]) -> Measured:
    """The unit for all parts of one difference: times in the unit that suits the largest."""
    if figure.way in ADDED_UP:
        return Measured(Fraction(1), number)
    if figure.way is Way.SHARE:
        return Measured(Fraction(1, 1000), _points)
    if not is_time(figure):
        return Measured(_TENTH, _tenths)
    largest = max((abs(each) for each in shares), default=Fraction())
    for seconds, told in ((_DAY, _days), (_HOUR, _hours)):
        if largest >= 2 * seconds:
            return Measured(_TENTH * seconds, told)
    return Measured(_TENTH * _MINUTE, _minutes)


def _change(figure: Figure, whole: Pair, exact: Fraction) -> str:
    measured = measured_of(figure, [exact])
    told = measured.say(round(exact / measured.step))
    before = whole.before.count
    if figure.way not in ADDED_UP or before <= 0 or not exact:
        return told
    percent = f"{round(abs(100 * exact / before)):,}"
    return gettext("%(change)s, that is %(percent)s%%") % {"change": told, "percent": percent}


def _sentence(figure: Figure, doing: Doing, change: str) -> str:
    if doing.key is None or doing.values is None:
        return gettext("All others together: %(change)s.") % {"change": change}
    words = {
        "part": doing.key,
        "now": say(figure, doing.values.now),
        "before": say(figure, doing.values.before),
        "change": change,
    }
    if figure.way in ADDED_UP:
        return gettext("%(part)s: %(now)s, before %(before)s: %(change)s.") % words
    words |= {"cases": number(doing.values.now.count), "others": number(doing.values.before.count)}
    return (
        gettext(
            "%(part)s: %(now)s of %(cases)s, before %(before)s of %(others)s: this made the whole %(change)s."
        )
        % words
    )


def _tenths(steps: int) -> str:
    return f"{steps / 10:,.1f}".removesuffix(".0")


def _points(steps: int) -> str:
    return ngettext("%(count)s point", "%(count)s points", _whole(steps)) % {
        "count": _tenths(steps)
    }


def _days(steps: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", _whole(steps)) % {"count": _tenths(steps)}


def _hours(steps: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", _whole(steps)) % {"count": _tenths(steps)}


def _minutes(steps: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", _whole(steps)) % {
        "count": _tenths(steps)
    }


def _whole(steps: int) -> int:
    """The number that a plural goes by; with a fraction it is the one after the point: as for many."""
    return steps // 10 if steps % 10 == 0 else 11
