"""Permissions over what all directorates share in their procedures."""

# For the ADMINISTRATOR of the kernel: opening hours and holidays.
WORKING_TIME_EDIT = "WORKING_TIME_EDIT"
# For the ADMINISTRATOR: what a unit has answered once for all, so that the machine answers.
WORKFLOW_ANSWERS_EDIT = "WORKFLOW_ANSWERS_EDIT"
# For the ADMINISTRATOR: cases that nothing moves any more, and their repair.
WORKFLOW_CASES_REPAIR = "WORKFLOW_CASES_REPAIR"
# For the AUDITOR: what happened to cases, for process mining, with nobody's name in it.
WORKFLOW_EVENTS_EXPORT = "WORKFLOW_EVENTS_EXPORT"
# For desks, heads and the AUDITOR: the way of one case through its procedure.
WORKFLOW_COURSE_VIEW = "WORKFLOW_COURSE_VIEW"
# For heads and the AUDITOR: how the cases of a procedure stand and how long they take.
WORKFLOW_PROCEDURES_VIEW = "WORKFLOW_PROCEDURES_VIEW"
# For every role that works on cases or looks after who does: the common desk and its search.
WORKFLOW_DESK = "WORKFLOW_DESK"

AUDITOR_SEES = frozenset(
    {WORKFLOW_DESK, WORKFLOW_EVENTS_EXPORT, WORKFLOW_COURSE_VIEW, WORKFLOW_PROCEDURES_VIEW}
)
