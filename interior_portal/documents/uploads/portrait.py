"""Whether a picture can be the portrait of a paper. Measured simply; the officer looks at the face."""

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageStat

from interior_portal.documents.models.upload import Upload
from interior_portal.shared.refusals import Refusal

MIN_WIDTH, MIN_HEIGHT = 400, 500  # pixels: 35 x 45 mm at 300 dpi is 413 x 531
NARROWEST, WIDEST = 0.70, 0.85  # 35:45 is 0.78; 3:4 of a camera and 4:5 lie within
DARKEST, BRIGHTEST = 45, 240  # mean of the greys, 0 to 255
FLATTEST = 18  # standard deviation of the greys
SAMPLE = (256, 256)

NOT_A_PICTURE = Refusal(
    "portrait_not_a_picture",
    _("A portrait must be a JPEG or PNG picture. Take a photo and send that."),
)
TOO_SMALL = Refusal(
    "portrait_too_small",
    _(
        "The portrait is %(width)s × %(height)s pixels; it must be at least %(min_width)s × %(min_height)s. Send"
        " the original photo, not a copy from a chat, or take it from nearer."
    ),
)
WRONG_SHAPE = Refusal(
    "portrait_wrong_shape",
    _(
        "The portrait must be upright, 35 wide to 45 high, like a passport photo. Cut the photo so that head and"
        " shoulders fill it, then send it again."
    ),
)
TOO_DARK = Refusal(
    "portrait_too_dark", _("The portrait is too dark. Take it again facing a window or a lamp.")
)
TOO_BRIGHT = Refusal(
    "portrait_too_bright",
    _("The portrait is too bright. Take it again without flash and not in direct sun."),
)
TOO_FLAT = Refusal(
    "portrait_too_flat",
    _(
        "Hardly anything can be seen on the portrait. Take it again in good light, in front of a plain wall."
    ),
)


def why_not_portrait(upload: Upload) -> Refusal | None:
    """The first thing that keeps this picture from being a portrait."""
    if upload.width is None or upload.height is None:
        return NOT_A_PICTURE
    return _why_not_this_shape(upload.width, upload.height) or _why_not_this_light(upload)


def _why_not_this_shape(width: int, height: int) -> Refusal | None:
    if not NARROWEST <= width / height <= WIDEST:
        return WRONG_SHAPE
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        sizes = {"width": width, "height": height, "min_width": MIN_WIDTH, "min_height": MIN_HEIGHT}
        return Refusal(TOO_SMALL.code, TOO_SMALL.message, sizes)
    return None


def _why_not_this_light(upload: Upload) -> Refusal | None:
    with upload.file.open("rb") as file, Image.open(file, formats=("JPEG",)) as image:
        image.draft("L", SAMPLE)
        tones = ImageStat.Stat(image.convert("L").resize(SAMPLE))
    mean, spread = tones.mean[0], tones.stddev[0]
    if mean < DARKEST:
        return TOO_DARK
    if mean > BRIGHTEST:
        return TOO_BRIGHT
    return TOO_FLAT if spread < FLATTEST else None
