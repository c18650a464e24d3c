"""Why a file is not taken, and what to do about it."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from interior_portal.documents.uploads.limits import MAX_PAGES
from interior_portal.shared.refusals import Refusal

EMPTY = Refusal(
    "upload_empty",
    _("The file is empty. Check that it opens on your device, then send it again."),
)
TOO_LARGE = Refusal(
    "upload_too_large",
    _(
        "The file is larger than %(limit)s MB. Take the photo again at a lower quality, or scan it in black and"
        " white, then send it again."
    ),
    {"limit": settings.UPLOAD_MAX_BYTES // (1024 * 1024)},
)
HEIC = Refusal(
    "upload_heic",
    _(
        "This photo is in the HEIC format, which we cannot read. On an iPhone open Settings, Camera, Formats,"
        " choose “Most Compatible” and take the photo again; or take a screenshot of the photo and send that."
    ),
)
WRONG_TYPE = Refusal(
    "upload_wrong_type",
    _(
        "This file is not a JPEG or PNG picture and not a PDF. Take a photo of the page, or save the page as"
        " a PDF, then send it again."
    ),
)
DAMAGED = Refusal(
    "upload_damaged",
    _(
        "The file is damaged or incomplete. Check that it opens on your device; if it does not, take the photo"
        " or make the scan again."
    ),
)
TOO_MANY_PIXELS = Refusal(
    "upload_too_many_pixels",
    _(
        "The picture has too many pixels. Choose a smaller picture size in the settings of"
        " your camera or scanner, then send it again."
    ),
)
ENCRYPTED = Refusal(
    "upload_encrypted",
    _(
        "This PDF is protected with a password. Save a copy without the password, or take a photo of each"
        " page, then send it again."
    ),
)
TOO_MANY_PAGES = Refusal(
    "upload_too_many_pages",
    _("This PDF has more than %(limit)s pages. Send only the pages that are asked for."),
    {"limit": MAX_PAGES},
)
TOO_COMPLEX = Refusal(
    "upload_too_complex",
    _(
        "This file takes too much work to check. Print it to a new PDF, or take a photo of each page, then send"
        " it again."
    ),
)
INFECTED = Refusal(
    "upload_infected",
    _(
        "A virus was found in this file. Take a new photo of the page with your phone and send that."
    ),
)
SCANNER_AWAY = Refusal(
    "upload_scanner_away",
    _(
        "Files cannot be checked at the moment. Your answers are kept; send the file again in ten minutes."
    ),
)
BY_CODE = {
    refusal.code: refusal
    for refusal in (DAMAGED, TOO_MANY_PIXELS, ENCRYPTED, TOO_MANY_PAGES, TOO_COMPLEX)
}
