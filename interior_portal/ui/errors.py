"""What is wrong with a form, as the lines of its error summary."""

from dataclasses import dataclass

from django.forms import BaseForm
from django.forms.boundfield import BoundField

from interior_portal.ui.widgets import ThreePartDateWidget


@dataclass(frozen=True, slots=True)
class ErrorLine:
    """`href` leads to the field that can be mended; empty for the form as a whole."""

    message: str
    href: str = ""


def lines(form: BaseForm) -> list[ErrorLine]:
    """The form's own errors first, then those of its fields in their order; hidden fields name no place."""
    found = [ErrorLine(str(message)) for message in form.non_field_errors()]
    for field in form:
        href = "" if field.is_hidden else f"#{first_input_id(field)}"
        found += [ErrorLine(str(message), href) for message in field.errors]
    return found


def first_input_id(field: BoundField) -> str:
    """The id of the control to jump to: a group's first one, or the part that is wrong."""
    widget = field.field.widget
    if isinstance(widget, ThreePartDateWidget) and widget.wrong_part:
        return f"{field.auto_id}_{widget.wrong_part}"
    return field.id_for_label or f"{field.auto_id}_0"
