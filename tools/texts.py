"""Are the portal's own texts complete in Arabic and Kurmanji?

    python -m tools.texts           # says what is missing, fuzzy, superfluous or has lost a placeholder
    python -m tools.texts --write   # writes new source texts into the catalogues, for the translators
    python -m tools.texts --fill translations.json  # the same, and takes translations from a file:
                                                    # {"Source": {"ar": "...", "kmr": ["...", "..."]}}

Catalogues stand in the order of their source texts, a text a line: two people's additions seldom meet.
The list of source texts is taken from the code by Django's own makemessages, in a copy.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = Path("interior_portal") / "locale"
LANGUAGES = ("ar", "kmr")
SOURCES = ("interior_portal", "reports", "vehicles", "visas", "templates")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sd]|\{\w*\}")
Key = tuple[str | None, str]


def main() -> int:
    """Exit code 1 when a catalogue is not complete."""
    writes = "--write" in sys.argv or "--fill" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _copy(work)
        if writes:
            shutil.copytree(ROOT / LOCALE, work / "locale", dirs_exist_ok=True)
        _extract(work)
        if writes:
            _take_over(work)
        wanted = {_key(entry) for entry in _catalogue(work / "locale", "ar") if not entry.obsolete}
    if "--fill" in sys.argv:
        _fill(Path(sys.argv[-1]))
    problems = [line for language in LANGUAGES for line in problems_of(language, wanted)]
    print(*problems, f"{len(wanted)} texts, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


def _copy(work: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__", "locale", "locale_vendor", "migrations")
    for name in SOURCES:
        shutil.copytree(ROOT / name, work / name, ignore=ignored)
    (work / "locale").mkdir()


def _extract(work: Path) -> None:
    command = [sys.executable, "-m", "django", "makemessages", "--no-wrap", "--no-location"]
    command += [word for language in LANGUAGES for word in ("--locale", language)]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment["PYTHONPATH"] = ""
    subprocess.run(command, cwd=work, env=environment, check=True, stdout=subprocess.DEVNULL)


def _take_over(work: Path) -> None:
    for language in LANGUAGES:
        _save(_catalogue(work / "locale", language), language)


def _fill(translations: Path) -> None:
    """Put translations from a JSON file where there is none yet; plurals are lists of the forms in order."""
    texts = json.loads(translations.read_text())
    for language in LANGUAGES:
        catalogue = _catalogue(ROOT / LOCALE, language)
        for entry in catalogue:
            if entry.translated():
                continue
            text = texts.get(entry.msgid, {}).get(language)
            if isinstance(text, list):
                entry.msgstr_plural = dict(enumerate(text))
            elif text:
                entry.msgstr = text
            if text and entry.fuzzy:
                entry.flags.remove("fuzzy")
        _save(catalogue, language)


def _save(catalogue: polib.POFile, language: str) -> None:
    kept = sorted((entry for entry in catalogue if not entry.obsolete), key=_key_for_sorting)
    catalogue[:] = kept
    catalogue.wrapwidth = 0
    for moment in ("POT-Creation-Date", "PO-Revision-Date"):
        catalogue.metadata.pop(moment, None)
    path = ROOT / LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def _key_for_sorting(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _catalogue(folder: Path, language: str) -> polib.POFile:
    path = folder / language / "LC_MESSAGES" / "django.po"
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


def problems_of(language: str, wanted: set[Key]) -> list[str]:
    """One line for every text that a reader of the language would not see right."""
    catalogue = _catalogue(ROOT / LOCALE, language)
    found = {_key(entry): entry for entry in catalogue if not entry.obsolete}
    lines = [
        f"{language}: missing: {text}" for _context, text in sorted_keys(wanted - found.keys())
    ]
    lines += [
        f"{language}: no longer used: {text}" for _c, text in sorted_keys(found.keys() - wanted)
    ]
    for entry in found.values():
        lines += [f"{language}: {problem}: {entry.msgid}" for problem in problems_in(entry)]
    return lines


def sorted_keys(keys: set[Key]) -> list[Key]:
    return sorted(keys, key=lambda key: (key[0] or "", key[1]))


def problems_in(entry: polib.POEntry) -> list[str]:
    """What is wrong with one translation: nothing, or a few words each."""
    if entry.fuzzy:
        return ["fuzzy"]
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(forms):
        return ["not translated"]
    allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    strange = [form for form in forms if set(PLACEHOLDER.findall(form)) - allowed]
    # The last plural form serves most numbers; an earlier one may say "one case" without the digit.
    lost = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)) - set(
        PLACEHOLDER.findall(forms[-1])
    )
    return ["placeholder broken"] if strange or lost else []


if __name__ == "__main__":
    sys.exit(main())
