"""The specimens of the gallery page: each component in each state, and a form with everything wrong."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.shared import clock
from interior_portal.shared.refusals import NOT_PERMITTED
from interior_portal.ui.components import Bar, Event, Row, Service, Tab, Task, WorkLine
from interior_portal.ui.fields import ThreePartDateField, UploadField
from interior_portal.ui.forms import KeyedForm, PortalForm
from interior_portal.ui.icons import PATHS
from interior_portal.ui.widgets import LatinInput, MrzInput

_CHOICES = [("one", _("One answer")), ("other", _("Another answer"))]


class SpecimenForm(KeyedForm, PortalForm):
    """One field of every kind."""

    name = forms.CharField(label=_("Full name"), help_text=_("As in the passport."), max_length=100)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    number = forms.CharField(
        label=_("Passport number"), widget=LatinInput(attrs={"class": "input-short"})
    )
    born_on = ThreePartDateField(label=_("Date of birth"), autocomplete="bday")
    lines = forms.CharField(label=_("Machine-readable lines"), widget=MrzInput)
    country = forms.ChoiceField(label=_("Country"), choices=[("", "—"), *_CHOICES])
    entries = forms.ChoiceField(
        label=_("Number of entries"), choices=_CHOICES, widget=forms.RadioSelect
    )
    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), choices=_CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    photo = UploadField(label=_("Photo"))
    remark = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    agreed = forms.BooleanField(label=_("I declare that these answers are true."))


class QuestionForm(KeyedForm, PortalForm):
    """One question, as a citizen meets it."""

    born_on = ThreePartDateField(
        label=_("Date of birth"), help_text=_("As in the passport."), autocomplete="bday"
    )


PAGES = ("home", "question", "status", "confirmation", "desk", "report")


def context() -> dict[str, Any]:
    """Everything that `ui/gallery.html` shows."""
    now = clock.now()
    wrong = SpecimenForm(
        {"born_on_day": "31", "born_on_month": "2", "born_on_year": "1994", "email": "x"}, {}
    )
    return {
        "title": _("Gallery"),
        "icons": sorted(PATHS),
        "form": wrong,
        "empty_form": SpecimenForm(prefix="empty"),
        "rows": _rows(),
        "tasks": _tasks(),
        "events": _events(now),
        "bars": _bars(),
        "tabs": _tabs(),
        "services": _services(),
        "refusal": NOT_PERMITTED,
        "moments": _moments(now),
        "now": now,
        "amounts": [(Decimal("1234567.5"), "SYP"), (Decimal(10), "USD")],
    }


def page_context(page: str) -> dict[str, Any]:
    """What the specimen of one layout shows: everything, and the work of a desk."""
    now = clock.now()
    posted = {
        "key": str(uuid.uuid4()),
        "born_on_day": "31",
        "born_on_month": "2",
        "born_on_year": "1994",
    }
    form = QuestionForm(posted) if page == "question" else QuestionForm()
    return {**context(), "work": _work(now), "form": form, "due": now + dt.timedelta(days=2)}


def _work(now: dt.datetime) -> list[WorkLine]:
    entry, travel = _("Entry visa"), _("Travel visa")
    hour = dt.timedelta(hours=1)
    return [
        WorkLine("أحمد العلي", "#1", "V26-7K3M-92QX", now - 3 * hour, note=entry, current=True),
        WorkLine("Rojîn Ehmed", "#2", "V26-0H2T-6RWB", now + 5 * hour, note=travel),
        WorkLine("Maria Haddad", "#3", "V26-91CD-KM4E", now + 49 * hour, note=entry),
        WorkLine("شيرين محمد", "#4", "V26-5PWA-0Z7J", now, paused=True, note=travel),
    ]


def _rows() -> list[Row]:
    return [
        Row(_("Full name"), "أحمد العلي", href="#name"),
        Row(_("Passport number"), "N 0123456", href="#number", iso=True),
        Row(_("Phone number"), "+963 52 123 456", href="#phone", iso=True),
        Row(_("Remark"), "", href="#remark"),
    ]


def _tasks() -> list[Task]:
    return [
        Task(_("Passport"), "done", _("Completed"), href="#passport"),
        Task(
            _("Photo"),
            "refused",
            _("There is a problem"),
            href="#photo",
            hint=_("The photo is too dark."),
        ),
        Task(_("Journey"), "waiting", _("In progress"), href="#journey"),
        Task(_("Documents"), "draft", _("Not yet started"), href="#documents"),
        Task(
            _("Declare and send"),
            "paused",
            _("Cannot start yet"),
            hint=_("Complete the steps above first."),
        ),
    ]


def _events(now: dt.datetime) -> list[Event]:
    return [
        Event(
            now,
            _("We wait for a document from you."),
            state="paused",
            note=_("The second page is missing."),
        ),
        Event(
            now - dt.timedelta(hours=5),
            _("An officer checks the application."),
            who="Rojîn Ehmed",
            state="waiting",
        ),
        Event(now - dt.timedelta(days=1), _("The fee was paid.")),
        Event(now - dt.timedelta(days=2), _("The application was sent."), who="أحمد العلي"),
    ]


def _bars() -> list[Bar]:
    return [Bar("Sêmalka", 1240), Bar("El-Welîd", 310), Bar("اليعربية", 12), Bar("Nisêbîn", 0)]


def _tabs() -> list[Tab]:
    return [
        Tab(_("Mine"), "#mine", current=True, count="7"),
        Tab(_("Everyone's"), "#all", count="99+"),
        Tab(_("Waiting for the applicant"), "#waiting"),
    ]


def _services() -> list[Service]:
    return [
        Service(
            _("Entry visa"),
            _("For visitors, relatives abroad, the press and aid staff."),
            "#entry",
            promise=_("Usually 3 working days"),
            fee="10 USD",
        ),
        Service(
            _("Travel visa"),
            _("For residents who travel out through a crossing and come back."),
            "#travel",
        ),
    ]


def _moments(now: dt.datetime) -> list[tuple[dt.datetime, bool]]:
    hours = (80, 24, 5, -3, -50)
    return [(now + dt.timedelta(hours=h, minutes=1), False) for h in hours] + [(now, True)]
