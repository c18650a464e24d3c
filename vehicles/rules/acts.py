"""What each act needs and brings, by its code."""

# Acts that end with a new licence; the others only change the register.
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
# A new term begins with these; the others give a licence for what is left of the old one.
WITH_NEW_TERM = frozenset({"FIRST_REGISTRATION", "RENEWAL"})
WITH_INSPECTION = frozenset({"FIRST_REGISTRATION", "RENEWAL", "CHANGE_OF_OWNER"})
WITH_INSURANCE = WITH_INSPECTION
WITH_NEW_PLATE = frozenset({"FIRST_REGISTRATION", "PLATE_EXCHANGE"})
# Takes the vehicle from its owner, which a lien forbids.
DISPOSALS = frozenset({"CHANGE_OF_OWNER", "SCRAPPING"})
