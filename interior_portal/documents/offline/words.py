"""What the verifier without a network says."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.documents.answers import CLOSED, Text
from interior_portal.documents.models import SigningKey

State = SigningKey.State


class Said(NamedTuple):
    """An answer of the verifier: its code in the script, its tone, what it says and what to do."""

    code: str
    tone: str
    title: Text
    advice: Text


WORDS: dict[str, str | Promise] = {
    "heading": _("Check a paper without a network"),
    "lead": _(
        "This file needs no network. It reads the digital seal, the square code without large corners, and compares"
        " the paper with the last list of papers that no longer count."
    ),
    "scan": _("Scan with the camera"),
    "photo": _("Take or choose a photo of the code"),
    "typed": _("Or type the number, or paste the seal"),
    "typed_hint": _("The number of the paper, or the seal in hexadecimal or Base64."),
    "check": _("Check"),
    "kind": _("Kind of document"),
    "number": _("Number"),
    "issued": _("Issued on"),
    "key": _("Signer and key"),
    "newer": _("Load a newer list"),
    "looking": _("Looking for the code in the picture …"),
    "nothing_seen": _(
        "No code was found. Take the photo closer and straight, so that the code fills most of the picture."
    ),
    "link_only": _(
        "This is the code that leads to the portal. Without a network, scan the other code, the digital seal."
    ),
    "no_camera": _("The camera cannot be used here. Take a photo of the code instead."),
    "list_taken": _("The newer list is in use until this page is closed."),
    "list_refused": _("This list was not taken: it is older, or the Authority did not sign it."),
    "no_list": _("The list in this file is broken. Fetch the file anew from the portal."),
    "list_today": _("The list of papers that no longer count is of today."),
    "list_day": _("The list of papers that no longer count is one day old."),
    "list_days": _("The list of papers that no longer count is %(days)s days old."),
    "list_old": _("It is older than a week: fetch a newer one from the portal."),
    "clock": _("The clock of this device is wrong: it stands before the day of the list. Set it."),
    State.NEXT.value: State.NEXT.label,
    State.ACTIVE.value: State.ACTIVE.label,
    State.VERIFY_ONLY.value: State.VERIFY_ONLY.label,
    State.REVOKED.value: State.REVOKED.label,
}
ANSWERS = (
    Said(
        "VALID",
        "success",
        _("The seal is genuine and the paper counts"),
        _("Compare what stands here with the paper. If anything differs, the paper was changed."),
    ),
    Said(
        "UNKNOWN_KIND",
        "warning",
        _("The seal is genuine, but its kind of paper is not known here"),
        _("Fetch this file anew from the portal."),
    ),
    Said(
        "FORGED",
        "error",
        _("The seal is forged or was changed"),
        _("Do not accept the paper and tell the Authority."),
    ),
    Said(
        "NO_SEAL",
        "error",
        _("This is no seal of a paper"),
        _("Scan the code again, or compare what was typed with the paper."),
    ),
    Said(
        "UNKNOWN_KEY",
        "error",
        _("The signer of this seal is not known here"),
        _(
            "Load a newer list and check again. If the answer stays the same, do not accept the paper."
        ),
    ),
    Said(
        "REVOKED_KEY",
        "error",
        _("The key of this seal was revoked"),
        _("Nothing it signed can be trusted. Do not accept the paper and ask for a new one."),
    ),
    Said(
        "EXPIRED_KEY",
        "warning",
        _("The key of this seal is out of date"),
        _(
            "The seal is genuine, but it is too old to be relied on. Check the number on the portal."
        ),
    ),
    Said(
        "NOT_LISTED",
        "warning",
        _("Nothing is known against this number"),
        _("A number alone proves nothing: anyone can copy it. Scan the digital seal of the paper."),
    ),
    *(Said(status.value, said.tone, said.title, said.text) for status, said in CLOSED.items()),
)
