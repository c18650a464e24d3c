"""The letters that papers are set in: Noto Sans Arabic with a glyph of its own for every letter shape.

The font draws ت as a dotless tooth and two dots, and shares both with ب, ن, ث and ة. On the page that
is right; in a PDF, where a glyph stands for one text only, whoever copies, searches or listens to the
paper would get wrong letters. So each letter gets its shapes as glyphs of their own, put together
here from the font's own parts by the font's own rules. Static weights of the few hundred glyphs that
are needed also save the renderer a quarter of a second for each paper.
"""

import copy
import io
from bisect import bisect
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_noto_sans_arabic
from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import ROUND_XY_TO_GRID, Glyph, GlyphComponent
from fontTools.varLib.instancer import instantiateVariableFont

SOURCE = Path(fontpkg_noto_sans_arabic.ROOT) / "files" / "NotoSansArabic[wdth,wght].ttf"
OCR_B = Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf")  # Debian's fonts-ocr-b
WEIGHTS = {"regular": 400, "bold": 700}

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2014, *range(0x2018, 0x201E), 0x2026]
ARABIC = [*range(0x621, 0x63B), *range(0x641, 0x64B)]
NEIGHBOURS = [ord(letter) for letter in "پچڕژڤکگڵھۆیێە"]  # Kurdish and Persian names
SIGNS = [*range(0x64B, 0x656), 0x670, 0x640, 0x60C, 0x61B, 0x61F, *range(0x660, 0x66B)]
INVISIBLE = [0x200C, 0x200D, 0x200E, 0x200F]
LETTERS = ARABIC + NEIGHBOURS
LAMS = "لڵ"
ALEFS = "اأإآ"
HEH = ord("ه")
FORMS = ("init", "medi", "fina")
CLEARANCE = 60  # font units between the dots of a letter and a vowel sign above them
BASE_GLYPH = 1  # a GDEF class
BY_CLASS = 2  # formats of OpenType tables
BY_COVERAGE = 3

Shape = tuple[str, ...]  # a base glyph and the marks that sit on it


@cache
def paper_fonts() -> Mapping[str, bytes]:
    """TrueType files by weight: `regular`, `bold`. Built once in a process, in about a second."""
    parts = _subset()
    return {name: _static(parts, weight) for name, weight in WEIGHTS.items()}


def _subset() -> bytes:
    options = subset.Options()
    options.layout_features = ["ccmp", *FORMS, "rlig", "kern", "mark", "mkmk"]
    options.notdef_outline = True
    options.glyph_names = True
    options.hinting = False
    font = TTFont(SOURCE)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LATIN + LETTERS + SIGNS + INVISIBLE)
    subsetter.subset(font)
    return _saved(font)


def _static(parts: bytes, weight: int) -> bytes:
    font = TTFont(io.BytesIO(parts))
    instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True, static=True)
    letters = Letters(font)
    features = "\n".join(letters.features())
    font.setGlyphOrder(font["glyf"].glyphOrder)
    del font["GSUB"]
    addOpenTypeFeaturesFromString(font, features, tables=["GSUB"])
    font["post"].formatType = 3.0
    return _saved(font)


def _saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


class Rules:
    """The substitutions of a font, followed for one letter at a time."""

    def __init__(self, font: TTFont) -> None:
        table = font["GSUB"].table
        self.lookups = table.LookupList.Lookup
        script = next(s.Script for s in table.ScriptList.ScriptRecord if s.ScriptTag == "arab")
        records = [table.FeatureList.FeatureRecord[i] for i in script.DefaultLangSys.FeatureIndex]
        self.features = {r.FeatureTag: r.Feature.LookupListIndex for r in records}

    def shape(self, glyph: str, form: str) -> Shape:
        """The glyphs that stand for the letter `glyph` in a form."""
        shape: Shape = (glyph,)
        for feature in ("ccmp", form, "rlig"):
            shape = self.apply(feature, shape)
        return shape

    def apply(self, feature: str, shape: Shape) -> Shape:
        for index in self.features[feature]:
            shape = self._apply_lookup(index, shape)
        return shape

    def _apply_lookup(self, index: int, shape: Shape) -> Shape:
        for table in self.lookups[index].SubTable:
            if hasattr(table, "mapping"):
                shape = _mapped(table.mapping, shape)
            elif getattr(table, "Format", None) == BY_COVERAGE:
                shape = self._in_context(table, shape)
        return shape

    def _in_context(self, table: Any, shape: Shape) -> Shape:
        before = [c.glyphs for c in reversed(getattr(table, "BacktrackCoverage", []))]
        here = [c.glyphs for c in getattr(table, "InputCoverage", getattr(table, "Coverage", []))]
        after = [c.glyphs for c in getattr(table, "LookAheadCoverage", [])]
        pattern = before + here + after
        for start in range(len(shape) - len(pattern) + 1):
            window = shape[start : start + len(pattern)]
            if all(glyph in glyphs for glyph, glyphs in zip(window, pattern, strict=True)):
                for record in table.SubstLookupRecord:
                    at = start + len(before) + record.SequenceIndex
                    changed = self._apply_lookup(record.LookupListIndex, shape[at : at + 1])
                    shape = shape[:at] + changed + shape[at + 1 :]
        return shape


