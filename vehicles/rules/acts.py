"""What each act needs and brings, by its code."""

import datetime as dt

# Acts that can end with a new licence (`brings_licence`); the others only change the register.
WITH_LICENCE = frozenset(
    {
        "FIRST_REGISTRATION",
        "RENEWAL",
        "CHANGE_OF_OWNER",
        "CHANGE_OF_DETAILS",
        "DUPLICATE",
        "PLATE_EXCHANGE",
        "CORRECTION",
    }
)
# Give the paper of a licence that is in force once more: without one there is nothing to replace.
WITH_LICENCE_BEFORE = frozenset({"DUPLICATE"})
# A new term begins with these; the others give a licence for what is left of the old one.
WITH_NEW_TERM = frozenset({"FIRST_REGISTRATION", "RENEWAL"})
WITH_INSPECTION = frozenset({"FIRST_REGISTRATION", "RENEWAL", "CHANGE_OF_OWNER"})
WITH_INSURANCE = WITH_INSPECTION
WITH_NEW_PLATE = frozenset({"FIRST_REGISTRATION", "PLATE_EXCHANGE"})
# Takes the vehicle from its owner, which a lien forbids.
DISPOSALS = frozenset({"CHANGE_OF_OWNER", "SCRAPPING"})


def brings_licence(act: str, *, current_until: dt.date | None, today: dt.date) -> bool:
    """Whether the act ends with a licence, where the one that counts holds until `current_until`.

    A new term is paid for by a first registration or a renewal alone. All other acts write what is left of
    the old one on a new paper; where nothing is left (it ended, or a suspension revoked it) they change the
    register, and the next renewal brings the licence.
    """
    if act in WITH_NEW_TERM:
        return True
    return act in WITH_LICENCE and current_until is not None and current_until >= today
