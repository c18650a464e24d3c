"""What the steps between a checkout and a running portal leave behind."""

from pathlib import Path

from django.utils.translation import gettext, override
from pytest_django import Settings

from interior_portal import preparing

CATALOGUE = """\
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "A text of this test"
msgstr "نص هذا الاختبار"
"""


def test_texts_are_there_at_once_for_the_process_that_compiled_them(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE, encoding="utf-8")
    settings.LOCALE_PATHS = [tmp_path]
    with override("ar"):
        assert gettext("A text of this test") == "A text of this test"
    preparing._compile()
    with override("ar"):
        assert gettext("A text of this test") == "نص هذا الاختبار"
