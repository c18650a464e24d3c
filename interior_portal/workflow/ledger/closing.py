"""The newest root on the closing page of a shift: a copy of it that no database holds."""

from django.utils.translation import gettext as _

from interior_portal.shared.bidi import isolate
from interior_portal.ui import dates
from interior_portal.ui.components import Row
from interior_portal.workflow.queries import latest_root, short_form


def ledger_line() -> Row | None:
    """Number, time and short form; `manage.py verify_events --printed` compares them. One query."""
    root = latest_root()
    if root is None:
        return None
    value = f"{root.seq} · {dates.moment(root.at)} · {isolate(short_form(root))}"
    return Row(_("Root of the ledger"), value)
