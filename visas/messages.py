"""What the directorate tells people; the words stand in templates/messages/visas/."""

from interior_portal.notices.registry import NoticeKind

TO_APPLICANTS = (
    "bill",
    "received",
    "document_requested",
    "forwarded",
    "granted",
    "refused",
    "revoked",
)
NOTICES = (
    *(
        NoticeKind(f"visas.{name}", f"visas/{name}.txt", "visas:application")
        for name in TO_APPLICANTS
    ),
    NoticeKind("visas.host_asked", "visas/host_asked.txt", "visas:host"),
)
