"""A write that a form asks for: done, or refused, which the form then says."""

from collections.abc import Callable, Mapping

from django import forms

from interior_portal.shared.refusals import Refused


def tried(form: forms.Form, fields: Mapping[str, str], act: Callable[[], object]) -> object | None:
    """What was made; None where it was refused: said at the field that `fields` names for the code."""
    try:
        return act()
    except Refused as refused:
        field = fields.get(refused.refusal.code)
        form.add_error(field if field in form.fields else None, str(refused))
        return None
