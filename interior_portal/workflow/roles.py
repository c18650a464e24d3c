"""Permissions over what all directorates share in their procedures."""

# For the ADMINISTRATOR of the kernel: opening hours and holidays.
WORKING_TIME_EDIT = "WORKING_TIME_EDIT"
