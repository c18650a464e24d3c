"""Who works for the Visa Directorate and what each role may do."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role
from interior_portal.accounts.roles import ACCOUNTS_SUBSTITUTE, OF_HEADS
from interior_portal.documents.roles import DOCUMENTS_PAPER_REVOKE
from interior_portal.workflow.roles import (
    WORKFLOW_COURSE_VIEW,
    WORKFLOW_DESK,
    WORKFLOW_PROCEDURES_VIEW,
)

VISA_APPLICATION_VIEW = "VISA_APPLICATION_VIEW"
VISA_APPLICATION_ENTER = "VISA_APPLICATION_ENTER"
VISA_APPLICATION_DECIDE = "VISA_APPLICATION_DECIDE"
# Put back what an officer holds: nobody else can once they are ill, posted elsewhere or dismissed.
VISA_APPLICATION_REASSIGN = "VISA_APPLICATION_REASSIGN"
# Give a case more time, with a reason that its applicant reads.
VISA_PROMISE_EXTEND = "VISA_PROMISE_EXTEND"
VISA_FIGURES_VIEW = "VISA_FIGURES_VIEW"
# For the ADMINISTRATOR of the kernel: kinds, documents, questions, promises, grounds.
VISA_CATALOGUE_EDIT = "VISA_CATALOGUE_EDIT"

VISA_OFFICER = Role(
    code="VISA_OFFICER",
    label=_("Visa officer"),
    permissions=frozenset(
        {WORKFLOW_DESK, WORKFLOW_COURSE_VIEW, VISA_APPLICATION_VIEW, VISA_APPLICATION_DECIDE}
    ),
)
VISA_HEAD = Role(
    code="VISA_HEAD",
    label=_("Head of the Visa Directorate"),
    permissions=frozenset(
        {
            *OF_HEADS,
            WORKFLOW_DESK,
            VISA_APPLICATION_VIEW,
            VISA_APPLICATION_REASSIGN,
            VISA_PROMISE_EXTEND,
            VISA_FIGURES_VIEW,
            ACCOUNTS_SUBSTITUTE,
            DOCUMENTS_PAPER_REVOKE,
            WORKFLOW_COURSE_VIEW,
            WORKFLOW_PROCEDURES_VIEW,
        }
    ),
)
VISA_CLERK = Role(
    code="VISA_CLERK",
    label=_("Counter clerk"),
    permissions=frozenset({VISA_APPLICATION_ENTER}),
)
ROLES = (VISA_OFFICER, VISA_HEAD, VISA_CLERK)
