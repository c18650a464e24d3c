"""Who works for the Visa Directorate and what each role may do."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role

VISA_APPLICATION_VIEW = "VISA_APPLICATION_VIEW"
VISA_APPLICATION_ENTER = "VISA_APPLICATION_ENTER"
VISA_APPLICATION_DECIDE = "VISA_APPLICATION_DECIDE"
VISA_FIGURES_VIEW = "VISA_FIGURES_VIEW"

VISA_OFFICER = Role(
    code="VISA_OFFICER",
    label=_("Visa officer"),
    permissions=frozenset({VISA_APPLICATION_VIEW, VISA_APPLICATION_DECIDE}),
)
VISA_HEAD = Role(
    code="VISA_HEAD",
    label=_("Head of the Visa Directorate"),
    permissions=frozenset({VISA_APPLICATION_VIEW, VISA_FIGURES_VIEW}),
)
VISA_CLERK = Role(
    code="VISA_CLERK",
    label=_("Counter clerk"),
    permissions=frozenset({VISA_APPLICATION_ENTER}),
)
ROLES = (VISA_OFFICER, VISA_HEAD, VISA_CLERK)
