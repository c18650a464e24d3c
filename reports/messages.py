"""What the reports tell people; the words stand in templates/messages/reports/."""

from interior_portal.notices.registry import NoticeKind

CALLED = NoticeKind("reports.meeting_called", "reports/meeting_called.txt", "reports:hall")
DUE = NoticeKind("reports.recommendation_due", "reports/due.txt", "reports:recommendation")
LATE = NoticeKind("reports.recommendation_late", "reports/late.txt", "reports:recommendation")
NOTICES = (DUE, LATE, CALLED)
