"""`manage.py check_report YEAR [--edition N]`: is every number of a report what its query says, in every file of it?"""

import hashlib
import io
from argparse import ArgumentParser
from typing import Any

import pikepdf
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils.translation import override

from reports.models import Edition, Making, Snapshot
from reports.papers.annual.book import table_of
from reports.queries.annual.deriving import broken, differences
from reports.queries.annual.pages import unequal, unequal_table
from reports.queries.annual.sentences import is_unequal_page, unequal_sentences
from reports.rules.annual.numbers import LANGUAGES, written
from reports.sheets import as_csv, as_xlsx
from reports.views.annual import presenters

PAGE = "reports/annual/_number.html"


class Command(BaseCommand):
    """Exit code 0: no difference. What was corrected in the records since is told, and is no fault of the report."""

    help = (
        "Derive all numbers of an annual report anew, and compare its books, files and languages."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--edition", type=int, help="the newest one unless named")

    def handle(self, *_args: Any, year: int, edition: int | None, **_options: Any) -> None:
        chosen = self._edition(year, edition)
        snapshot = chosen.snapshots.filter(unit=None).order_by("is_final", "pk").last()
        if snapshot is None:
            raise CommandError(f"no figures of edition {chosen} were taken yet")
        faults = [
            *self._kept(snapshot),
            *self._files(snapshot),
            *self._pages(snapshot),
            *self._books(snapshot),
        ]
        corrected = self._corrected(snapshot)
        self.stdout.write(
            f"edition {chosen}: {snapshot.rows_count} numbers taken at {snapshot.taken_at:%Y-%m-%d %H:%M} UTC, "
            f"{len(faults)} differences, {corrected} corrected in the records since"
        )
        if faults:
            raise CommandError("the report differs: " + ", ".join(faults[:50]))

    def _edition(self, year: int, number: int | None) -> Edition:
        editions = Edition.objects.filter(report__year=year).select_related("report")
        found = editions.filter(number=number).first() if number else editions.last()
        if found is None:
            raise CommandError("there is no such edition")
        return found

    def _kept(self, snapshot: Snapshot) -> list[str]:
        """Numbers that do not fit their hash."""
        return [f"kept {each}" for each in broken(snapshot)]

    def _files(self, snapshot: Snapshot) -> list[str]:
        """CSV and workbook of each language, as the page gives them."""
        rows = list(snapshot.rows.all())
        found = []
        for language in LANGUAGES:
            with override(language):
                table = table_of(snapshot, rows, language)
                files = {"csv": as_csv(table), "xlsx": as_xlsx(table)}
            for form, content in files.items():
                found += [
                    f"{form} {language} {each}" for each in unequal_table(content, form, rows)
                ]
        return found

    def _pages(self, snapshot: Snapshot) -> list[str]:
        """The page of each number in each language."""
        rows, found = list(snapshot.rows.all()), []
        for language in LANGUAGES:
            with override(language):
                for row in rows:
                    page = render_to_string(PAGE, {"rows": presenters.number(row)})
                    if is_unequal_page(page, row):
                        found.append(f"page {language} {row.number}")
        return found

    def _books(self, snapshot: Snapshot) -> list[str]:
        """Every book that was made of the snapshot: its bytes, its pages, the file inside it."""
        rows = list(snapshot.rows.all())
        found = []
        for making in snapshot.makings.filter(state=Making.State.DONE).select_related("book"):
            with making.book.file.open() as file:
                pdf = file.read()
            if hashlib.sha256(pdf).hexdigest() != making.book.sha256:
                found.append(f"book {making.reference}")
            is_both = making.languages == Making.Languages.BOTH
            languages = LANGUAGES if is_both else (making.languages,)
            found += [f"pdf {making.reference} {each}" for each in unequal(pdf, rows, languages)]
            with pikepdf.open(io.BytesIO(pdf)) as document:
                told = unequal_sentences(document, snapshot, rows, languages)
            found += [f"sentence {making.reference} {each}" for each in told]
        return found

    def _corrected(self, snapshot: Snapshot) -> int:
        """How many queries say something else today; each is told."""
        changed = differences(snapshot)
        for each in changed:
            then, now = written(each.row.value) or "-", written(each.now) or "-"
            self.stdout.write(
                f"corrected in the records since: {each.row.number} {each.row.label_ar}: {then}, now {now}"
            )
        return len(changed)
