"""Why a case may get more time, in sentences that its applicant reads."""

from django.utils.translation import gettext_lazy as _

EXTENSION_REASONS = {
    "more_checks": _("We have to check something more closely."),
    "many_cases": _("We have many more cases than usual."),
    "other_office": _("We wait for the answer of another office."),
    "office_closed": _("Our office had to close unexpectedly."),
}
