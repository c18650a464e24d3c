"""What every form does: sets text right, names what is wrong, and says how to mend it."""

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.translation import override

from interior_portal.ui import errors
from interior_portal.ui import forms as ui_forms
from interior_portal.ui.errors import ErrorLine
from interior_portal.ui.fields import ThreePartDateField, UploadField
from interior_portal.ui.forms import KeyedForm, PortalForm, VersionedForm
from interior_portal.ui.widgets import LatinInput, MrzInput


class Sample(PortalForm):
    name = forms.CharField(label="Name", required=False)
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput, strip=False, required=False
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("1", "one"), ("2", "two")], required=False
    )
    born_on = ThreePartDateField(label="Born on", required=False, autocomplete="bday")


def sample(**data: str) -> Sample:
    return Sample(data)


def test_text_is_set_right_before_validation_and_passwords_are_not() -> None:
    post = QueryDict(mutable=True)
    post.update({"name": " \u200f أحمد   ١٢٣ ", "password": " ١٢٣ "})
    post.setlist("kinds", ["١", "\u200e2"])
    form = Sample(post)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "أحمد 123"
    assert form.cleaned_data["password"] == " ١٢٣ "
    assert form.cleaned_data["kinds"] == ["1", "2"]
    assert form["name"].value() == "أحمد 123"


def test_text_that_no_field_takes_costs_no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def measured(text: str) -> str:
        seen.append(len(text))
        return text

    monkeypatch.setattr(ui_forms, "normalise", measured)
    Sample({"name": "\n" * 2_000_000})
    assert seen == [20_000]


def test_a_prefix_does_not_open_passwords() -> None:
    form = Sample({"a-password": " ١ ", "a-name": " ١ "}, prefix="a")
    assert form.is_valid()
    assert (form.cleaned_data["password"], form.cleaned_data["name"]) == (" ١ ", "1")


@pytest.mark.parametrize("year", ["1994", "١٩٩٤", "۱۹۹۴"])
def test_a_date_is_three_parts_in_any_digits(year: str) -> None:
    form = sample(born_on_day=" 7", born_on_month="٢", born_on_year=year)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born_on"] == dt.date(1994, 2, 7)


def test_an_empty_optional_date_is_none() -> None:
    form = sample(born_on_day="", born_on_month=" ", born_on_year="")
    assert form.is_valid()
    assert form.cleaned_data["born_on"] is None


@pytest.mark.parametrize(
    ("day", "month", "year", "part", "message"),
    [
        ("", "2", "1994", "day", "Enter the day."),
        ("7", "", "1994", "month", "Enter the month."),
        ("7", "2", "", "year", "Enter the year."),
        ("7", "2", "94", "year", "The year must have four digits, for example 1994."),
        ("7", "2", "1899", "year", "The year must have four digits, for example 1994."),
        ("7", "13", "1994", "month", "The month must be a number from 1 to 12."),
        ("7", "0", "1994", "month", "The month must be a number from 1 to 12."),
        ("7", "x", "1994", "month", "The month must be a number from 1 to 12."),
        ("29", "2", "2100", "day", "The day must be a number from 1 to 28."),
        ("30", "2", "2024", "day", "The day must be a number from 1 to 29."),
        ("32", "12", "1994", "day", "The day must be a number from 1 to 31."),
        ("0", "12", "1994", "day", "The day must be a number from 1 to 31."),
        ("-1", "12", "1994", "day", "The day must be a number from 1 to 31."),
        ("²", "12", "1994", "day", "The day must be a number from 1 to 31."),
    ],
)
def test_a_wrong_date_names_the_part(
    day: str, month: str, year: str, part: str, message: str
) -> None:
    form = sample(born_on_day=day, born_on_month=month, born_on_year=year)
    with override("en"):
        assert errors.lines(form) == [ErrorLine(message, f"#id_born_on_{part}")]
        html = str(form["born_on"])
    assert re.findall(r'name="born_on_(\w+)"[^>]*aria-invalid="true"', html) == [part]


def test_a_date_shows_what_was_typed_or_the_stored_day() -> None:
    def values(form: Sample) -> list[str]:
        return re.findall(r'value="([^"]*)"', str(form["born_on"]))

    assert values(sample(born_on_day="40", born_on_month="x", born_on_year="")) == ["40", "x", ""]
    assert values(Sample(initial={"born_on": dt.date(1994, 2, 7)})) == ["7", "2", "1994"]
    assert values(Sample()) == ["", "", ""]


def test_a_date_knows_whether_it_changed() -> None:
    parts = {"born_on_day": "7", "born_on_month": "2", "born_on_year": "1994"}
    assert not Sample(parts, initial={"born_on": dt.date(1994, 2, 7)}).has_changed()
    assert Sample(parts, initial={"born_on": dt.date(1994, 2, 8)}).has_changed()
    assert Sample({**parts, "born_on_day": "77"}).has_changed()


class Asks(KeyedForm, PortalForm):
    text = forms.CharField(label="Name", help_text="As in the passport.")
    mail = forms.EmailField(label="E-mail")
    number = forms.CharField(label="Number", widget=LatinInput)
    lines = forms.CharField(label="Lines", widget=MrzInput)
    born_on = ThreePartDateField(label="Born on")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )
    photo = UploadField(label="Photo")
    agreed = forms.BooleanField(label="I agree.")
    own = forms.CharField(label="Own", error_messages={"required": "Say it."})
    more = forms.CharField(label="More", required=False)


