"""What the engine tells people, whatever the directorate; the words stand in templates/messages/workflow/."""

from interior_portal.notices.registry import NoticeKind

NEAR_BREACH, ESCALATED = "workflow.near_breach", "workflow.escalated"
APOLOGY, EXTENDED = "workflow.apology", "workflow.extended"
NOT_NEEDED = "workflow.not_needed"
QUESTIONS = ("question_reminded", "question_overdue", "question_answered")
NOTICES = (
    *(
        NoticeKind(code, f"{code.replace('.', '/')}.txt", "workflow:case")
        for code in (NEAR_BREACH, ESCALATED, APOLOGY, EXTENDED, NOT_NEEDED)
    ),
    *(
        NoticeKind(f"workflow.{name}", f"workflow/{name}.txt", "workflow:questions")
        for name in QUESTIONS
    ),
)
# What happens to questions, and which handler tells of it.
HEARD = (
    ("workflow.reminded", "workflow.tell_desk"),
    ("workflow.question_overdue", "workflow.tell_overdue"),
    ("workflow.answered", "workflow.tell_asker"),
)
