"""Who works for the Transport and Yards Directorate and what each role may do."""

from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.registry import Role
from interior_portal.accounts.roles import ACCOUNTS_SUBSTITUTE, OF_HEADS
from interior_portal.documents.roles import DOCUMENTS_PAPER_PRINT, DOCUMENTS_PAPER_REVOKE
from interior_portal.workflow.roles import (
    WORKFLOW_COURSE_VIEW,
    WORKFLOW_DESK,
    WORKFLOW_PROCEDURES_VIEW,
)

# See the register: a vehicle, its owners, plates, marks and applications. Each look is told to the ledger.
VEHICLE_VIEW = "VEHICLE_VIEW"
# At a counter: enter an application for whoever stands there, prove an owner's account, record insurance,
# hand out a licence or a plate.
VEHICLE_APPLICATION_ENTER = "VEHICLE_APPLICATION_ENTER"
# At a yard: record what was found on a vehicle.
VEHICLE_INSPECT = "VEHICLE_INSPECT"
# Decide where an answer was not clear, or where something stands against a vehicle.
VEHICLE_APPLICATION_DECIDE = "VEHICLE_APPLICATION_DECIDE"
VEHICLE_APPLICATION_REASSIGN = "VEHICLE_APPLICATION_REASSIGN"
VEHICLE_PROMISE_EXTEND = "VEHICLE_PROMISE_EXTEND"
# Keep the stock of plates: take in deliveries, send plates to another office, write off what is gone.
VEHICLE_STOCK_KEEP = "VEHICLE_STOCK_KEEP"
# Place and lift liens, seizures, stolen and wanted marks.
VEHICLE_MARK = "VEHICLE_MARK"
VEHICLE_FIGURES_VIEW = "VEHICLE_FIGURES_VIEW"
# For the ADMINISTRATOR of the kernel: classes, towns, plate kinds, the fee matrix, known answers, imports.
VEHICLE_CATALOGUE_EDIT = "VEHICLE_CATALOGUE_EDIT"
# Answer what this directorate asks another about a vehicle, as long as that one has no register here.
VEHICLE_QUESTION_ANSWER = "VEHICLE_QUESTION_ANSWER"

VEHICLE_CLERK = Role(
    code="VEHICLE_CLERK",
    label=_("Vehicle counter clerk"),
    permissions=frozenset({VEHICLE_VIEW, VEHICLE_APPLICATION_ENTER, DOCUMENTS_PAPER_PRINT}),
)
VEHICLE_OFFICER = Role(
    code="VEHICLE_OFFICER",
    label=_("Vehicle officer"),
    permissions=frozenset(
        {
            WORKFLOW_DESK,
            WORKFLOW_COURSE_VIEW,
            VEHICLE_VIEW,
            VEHICLE_INSPECT,
            VEHICLE_APPLICATION_DECIDE,
            VEHICLE_STOCK_KEEP,
            VEHICLE_MARK,
            DOCUMENTS_PAPER_PRINT,
        }
    ),
)
VEHICLE_HEAD = Role(
    code="VEHICLE_HEAD",
    label=_("Head of the Transport and Yards Directorate"),
    permissions=frozenset(
        {
            *OF_HEADS,
            WORKFLOW_DESK,
            WORKFLOW_COURSE_VIEW,
            WORKFLOW_PROCEDURES_VIEW,
            VEHICLE_VIEW,
            VEHICLE_APPLICATION_REASSIGN,
            VEHICLE_PROMISE_EXTEND,
            VEHICLE_FIGURES_VIEW,
            VEHICLE_STOCK_KEEP,
            ACCOUNTS_SUBSTITUTE,
            DOCUMENTS_PAPER_REVOKE,
        }
    ),
)
# Staff of a directorate that has no register here yet; posted at the unit that the question names.
VEHICLE_ANSWERS = Role(
    code="VEHICLE_ANSWERS",
    label=_("Answers questions about vehicles"),
    permissions=frozenset({WORKFLOW_DESK, VEHICLE_QUESTION_ANSWER}),
)
ROLES = (VEHICLE_CLERK, VEHICLE_OFFICER, VEHICLE_HEAD, VEHICLE_ANSWERS)
