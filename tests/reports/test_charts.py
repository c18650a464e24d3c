"""Pictures of figures: the same bytes each time, letters as paths, read without colour, in the reader's direction."""

import gzip
import re
import subprocess
import sys
from io import BytesIO

import pytest
from django.core.cache import cache
from django.utils.translation import override
from lxml import etree
from PIL import Image
from redis.exceptions import ConnectionError as RedisConnectionError

from interior_portal.languages import month_name
from reports.charts import (
    Bar,
    Bars,
    Chart,
    Form,
    Line,
    Lines,
    Multiples,
    Panel,
    Spark,
    Target,
    alt_text,
    draw,
    keeping,
    kept,
    size_of,
)
from reports.charts.scales import scale_of, written
from reports.charts.sheet import BEFORE_LINE, NOW, width_of

SVG = "{http://www.w3.org/2000/svg}"
MONTHS = tuple(month_name(month, "ar") for month in range(1, 13))
RISING = tuple(5.0 * month**2 for month in range(12))
LINES = Lines(
    "تأشيرات ممنوحة",
    MONTHS,
    Line("2026", RISING),
    Line("2025", tuple(value / 2 for value in RISING)),
    Target("الهدف: 500", 500),
    "شهرياً",
)
BARS = Bars(
    "Vîzeyên hatine dayîn",
    (
        Bar("Sêmalka", 1204, "1,204", 1100),
        Bar("<b>$x$ & co -- -- \u2068R26-7K3M\u2069", 602, "602", 900),
        Bar("Girkê Legê", None, "–"),
    ),
    "Cotmeh 2026",
    "Îlon 2026",
)
MULTIPLES = Multiples(
    "معاملات",
    tuple(Panel(f"مركز {place}", RISING, "1,200", RISING) for place in range(6)),
    MONTHS,
    "2026",
    "2025",
)
CHARTS: tuple[Chart, ...] = (LINES, BARS, MULTIPLES)


def drawn(chart: Chart, language: str = "ar", form: Form = Form.SVG) -> etree._Element:
    return etree.fromstring(draw(chart, language=language, form=form))


def styled(picture: etree._Element, style: str) -> list[etree._Element]:
    return [node for node in picture.iter(f"{SVG}path") if style in node.get("style", "")]


def xs(path: etree._Element) -> list[float]:
    return [float(x) for x in re.findall(r"[ML] ([\d.]+)", path.get("d"))]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("chart", CHARTS, ids=["lines", "bars", "multiples"])
def test_same_chart_is_same_bytes_everywhere(chart: Chart, form: Form) -> None:
    once = draw(chart, language="ar", form=form)
    assert once == draw(chart, language="ar", form=form)
    assert once != draw(chart, language="kmr", form=form)


def test_another_process_draws_the_same_bytes() -> None:
    code = (
        "import sys, django; django.setup(); from reports.charts import *;"
        "sys.stdout.buffer.write(draw(Bars('Bars', (Bar('One', 1, '1', 2),), 'now', 'before'), language='ar'))"
    )
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    chart = Bars("Bars", (Bar("One", 1, "1", 2),), "now", "before")
    assert other.stdout == draw(chart, language="ar")


@pytest.mark.parametrize("form", [Form.SVG, Form.NARROW])
@pytest.mark.parametrize("chart", CHARTS, ids=["lines", "bars", "multiples"])
def test_svg_is_small_has_its_size_and_no_letters_that_need_a_font(
    chart: Chart, form: Form
) -> None:
    picture = draw(chart, language="ar", form=form)
    assert len(gzip.compress(picture)) < 15_000
    root = etree.fromstring(picture)
    width, height = size_of(chart, form)
    assert (root.get("width"), root.get("height")) == (
        f"{width * 0.75:g}pt",
        f"{height * 0.75:g}pt",
    )
    assert not list(root.iter(f"{SVG}text"))
    assert b"20" + b"26-" not in picture  # no day of making


def test_png_is_twice_as_fine_and_carries_its_title() -> None:
    width, height = size_of(LINES, Form.PNG)
    with Image.open(BytesIO(draw(LINES, language="ar", form=Form.PNG))) as picture:
        assert picture.size == (2 * width, 2 * height)
        head = picture.convert("L").crop((0, 0, 2 * width, 60))
        assert min(head.tobytes()) < 128
    assert height > size_of(LINES, Form.SVG)[1]


@pytest.mark.parametrize("language", ["ar", "kmr"])
def test_time_runs_from_left_to_right_in_every_language(language: str) -> None:
    strokes = styled(drawn(LINES, language), f"stroke: {NOW}")
    (line,) = (stroke for stroke in strokes if len(xs(stroke)) > 3)
    ys = [float(y) for y in re.findall(r"[ML] [\d.]+ ([\d.]+)", line.get("d"))]
    assert xs(line) == sorted(xs(line))
    assert ys == sorted(ys, reverse=True)  # what grows climbs


