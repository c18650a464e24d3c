"""The font has every letter, Bootstrap keeps what the pages use, and both stay light."""

import io
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.test import Client
from fontTools.ttLib import TTFont

from interior_portal.ui.assets import classes, stylesheet

FIRST_VISIT = 60_000
LATER_PAGE = 14_000


@pytest.fixture(scope="module")
def portal(assets: Path) -> TTFont:
    return TTFont(io.BytesIO((assets / "fonts" / "portal.woff2").read_bytes()))


def test_the_font_has_every_letter_of_the_three_languages(portal: TTFont) -> None:
    arabic = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
    kurmanji = "abcçdeêfghiîjklmnopqrsştuûvwxyz"
    sorani = "ئابپتجچحخدرڕزژسشعغفڤقکگلڵمنوۆهھەیێ"
    english = "abcdefghijklmnopqrstuvwxyz"
    digits = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
    signs = " .,:;!?()[]/<>+-–—…·×%&@#'\"«»“”‘’،؛؟ـ"
    wanted = (
        arabic + kurmanji + kurmanji.upper() + sorani + english + english.upper() + digits + signs
    )
    glyphs = portal.getBestCmap()
    assert [character for character in wanted if ord(character) not in glyphs] == []
    assert ".notdef" not in {glyphs[ord(character)] for character in wanted}


def test_the_font_has_the_weights_of_the_pages(portal: TTFont) -> None:
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in portal["fvar"].axes}
    assert axes == {"wght": (400, 700)}
    advance = portal["hmtx"].metrics
    glyphs = portal.getBestCmap()
    assert len({advance[glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1


def brotli_size(content: bytes) -> int:
    return len(brotli.compress(content))


@pytest.mark.urls("tests.ui.urls")
@pytest.mark.parametrize("language", ["ar", "kmr", "en"])
def test_a_first_visit_is_light(client: Client, assets: Path, language: str) -> None:
    client.cookies["language"] = language
    html = client.get("/gallery/home/").content
    named = re.findall(rb'(?:href|src)="/static/([^"]+)"', html)
    files = {name.decode() for name in named} | {"img/band.svg"}
    assert "fonts/portal.woff2" in files
    sizes = [brotli_size(html)]
    for name in files:
        path = next(
            root / name
            for root in (assets, settings.BASE_DIR / "static")
            if (root / name).is_file()
        )
        sizes.append(
            path.stat().st_size if path.suffix == ".woff2" else brotli_size(path.read_bytes())
        )
    assert sum(sizes) <= FIRST_VISIT
    assert sum(sizes) > 30_000  # the font is among them


@pytest.mark.urls("tests.ui.urls")
@pytest.mark.parametrize("path", ["/gallery/", "/gallery/desk/", "/about/"])
def test_a_later_page_is_light(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert brotli_size(response.content) <= LATER_PAGE


# --- the stylesheet -----------------------------------------------------------------------------

CSS = """@charset "UTF-8";/* note */
:root,[data-bs-theme=light]{--a:1px;--b:var(--a);--idle:var(--idler);--idler:2px}
[data-bs-theme=dark]{--a:3px}
.used,.idle{margin:var(--b)}.used .idle{color:red}.used:not(.idle):hover{color:blue}
input:is(.used,.other){color:"}.idle{"}
@media (min-width:10px){.idle{color:red}}
@media (min-width:20px){.used{color:red}.idle{color:red}}
@keyframes spin{from{top:0}to{top:1px}}
.mine{color:var(--c)}p{margin:0}"""


def test_the_stylesheet_keeps_what_can_be_reached() -> None:
    assert stylesheet.reachable(CSS, frozenset({"used", "other"})) == (
        ":root,[data-bs-theme=light]{--a:1px;--b:var(--a);}"
        ".used{margin:var(--b)}.used:not(.idle):hover{color:blue}"
        'input:is(.used,.other){color:"}.idle{"}'
        "@media (min-width:20px){.used{color:red}}"
        "p{margin:0}"
    )


def test_a_variable_that_the_next_stylesheet_reads_is_kept() -> None:
    css = stylesheet.reachable(":root{--a:1px}", frozenset(), companion="p{margin:var(--a)}")
    assert css == ":root{--a:1px}"


def test_class_names_are_read_from_templates_and_python(tmp_path: Path) -> None:
    template = tmp_path / "a.html"
    template.write_text(
        '<p class="one {% if x %}two{% endif %} three-{{ y }}">class="four" <b id="no">'
    )
    module = tmp_path / "b.py"
    module.write_text('attrs={"class": "five six"}; Div(css_class="seven")')
    found = classes.used([template, module]) - classes.FROM_PACKAGES
    assert found == {"one", "two", "three-", "four", "five", "six", "seven"}


def test_the_built_bootstrap_styles_what_the_forms_write(assets: Path) -> None:
    for name in ("bootstrap.css", "bootstrap.rtl.css"):
        css = (assets / "css" / name).read_text()
        assert {".form-control", ".form-select", ".form-check-input", ".visually-hidden"} <= set(
            re.findall(r"\.[\w-]+", css)
        )
        assert ".carousel" not in css
        assert css.count("{") == css.count("}")
