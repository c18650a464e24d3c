"""What a picture says, in words: for who cannot see it. The table beside it holds every number."""

from django.utils.translation import gettext as _

from reports.charts.kinds import Bars, Chart, Lines


def alt_text(chart: Chart) -> str:
    """One or two sentences in the active language."""
    if isinstance(chart, Lines):
        return _lines(chart)
    if isinstance(chart, Bars):
        return _bars(chart)
    return _("%(title)s: %(count)s small pictures on one scale.") % {
        "title": chart.title,
        "count": len(chart.panels),
    }


def _lines(chart: Lines) -> str:
    there = [
        (value, tick)
        for value, tick in zip(chart.now.values, chart.ticks, strict=True)
        if value is not None
    ]
    if not there:
        return _("%(title)s: no figures in this period.") % {"title": chart.title}
    lowest, highest, newest = min(there), max(there), there[-1]
    return _(
        "%(title)s, from %(first)s to %(last)s: lowest %(lowest)s in %(lowest_at)s,"
        " highest %(highest)s in %(highest_at)s, most recently %(newest)s."
    ) % {
        "title": chart.title,
        "first": chart.ticks[0],
        "last": chart.ticks[-1],
        "lowest": _number(lowest[0]),
        "lowest_at": lowest[1],
        "highest": _number(highest[0]),
        "highest_at": highest[1],
        "newest": _number(newest[0]),
    }


def _bars(chart: Bars) -> str:
    there = [bar for bar in chart.bars if bar.value is not None]
    if not there:
        return _("%(title)s: no figures in this period.") % {"title": chart.title}
    most = max(there, key=lambda bar: bar.value or 0)
    return _("%(title)s: %(count)s bars, the longest is %(name)s with %(value)s.") % {
        "title": chart.title,
        "count": len(there),
        "name": most.label,
        "value": most.told,
    }


def _number(value: float) -> str:
    """`1,204`, `87.5`: at most one decimal."""
    return f"{value:,.1f}".removesuffix(".0")