def _mapped(mapping: Mapping[str, str | list[str]], shape: Shape) -> Shape:
    result: list[str] = []
    for glyph in shape:
        found = mapping.get(glyph, glyph)
        result += [found] if isinstance(found, str) else found
    return tuple(result)


class Letters:
    """Gives every letter its own glyphs and writes the rules that choose among them."""

    def __init__(self, font: TTFont) -> None:
        self.font = font
        self.rules = Rules(font)
        self.positions = font["GPOS"].table.LookupList.Lookup
        self.cmap = font.getBestCmap()
        self.taken = {self.cmap[letter] for letter in LETTERS}

    def features(self) -> Iterator[str]:
        """The new substitutions in the language of feature files; makes the glyphs on the way."""
        yield "languagesystem DFLT dflt; languagesystem arab dflt;"
        for letter in LETTERS:
            shape = self.rules.apply("rlig", self.rules.apply("ccmp", (self.cmap[letter],)))
            if len(shape) > 1:
                self._compose(self.cmap[letter], shape)
        for form in FORMS:
            yield f"feature {form} {{"
            for glyph, shape in self._shapes(form):
                yield f"sub {glyph} by {self._own(f'{glyph}.{form}', shape)};"
            yield f"}} {form};"
        yield from self._lam_alef()
        yield from self._heh_alone()

    def _shapes(self, form: str) -> Iterator[tuple[str, Shape]]:
        for letter in LETTERS:
            glyph = self.cmap[letter]
            alone = self.rules.apply("ccmp", (glyph,))
            if self.rules.apply(form, alone)[0] != alone[0]:
                yield glyph, self.rules.shape(glyph, form)

    def _lam_alef(self) -> Iterator[str]:
        lams = [self.cmap[ord(letter)] for letter in LAMS]
        alefs = [self.cmap[ord(letter)] for letter in ALEFS]
        for form in ("init", "medi"):
            yield f"lookup lam_{form} {{"
            for lam in lams:
                shape = self._joined(lam, form, self.cmap[ord("ا")])[0]
                yield f"sub {lam}.{form} by {self._own(f'{lam}.{form}.alef', shape)};"
            yield f"}} lam_{form}; lookup alef_{form} {{"
            for alef in alefs:
                shape = self._joined(self.cmap[ord("ل")], form, alef)[1]
                yield f"sub {alef}.fina by {self._own(f'{alef}.fina.{form}', shape)};"
            yield f"}} alef_{form};"
        yield "feature rlig { lookupflag IgnoreMarks;"
        for form in ("init", "medi"):
            before = " ".join(f"{lam}.{form}" for lam in lams)
            after = " ".join(f"{alef}.fina" for alef in alefs)
            yield f"sub [{before}]' lookup lam_{form} [{after}]' lookup alef_{form};"
        yield "} rlig;"

    def _joined(self, lam: str, form: str, alef: str) -> tuple[Shape, Shape]:
        """Lam and alef side by side: their bases change together, their marks stay."""
        first, second = self.rules.shape(lam, form), self.rules.shape(alef, "fina")
        bases = self.rules.apply("rlig", (first[0], second[0]))
        return (bases[0], *first[1:]), (bases[1], *second[1:])

    def _heh_alone(self) -> Iterator[str]:
        """After a letter that does not join, an unjoined heh has the round shape."""
        heh, alef = self.cmap[HEH], self.cmap[ord("ا")]
        shape = self.rules.apply("rlig", (alef, heh))[1:]
        glyphs = sorted(name for name in self.taken if name != heh)
        yield f"lookup heh_alone {{ sub {heh} by {self._own(f'{heh}.alone', shape)}; }} heh_alone;"
        yield "feature rlig { lookupflag IgnoreMarks;"
        yield f"sub [{' '.join(glyphs)}] {heh}' lookup heh_alone; }} rlig;"

    def _own(self, name: str, shape: Shape) -> str:
        """A glyph of this shape that no other letter uses: a new one unless it is free by itself."""
        if name not in self.font["glyf"].glyphs:
            self._compose(name, shape)
        self.taken.add(name)
        return name

    def _compose(self, name: str, shape: Shape) -> None:
        base, marks = shape[0], shape[1:]
        glyph = Glyph()
        glyph.numberOfContours = -1
        glyph.components = [_component(base, (0, 0))]
        glyph.components += [_component(mark, self._offset(base, mark)) for mark in marks]
        glyf = self.font["glyf"]
        glyf[name] = glyph
        glyph.recalcBounds(glyf)
        self.font["hmtx"][name] = (self.font["hmtx"][base][0], glyph.xMin)
        self.font["GDEF"].table.GlyphClassDef.classDefs[name] = BASE_GLYPH
        self._take_position(name, base, glyph.yMax)

    def _offset(self, base: str, mark: str) -> tuple[int, int]:
        """Where the font's anchors put the mark; as in OpenType, the last rule wins."""
        found = None
        for table in self._tables("MarkBasePos"):
            if base in table.BaseCoverage.glyphs and mark in table.MarkCoverage.glyphs:
                record = table.MarkArray.MarkRecord[table.MarkCoverage.glyphs.index(mark)]
                bases = table.BaseArray.BaseRecord[table.BaseCoverage.glyphs.index(base)]
                anchor = bases.BaseAnchor[record.Class]
                if anchor is not None:
                    mark_at = record.MarkAnchor
                    found = (
                        anchor.XCoordinate - mark_at.XCoordinate,
                        anchor.YCoordinate - mark_at.YCoordinate,
                    )
        if found is None:
            raise ValueError(f"the font has no place for {mark} on {base}")
        return found

    def _take_position(self, name: str, base: str, top: int) -> None:
        """Vowel signs and kerning of the new glyph: as for its base, signs clear of its dots."""
        for table in self._tables("MarkBasePos"):
            if base in table.BaseCoverage.glyphs:
                at = table.BaseCoverage.glyphs.index(base)
                record = copy.deepcopy(table.BaseArray.BaseRecord[at])
                for anchor in record.BaseAnchor:
                    if anchor is not None and anchor.YCoordinate > 0:
                        anchor.YCoordinate = max(anchor.YCoordinate, top + CLEARANCE)
                at, is_new = self._place(table.BaseCoverage.glyphs, name)
                table.BaseArray.BaseRecord[at : at + (not is_new)] = [record]
                table.BaseArray.BaseCount = len(table.BaseArray.BaseRecord)
        for table in self._tables("PairPos"):
            if table.Format == BY_CLASS:
                if base in table.Coverage.glyphs:
                    self._place(table.Coverage.glyphs, name)
                for classes in (table.ClassDef1.classDefs, table.ClassDef2.classDefs):
                    classes[name] = classes.get(base, 0)

    def _place(self, glyphs: list[str], name: str) -> tuple[int, bool]:
        """Put a glyph into a coverage, which is in the order of the font; says where, and if new."""
        if name in glyphs:
            return glyphs.index(name), False
        order = self.font["glyf"].glyphOrder.index
        at = bisect(glyphs, order(name), key=order)
        glyphs.insert(at, name)
        return at, True

    def _tables(self, kind: str) -> Iterator[Any]:
        for lookup in self.positions:
            yield from (table for table in lookup.SubTable if type(table).__name__ == kind)


def _component(name: str, offset: tuple[int, int]) -> GlyphComponent:
    component = GlyphComponent()
    component.glyphName = name
    component.x, component.y = offset
    component.flags = ROUND_XY_TO_GRID
    return component