def test_an_empty_answer_says_what_to_do() -> None:
    with override("en"):
        lines = errors.lines(Asks({"key": str(uuid.uuid4())}, {}))
    assert lines == [
        ErrorLine("Fill in “Name”.", "#id_text"),
        ErrorLine("Fill in “E-mail”.", "#id_mail"),
        ErrorLine("Fill in “Number”.", "#id_number"),
        ErrorLine("Fill in “Lines”.", "#id_lines"),
        ErrorLine("Fill in “Born on”.", "#id_born_on_day"),
        ErrorLine("Choose an answer for “Kind”.", "#id_kind_0"),
        ErrorLine("Choose a file for “Photo”.", "#id_photo"),
        ErrorLine("Tick “I agree.” to go on.", "#id_agreed"),
        ErrorLine("Say it.", "#id_own"),
    ]


def test_a_form_of_its_own_language_each_time() -> None:
    """The sentence is made when it is read, not when the module was loaded."""

    class Translated(PortalForm):
        text = forms.CharField(label="Name")

    form = Translated({})
    with override("en"):
        english = errors.lines(form)
    assert english == [ErrorLine("Fill in “Name”.", "#id_text")]


def test_a_key_is_made_once_for_a_form_and_comes_back_as_it_was() -> None:
    first, second = Asks(), Asks()
    key = str(first["key"].value())
    assert uuid.UUID(key).version == 4
    assert key == str(first["key"].value()) != str(second["key"].value())
    assert f'<input type="hidden" name="key" value="{key}"' in render(first)
    assert f'<input type="hidden" name="key" value="{key}"' in render(Asks({"key": key}, {}))


def test_a_form_without_its_key_is_out_of_date() -> None:
    class Decide(VersionedForm, PortalForm):
        pass

    with override("en"):
        lines = errors.lines(Decide({"key": "x", "version": "-1"}))
    sentence = (
        "This page was open for too long or was changed. Load it again and repeat your entry."
    )
    assert lines == [ErrorLine(sentence), ErrorLine(sentence)]
    form = Decide({"key": str(uuid.uuid4()), "version": "٣"})
    assert form.is_valid()
    assert form.cleaned_data["version"] == 3


def render(form: forms.Form) -> str:
    with override("en"):
        return str(render_crispy_form(form))


def part(form: forms.Form, name: str) -> str:
    html = render(form)
    start = html.index(f'<div id="div_id_{name}"')
    following = html.find('<div id="div_id_', start + 1)
    return " ".join(html[start : following if following > 0 else None].split())


def test_a_field_ties_its_hint_and_its_error_to_the_input() -> None:
    html = part(Asks({}, {}), "text")
    assert '<label class="form-label" for="id_text">Name</label>' in html
    assert '<div id="id_text_helptext" class="form-text">As in the passport.</div>' in html
    assert 'id="id_text_error" class="field-error"' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="textinput form-control"' in html


def test_a_group_is_a_fieldset_with_a_legend() -> None:
    html = part(Asks({}, {}), "kind")
    assert (
        '<fieldset aria-describedby="id_kind_error"> <legend class="form-label">Kind</legend>'
        in html
    )
    assert html.count('<input type="radio" class="form-check-input" name="kind"') == 2
    assert '<label class="form-check-label" for="id_kind_1">B</label>' in html
    html = part(Asks({}, {}), "born_on")
    assert (
        '<fieldset aria-describedby="id_born_on_error"> <legend class="form-label">Born on</legend>'
        in html
    )


def test_only_what_is_optional_says_so() -> None:
    html = render(Asks())
    assert html.count("(optional)") == 1
    assert (
        '<label class="form-label" for="id_more">More <span class="optional">(optional)</span></label>'
        in html
    )
    assert "asteriskField" not in html


@pytest.mark.parametrize("name", ["mail", "number", "lines"])
def test_codes_and_addresses_are_typed_from_left_to_right(name: str) -> None:
    assert 'dir="ltr"' in str(Asks()[name])


def test_a_phone_number_is_typed_from_left_to_right() -> None:
    class Phone(PortalForm):
        phone = forms.CharField(widget=forms.TextInput(attrs={"type": "tel"}))

    class Tel(forms.TextInput):
        input_type = "tel"

    class Phones(PortalForm):
        phone = forms.CharField(widget=Tel)

    assert 'dir="ltr"' in str(Phones()["phone"])


def test_a_file_input_offers_the_kinds_it_takes() -> None:
    html = part(Asks(), "photo")
    assert 'type="file" name="photo" accept=".jpg,.jpeg,.png,.pdf"' in html
    assert "A JPEG, PNG or PDF file of at most 10 MB." in html
    form = Asks({}, {"photo": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert "photo" not in form.errors


def test_every_page_with_a_form_shows_the_errors_of_the_whole_form() -> None:
    """Crispy writes the errors of fields only: the summary stands above each form."""
    texts = {path: path.read_text() for path in (settings.BASE_DIR / "templates").rglob("*.html")}
    with_form = {
        path: text for path, text in texts.items() if "{% crispy " in text or "|crispy" in text
    }
    assert len(with_form) >= 2
    assert [path.name for path, text in with_form.items() if not shows_errors(path, texts)] == []


def shows_errors(path: Path, texts: dict[Path, str]) -> bool:
    """The page itself, or the layout that it extends, has the summary."""
    parent = re.search(r'{% extends "([^"]+)" %}', texts[path])
    above = settings.BASE_DIR / "templates" / parent[1] if parent else None
    return "{% error_summary " in texts[path] or (above in texts and shows_errors(above, texts))


def test_the_form_tag_and_the_token_are_the_templates() -> None:
    html = render(Asks())
    assert "<form" not in html
    assert "csrfmiddlewaretoken" not in html


def test_text_of_a_form_is_escaped() -> None:
    class Rude(PortalForm):
        text: Any = forms.CharField(label="<b>", help_text="<i>", required=False)

    html = render(Rude({"text": '"><script>'}))
    assert "<b>" not in html
    assert "<i>" not in html
    assert "<script>" not in html