def test_bars_begin_where_reading_begins() -> None:
    def ends(language: str) -> list[tuple[float, float]]:
        bars = styled(drawn(BARS, language), f"fill: {NOW}")[1:]  # the first stands in the legend
        return [(round(min(xs(bar))), round(max(xs(bar)))) for bar in bars]

    assert ends("kmr") == [(3, 477), (3, 240)]
    assert ends("ar") == [(3, 477), (240, 477)]


def test_periods_differ_without_colour() -> None:
    lines = drawn(LINES)
    dashed = [
        node for node in lines.iter(f"{SVG}path") if "stroke-dasharray" in node.get("style", "")
    ]
    assert any(BEFORE_LINE["color"] in node.get("style") for node in dashed)
    assert not any(NOW in node.get("style") for node in dashed)
    hatched = styled(drawn(BARS), "fill: url(#")
    assert len(hatched) == 1 + 2  # legend and two bars


def test_a_missing_value_is_a_gap() -> None:
    values = (1.0, 2.0, None, 3.0, 4.0)
    chart = Lines("x", ("1", "2", "3", "4", "5"), Line("now", values))
    broken = [
        node for node in styled(drawn(chart), f"stroke: {NOW}") if node.get("d").count("M") == 2
    ]
    assert len(broken) == 1


def test_a_period_without_anything_is_drawn() -> None:
    empty = Lines("x", (), Line("now", ()))
    draw(empty, language="ar")
    draw(Lines("x", ("1", "2"), Line("now", (None, None))), language="ar")
    draw(Lines("x", ("1",), Line("now", (3.0,))), language="ar")
    draw(Bars("x", (), "now"), language="ar")
    draw(Multiples("x", (), (), "now"), language="ar")
    assert "x" in alt_text(empty)


def test_arabic_letters_are_joined() -> None:
    assert width_of("ببب") < 0.8 * 3 * width_of("ب")
    assert width_of("لا") < width_of("ل") + width_of("ا")


def test_scales_are_round_and_shares_end_at_the_whole() -> None:
    assert written(scale_of([120, 620, None], "")) == ["0", "200", "400", "600", "800"]
    assert scale_of([97.5, 80], "%")[-1] == 100
    assert written(scale_of([0.7], "")) == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert written(scale_of([12_000_000], ""))[-1] == "15,000,000"
    assert scale_of([], "") == scale_of([0], "")
    assert scale_of([-5, 5], "")[0] < 0


def test_alt_text_tells_the_ends_and_the_newest() -> None:
    with override("en"):
        assert alt_text(BARS) == (
            "Vîzeyên hatine dayîn: 2 bars, the longest is Sêmalka with 1,204."
        )
        chart = Lines("Granted", ("May", "June", "July"), Line("now", (3.25, None, 1204)))
        assert alt_text(chart) == (
            "Granted, from May to July: lowest 3.2 in May, highest 1,204 in July, most recently 1,204."
        )
        none = Lines("Granted", ("May",), Line("now", (None,)))
        assert alt_text(none) == "Granted: no figures in this period."
        assert alt_text(MULTIPLES) == "معاملات: 6 small pictures on one scale."
    for language in ("ar", "kmr"):
        with override(language):
            assert "lowest" not in alt_text(chart)
            assert "small" not in alt_text(MULTIPLES)


def test_a_spark_breaks_at_gaps_and_ends_at_the_newest() -> None:
    spark = Spark((0, 10, None, 5, 10, None))
    assert spark.pieces == ["3.0,17.0 16.2,3.0", "42.6,10.0 55.8,3.0"]
    assert spark.last == ("55.8", "3.0")
    assert Spark((90, 95, 100), from_nought=False).pieces == ["3.0,17.0 36.0,10.0 69.0,3.0"]
    assert Spark((None,)).last is None
    assert Spark((0,)).last == ("3.0", "17.0")


def test_a_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    first = kept(BARS, language="kmr")

    def never(*args: object, **kwargs: object) -> bytes:
        raise AssertionError("it was kept")

    monkeypatch.setattr(keeping, "draw", never)
    assert kept(BARS, language="kmr") == first
    with pytest.raises(AssertionError, match="it was kept"):
        kept(BARS, language="ar")


def test_without_the_cache_everybody_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise RedisConnectionError

    expected = draw(BARS, language="kmr")
    monkeypatch.setattr(cache, "get", away)
    monkeypatch.setattr(cache, "set", away)
    assert kept(BARS, language="kmr") == expected
