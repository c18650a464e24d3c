"""What the directorate tells people; the words stand in templates/messages/vehicles/."""

from interior_portal.notices.registry import NoticeKind

TO_APPLICANTS = ("bill", "issued", "refused")
# Both sides of a transfer hear the same, and read it on a page of their own.
TO_SIDES = (*TO_APPLICANTS, "consent_asked", "consent_withdrawn", "lapsed")
NOTICES = (
    *(
        NoticeKind(f"vehicles.{name}", f"vehicles/{name}.txt", "vehicles:application")
        for name in TO_APPLICANTS
    ),
    *(
        NoticeKind(f"vehicles.transfer_{name}", f"vehicles/{name}.txt", "vehicles:side")
        for name in TO_SIDES
    ),
)
