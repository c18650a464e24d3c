"""Permissions over what all directorates share in their procedures."""

# For the ADMINISTRATOR of the kernel: opening hours and holidays.
WORKING_TIME_EDIT = "WORKING_TIME_EDIT"
# For the AUDITOR: what happened to cases, for process mining, with nobody's name in it.
WORKFLOW_EVENTS_EXPORT = "WORKFLOW_EVENTS_EXPORT"
