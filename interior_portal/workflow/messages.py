"""What the engine tells people, whatever the directorate; the words stand in templates/messages/workflow/."""

from interior_portal.notices.registry import NoticeKind

NEAR_BREACH, ESCALATED = "workflow.near_breach", "workflow.escalated"
APOLOGY, EXTENDED = "workflow.apology", "workflow.extended"
NOTICES = tuple(
    NoticeKind(code, f"{code.replace('.', '/')}.txt", "workflow:case")
    for code in (NEAR_BREACH, ESCALATED, APOLOGY, EXTENDED)
)
