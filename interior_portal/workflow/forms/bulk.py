"""Several items of the inbox at once: which, and what is done to each of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interior_portal.ui.forms import PortalForm
from interior_portal.workflow import acts, registry
from interior_portal.workflow.forms.desk import Choices

# Where an item stands: its procedure and step (the code of the question for an item of a question).
Place = tuple[str, str]
GIVE, PUT_BACK = "give", "put_back"
HOLDING = ((GIVE, _("Give to a colleague")), (PUT_BACK, _("Put back into the queue")))
_MIXED = _("This is done to cases of one service at one step. Tick only such cases.")


def steps_from(places: Iterable[Place]) -> Choices:
    """What may be done to many cases at once from some of these places: procedure and transition, label."""
    standing = set(places)
    procedures = {procedure for procedure, _ in standing}
    found = []
    for procedure, code in sorted(acts.bulk_transitions()):
        if procedure in procedures:
            transition = registry.get_procedure(procedure).transition(code)
            if standing & {(procedure, step) for step in transition.source}:
                found.append((f"{procedure}/{code}", transition.label))
    return found


class BulkForm(PortalForm):
    """The ticked items, and what is done to each of them. `places` says where each item stands."""

    items = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick at least one case.")}
    )
    action = forms.ChoiceField(label=_("With the chosen cases"))
    to = forms.TypedChoiceField(label=_("Colleague"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[tuple[int, str]],
        places: Mapping[int, Place],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        choices: Mapping[str, Choices] = {
            "items": [(item_id, item_id) for item_id in places],
            "action": [*HOLDING, *steps_from(places.values())],
            "to": [("", "—"), *colleagues],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

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
            ticked = {self.places[item_id] for item_id in cleaned.get("items", ())}
            if len(ticked) > 1:
                self.add_error("action", _MIXED)
        return cleaned
