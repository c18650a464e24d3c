"""What the directorate tells people; the words stand in templates/messages/vehicles/."""

from interior_portal.notices.registry import NoticeKind

TO_APPLICANTS = ("bill", "issued", "refused", "consent_asked", "consent_withdrawn", "lapsed")
NOTICES = tuple(
    NoticeKind(f"vehicles.{name}", f"vehicles/{name}.txt", "vehicles:application")
    for name in TO_APPLICANTS
)
