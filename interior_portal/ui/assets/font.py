"""One font file for Arabic, Kurmanji and English, cut out of Noto Sans Arabic."""

import io
import string
from importlib import resources
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
SORANI = "پچڕژڤکگڵۆھەیێ"
LATIN = string.ascii_letters + "çêîşûÇÊÎŞÛ"
DIGITS = string.digits + "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹"
PUNCTUATION = "".join(map(chr, range(0x20, 0x30))) + ":;<=>?@[\\]^_`{|}~،؛؟ـ٪٫٬«»“”‘’–—…·×\u00a0"
HARAKAT = "".join(map(chr, range(0x064B, 0x0653))) + "\u0670"
INVISIBLE = "\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069"
CHARACTERS = frozenset(ARABIC + SORANI + LATIN + DIGITS + PUNCTUATION + HARAKAT + INVISIBLE)

_FEATURES = [
    "init",
    "medi",
    "fina",
    "isol",
    "rlig",
    "liga",
    "calt",
    "ccmp",
    "locl",
    "mark",
    "mkmk",
    "kern",
    "tnum",
]


def source() -> Path:
    """The variable font in its package."""
    files = resources.files("fontpkg_noto_sans_arabic").joinpath("files")
    return Path(str(next(file for file in files.iterdir() if file.name.endswith(".ttf"))))


def build() -> bytes:
    """The woff2: weights 400 to 700, normal width, joining and mark features kept, no hinting."""
    options = Options(
        layout_features=_FEATURES,
        hinting=False,
        notdef_outline=True,
        name_IDs=[1, 2],
        drop_tables=["DSIG"],
    )
    font = TTFont(source())
    cutter = Subsetter(options)
    cutter.populate(unicodes=[ord(character) for character in CHARACTERS])
    cutter.subset(font)
    font = instantiateVariableFont(font, {"wdth": 100, "wght": (400, 700)})
    font.flavor = "woff2"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()
