"""Motions, amendments, elections."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import KeyedForm, PortalForm
from reports.forms.meetings.titles import BilingualForm, TitledForm
from reports.models import AdoptedText, AgendaItem, Candidate, Election, Motion, Seat
from reports.models.meetings.meeting import MotionKind


class _Chosen(PortalForm):
    """Fields whose choices are rows that the view has read already."""

    def offer(self, name: str, rows: Sequence[Any], labels: Sequence[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            choices = [(str(row.pk), str(label)) for row, label in zip(rows, labels, strict=True)]
            empty = [] if field.required else [("", _("None"))]
            field.choices = [*empty, *choices]

    def picked(self, name: str, rows: Sequence[Any]) -> Any:
        """The row that was chosen, or None."""
        key = self.cleaned_data[name]
        return next((row for row in rows if str(row.pk) == key), None)


class MotionForm(KeyedForm, TitledForm, BilingualForm, _Chosen):
    """A motion; with `amends` an amendment, which is written as the whole text that it wants."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MotionKind.choices)
    item = forms.ChoiceField(label=_("Item of the agenda"))
    mover = forms.ChoiceField(label=_("Moved by"))
    seconder = forms.ChoiceField(label=_("Seconded by"))
    changes = forms.ChoiceField(
        label=_("Adopted text that it changes"),
        help_text=_("For bylaws that are in force already."),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[AgendaItem],
        seats: Sequence[Seat],
        adopted: Sequence[AdoptedText],
        amends: Motion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.seats, self.adopted, self.amends = items, seats, adopted, amends
        self.offer("item", items, [f"{row.position}. {row.title}" for row in items])
        for name in ("mover", "seconder"):
            self.offer(name, seats, seats)
        self.offer("changes", adopted, adopted)
        if amends is not None:
            for name in ("kind", "item", "changes"):
                del self.fields[name]
        elif not adopted:
            del self.fields["changes"]

    def facts(self) -> dict[str, Any]:
        """The columns of the motion but its text."""
        seats = {name: self.picked(name, self.seats) for name in ("mover", "seconder")}
        if self.amends is not None:
            same = {"kind": self.amends.kind, "item": self.amends.item, "amends": self.amends}
            return {**self.titles(), **seats, **same}
        changes = self.picked("changes", self.adopted) if "changes" in self.fields else None
        return {
            **self.titles(),
            **seats,
            "kind": self.cleaned_data["kind"],
            "item": self.picked("item", self.items),
            "changes": changes,
        }


class TextForm(BilingualForm):
    """A text that is worded anew."""


class ElectionForm(KeyedForm, TitledForm, _Chosen):
    """How many are elected, and what equal votes lead to."""

    item = forms.ChoiceField(label=_("Item of the agenda"))
    places = forms.IntegerField(label=_("How many are elected?"), min_value=1, max_value=20)
    is_panel = forms.BooleanField(
        label=_("Who is elected chairs this meeting from then on"), required=False, initial=True
    )
    tie = forms.ChoiceField(
        label=_("What do equal votes lead to?"),
        choices=Election.Tie.choices,
        widget=forms.RadioSelect,
        initial=Election.Tie.SECOND_ROUND,
    )

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        self.offer("item", items, [f"{row.position}. {row.title}" for row in items])

    def facts(self) -> dict[str, Any]:
        names = ("places", "is_panel", "tie")
        facts = {name: self.cleaned_data[name] for name in names}
        return {**self.titles(), **facts, "item": self.picked("item", self.items)}


class NominateForm(_Chosen):
    """Who stands."""

    seat = forms.ChoiceField(label=_("Who stands?"))

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        self.offer("seat", seats, seats)

    def seat_chosen(self) -> Seat:
        seat: Seat = self.picked("seat", self.seats)
        return seat


class LotForm(PortalForm):
    """Whom the lot named, and who drew it."""

    winners = forms.MultipleChoiceField(
        label=_("Whom does the lot name?"), widget=forms.CheckboxSelectMultiple
    )
    drawn_by = forms.CharField(
        label=_("Who drew the lot?"),
        help_text=_("For example: the eldest delegate, with the name."),
        max_length=200,
    )

    def __init__(self, *args: Any, tied: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["winners"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(str(row.pk), str(row.user)) for row in tied]

    def keys(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["winners"]]
