"""A chart becomes a picture."""

from threading import Lock

from django.utils.translation import get_language_info, override

from reports.charts.kinds import Bars, Chart, Form, Lines
from reports.charts.sizes import EDGE, ROW, head_height, size_of
from reports.charts.words import alt_text

_one_at_a_time = Lock()  # matplotlib makes no promise to threads


def draw(chart: Chart, *, language: str, form: Form = Form.SVG) -> bytes:
    """The picture, the same bytes for the same chart; about 50 ms, and 0.6 s more for the first of a process."""
    # matplotlib takes half a second to load, and most processes never draw.
    from reports.charts.bars import draw_bars
    from reports.charts.lines import draw_lines, draw_multiples
    from reports.charts.sheet import Sheet

    with _one_at_a_time:
        sheet = Sheet(*size_of(chart, form), language, is_rtl=get_language_info(language)["bidi"])
        top = head_height(form)
        if top:
            sheet.write(chart.title, EDGE, ROW / 2)
        if isinstance(chart, Lines):
            draw_lines(chart, sheet, top)
        elif isinstance(chart, Bars):
            draw_bars(chart, sheet, top)
        else:
            draw_multiples(chart, sheet, top)
        with override(language):
            told = alt_text(chart)
        return sheet.saved(form, chart.title, told)
