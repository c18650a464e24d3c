"""What a page of figures says about their proof."""

from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interior_portal.tallies.models import Proof
from interior_portal.tallies.queries import newest_proof
from interior_portal.ui import dates

register = template.Library()


@register.inclusion_tag("tallies/proof.html")
def proof_line() -> dict[str, Any]:
    """When the figures were last counted again from the records, and whether all agreed. One query."""
    return said(newest_proof())


def said(proof: Proof | None) -> dict[str, Any]:
    """The sentence with its icon; `differs` is what a head must not overlook."""
    if proof is None:
        text = _("These figures have not been counted again from the records yet.")
        return {"text": text, "icon": "clock", "differs": False}
    words = {"count": proof.differences, "moment": dates.moment(proof.at)}
    if not proof.differences:
        text = _("Counted again from the records on %(moment)s: every figure agrees.") % words
        return {"text": text, "icon": "check", "differs": False}
    text = ngettext(
        "Counted again from the records on %(moment)s: %(count)s figure differs. The administrators look into it.",
        "Counted again from the records on %(moment)s: %(count)s figures differ. The administrators look into it.",
        proof.differences,
    )
    return {"text": text % words, "icon": "warning", "differs": True}
