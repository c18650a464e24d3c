"""The names over the door come from the deployment; a file that is wrong stops the start."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import override

from interior_portal import authority
from interior_portal.ui import identity

NAMES = 'ar = "هيئة"\nkmr = "Deste"\nen = "Body"\n'


def write(folder: Path, text: str) -> str:
    path = folder / "authority.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_without_a_file_all_is_as_shipped() -> None:
    assert authority.read("") == authority.Authority()
    with override("ar"):
        assert identity.current().name == "هيئة الداخلية"


def test_what_the_file_names_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    found = authority.read(write(tmp_path, f'help_phone = "+963 52 420 100"\n[names]\n{NAMES}'))
    assert (found.help_phone, found.names["kmr"]) == ("+963 52 420 100", "Deste")
    assert found.places == authority.Authority().places
    assert found.emblem_template == "components/emblem.html"


def test_an_emblem_of_its_own_is_a_file_of_the_portal(tmp_path: Path) -> None:
    text = 'emblem_template = "components/welcome_art.html"\npaper_emblem = "img/emblem.svg"\n'
    found = authority.read(write(tmp_path, text))
    assert (found.emblem_template, found.paper_emblem) == (
        "components/welcome_art.html",
        "img/emblem.svg",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("names = ", "Invalid value"),
        ('motto = "x"', "unknown: motto"),
        ('[names]\nar = "هيئة"', "names: give a text for each of ar, kmr, en"),
        (f'[names]\n{NAMES}tr = "Kurum"', "names: give a text for each"),
        ('[names]\nar = "هيئة"\nkmr = "Deste"\ntr = "Kurum"', "names: give a text for each"),
        ('[places]\nar = " "\nkmr = "K"\nen = "C"', "places: give a text for each"),
        ('names = "Body"', "names: give a text for each"),
        ('help_phone = "call us"', "help_phone: digits and spaces"),
        ("help_phone = 52420", "help_phone: digits and spaces"),
        ('emblem_template = "nothing.html"', "there is no file 'nothing.html' in templates/"),
        ('emblem_template = "../README.md"', "there is no file '../README.md' in templates/"),
        ("paper_emblem = 1", "paper_emblem: there is no file 1 in static/"),
    ],
)
def test_a_wrong_file_stops_the_start_with_its_fault(tmp_path: Path, text: str, fault: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ImproperlyConfigured) as stopped:
        authority.read(path)
    assert str(stopped.value).startswith(f"AUTHORITY_FILE {path}: ")
    assert fault in str(stopped.value)


def test_a_missing_file_stops_the_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="No such file"):
        authority.read("/nowhere/authority.toml")
