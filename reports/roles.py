"""What the roles that work for the whole Authority may do here; `accounts.roles` says what heads hold at their unit."""

# Begin an edition of the annual report, have it made, release it, and correct it by a new edition.
REPORT_MAKE = "REPORT_MAKE"
# Set the targets that figures are held against.
TARGET_SET = "TARGET_SET"
# Keep meetings: agenda, attendance, motions, votes, texts, minutes.
MEETING_KEEP = "MEETING_KEEP"
# Chair a meeting until it has elected a panel: order amendments, confirm votes, approve the statement.
MEETING_CHAIR = "MEETING_CHAIR"
# Settle what the year brings: enter recommendations, confirm what their owners report, drop or carry over.
YEAR_SETTLE = "YEAR_SETTLE"

OF_CHAIRS = frozenset({REPORT_MAKE, TARGET_SET, YEAR_SETTLE, MEETING_CHAIR})
OF_THE_SECRETARY = frozenset({REPORT_MAKE, TARGET_SET, MEETING_KEEP, YEAR_SETTLE})
