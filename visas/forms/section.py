"""What the pages of a draft have in common."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from interior_portal.shared.refusals import Refusal
from interior_portal.ui.forms import PortalModelForm
from visas.models import Application


class SectionForm(PortalModelForm):
    """One page of the task list. It reads the draft; `actions.save_answers` writes what `changes()` says."""

    instance: Application

    class Meta:
        model = Application
        fields: ClassVar[tuple[str, ...]] = ()

    def changes(self) -> dict[str, Any]:
        """What the page says, by column."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def complain(refusal: Refusal | None) -> None:
    """A broken rule as the error of the field that is being cleaned."""
    if refusal is not None:
        raise ValidationError(str(refusal), code=refusal.code)
