"""Several items of the inbox at once: which, and what is done to each of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.ui.forms import PortalForm
from interior_portal.workflow import acts, queries, registry
from interior_portal.workflow.forms.desk import Choices
from interior_portal.workflow.queries import OpenItem

# Where an item stands: its procedure and step (the code of the question for an item of a question).
Place = tuple[str, str]
GIVE, PUT_BACK = "give", "put_back"
HOLDING = ((GIVE, _("Give to a colleague")), (PUT_BACK, _("Put back into the queue")))
OWN = {
    GIVE: _("Hand over to a colleague those that I hold"),
    PUT_BACK: _("Put back those that I hold"),
}
_MIXED = _("This is done to cases of one service at one step. Tick only such cases.")
_NOT_THEIRS = _("You may not do this to the cases that you ticked. Tick others, or choose again.")


def offered(items: Collection[OpenItem], reader: User) -> Choices:
    """What the reader may do to at least one of these items; whoever looks after none is told that it is
    only for what they hold. All of it where there is no item: then that is what is wrong.
    """
    if not items:
        return list(HOLDING)
    may = {
        GIVE: any(queries.may_give(item, reader) for item in items),
        PUT_BACK: any(queries.may_put_back(item, reader) for item in items),
    }
    labels = dict(HOLDING) if any(queries.looks_after(i, reader) for i in items) else OWN
    return [(code, labels[code]) for code, _label in HOLDING if may[code]] + steps_for(
        items, reader
    )


def steps_for(items: Collection[OpenItem], reader: User) -> Choices:
    """What the reader may do to many cases at once from some of these places: procedure and transition, label."""
    procedures = {item.procedure for item in items}
    found = []
    for procedure, code in sorted(acts.bulk_transitions()):
        if procedure in procedures:
            transition = registry.get_procedure(procedure).transition(code)
            if any(
                (item.procedure, item.step) in {(procedure, step) for step in transition.source}
                and has_permission(reader, transition.permission, item.unit)
                for item in items
            ):
                found.append((f"{procedure}/{code}", transition.label))
    return found


class BulkForm(PortalForm):
    """The ticked items, and what the reader does with each of them. A `to` that nothing needs is left out."""

    items = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one case.")}
    )
    action = forms.ChoiceField(
        label=_("With the chosen cases"), error_messages={"invalid_choice": _NOT_THEIRS}
    )
    to = forms.TypedChoiceField(label=_("Colleague"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[tuple[int, str]],
        items: Mapping[int, OpenItem],
        reader: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.open_items = items
        self.offered = offered(items.values(), reader)
        choices: Mapping[str, Choices] = {
            "items": [(item_id, item_id) for item_id in items],
            "action": self.offered,
            "to": [("", "—"), *colleagues],
        }
        for name, known in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = known
        if GIVE not in dict(self.offered):
            del self.fields["to"]

    @property
    def step(self) -> Place | None:
        """Procedure and transition of the step that was chosen; None where items only change hands."""
        procedure, slash, transition = str(self.cleaned_data["action"]).partition("/")
        return (procedure, transition) if slash else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("action") == GIVE and cleaned.get("to") is None:
            self.add_error("to", _("Choose a colleague."))
        if "action" in cleaned and self.step is not None:
            items = (self.open_items[item_id] for item_id in cleaned.get("items", ()))
            ticked = {(item.procedure, item.step) for item in items}
            if len(ticked) > 1:
                self.add_error("action", _MIXED)
        return cleaned
