"""What narrows the inbox, and the names under which such choices are kept."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.registry import find_role
from interior_portal.shared import clock
from interior_portal.ui.forms import PortalForm
from interior_portal.workflow import notes, registry
from interior_portal.workflow.procedures import Owner
from interior_portal.workflow.queries import Desk, Narrowing, Whose

ANY = _("any")
WHOSE = [
    ("", ANY),
    (Whose.FREE.value, _("nobody")),
    (Whose.MINE.value, _("me")),
    (Whose.OTHERS.value, _("a colleague")),
]
DUE = [
    ("", ANY),
    ("overdue", _("late")),
    ("today", _("due today")),
    ("week", _("due within a week")),
    ("none", _("without a deadline")),
]
Choices = list[tuple[Any, Any]]


class NarrowingForm(PortalForm):
    """The filters of the inbox as they stand in its address. A choice with one way to answer is left out."""

    service = forms.ChoiceField(label=_("Service"), required=False)
    category = forms.ChoiceField(label=_("Kind"), required=False)
    step = forms.ChoiceField(label=_("Step"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    role = forms.ChoiceField(label=_("Desk of"), required=False)
    whose = forms.ChoiceField(label=_("With"), choices=WHOSE, required=False)
    due = forms.ChoiceField(label=_("Time left"), choices=DUE, required=False)

    def __init__(
        self, *args: Any, desks: Sequence[Desk], categories: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.desks = desks
        self._offer("service", _services(desks))
        self._offer("category", list(categories.items()))
        self._offer("step", _steps(desks))
        self._offer("unit", list({desk.unit.code: desk.unit.name for desk in desks}.items()))
        self._offer("role", sorted({(desk.role, role_label(desk.role)) for desk in desks}))

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if len(choices) < 2:  # noqa: PLR2004 (one way to answer is no choice)
            del self.fields[name]
        elif isinstance(field, forms.ChoiceField):
            field.choices = [("", ANY), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by name, as it stands in the address; what is unknown is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The choice as it is written into an address."""
        return urlencode(self.chosen)

    def queues(self) -> list[str]:
        """The queues of the chosen unit and role; all without such a choice."""
        unit, role = self.chosen.get("unit"), self.chosen.get("role")
        return [
            desk.queue
            for desk in self.desks
            if unit in {None, desk.unit.code} and role in {None, desk.role}
        ]

    def own_queues(self) -> list[str]:
        """Those of the chosen queues whose items the reader takes."""
        chosen = set(self.queues())
        return [desk.queue for desk in self.desks if desk.is_own and desk.queue in chosen]

    def narrowing(self, reader: User) -> Narrowing:
        """The rest of the choice."""
        chosen = self.chosen
        whose = chosen.get("whose")
        first, until = _span(chosen.get("due", ""))
        return Narrowing(
            procedures=_procedures(chosen["service"]) if "service" in chosen else None,
            category=chosen.get("category", ""),
            step=chosen.get("step", ""),
            whose=Whose(whose) if whose else None,
            reader_id=reader.pk,
            due_from=first,
            due_until=until,
            is_undated=chosen.get("due") == "none",
        )


def role_label(code: str) -> str:
    """The name of a role; its code when no app has it any more."""
    found = find_role(code)
    return str(found.label) if found else code


def _span(due: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    """From when until when a deadline lies; days are those of the place."""
    now = clock.now()
    tomorrow = clock.today() + dt.timedelta(days=1)
    midnight = timezone.make_aware(dt.datetime.combine(tomorrow, dt.time.min))
    spans: dict[str, tuple[dt.datetime | None, dt.datetime | None]] = {
        "overdue": (None, now),
        "today": (now, midnight),
        "week": (now, midnight + dt.timedelta(days=6)),
    }
    return spans.get(due, (None, None))


def _procedures(service: str) -> tuple[str, ...]:
    """A service is one procedure, or all of a directorate."""
    return tuple(
        known.code for known in registry.procedures() if service in {known.code, known.directorate}
    )


def _services(desks: Sequence[Desk]) -> Choices:
    """The procedures whose desks these are, below their directorates."""
    roles = {desk.role for desk in desks}
    groups: Choices = []
    pages = registry.desk_pages()
    for directorate, page in pages.items():
        own = [
            (known.code, known.label)
            for known in registry.procedures()
            if known.directorate == directorate and roles & {step.role for step in known.steps}
        ]
        if own:
            groups += [(directorate, page.label), *own] if len(pages) > 1 else own
    return groups


def _steps(desks: Sequence[Desk]) -> Choices:
    roles = {desk.role for desk in desks}
    steps = {
        step.code: step.label
        for known in registry.procedures()
        for step in known.steps
        if step.owner is Owner.DESK and step.role in roles
    }
    questions = {
        question.code: question.label for question in registry.questions() if question.role in roles
    }
    return list({**steps, **questions}.items())


class SavedViewForm(PortalForm):
    """The name under which a choice of filters is kept."""

    name = forms.CharField(label=_("Keep this choice under a name"), max_length=60)


class SearchForm(PortalForm):
    """What somebody looks for, in one box."""

    text = forms.CharField(
        label=_("Reference, name or passport number"),
        help_text=_("The beginning of a reference is enough. A name may be in any script."),
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class NoteForm(PortalForm):
    """A note beside a case. `notes.add` says what is wrong with it."""

    text = forms.CharField(
        label=_("Note"),
        error_messages={"required": _("Write the note first.")},
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class GivingForm(PortalForm):
    """To whom an item goes, and what its holder tells them; who holds nothing writes no note."""

    item = forms.CharField(widget=forms.HiddenInput)
    to = forms.TypedChoiceField(
        label=_("Colleague"), coerce=int, error_messages={"required": _("Choose a colleague.")}
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=notes.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, colleagues: Sequence[tuple[int, str]], has_note: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        to = self.fields["to"]
        if isinstance(to, forms.ChoiceField):
            to.choices = [("", "—"), *colleagues]
        if not has_note:
            del self.fields["note"]
