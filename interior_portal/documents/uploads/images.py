"""A picture drawn anew: only its pixels survive. Runs in the cleaning process, without Django."""

import io
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps

from interior_portal.documents.uploads.limits import JPEG_QUALITY, MAX_PIXELS, MAX_SIDE

WHITE = "white"
SRGB = ImageCms.createProfile("sRGB")
SIXTEEN_BIT = frozenset({"I", "I;16", "I;16L", "I;16B", "I;16N"})


class Unusable(Exception):
    """The file is refused; the argument is the code of the refusal."""


class CleanFile(NamedTuple):
    """What is kept of a file; `width` and `height` are 0 for a PDF."""

    content: bytes
    pages: int
    width: int
    height: int


def clean_image(data: bytes, form: str) -> CleanFile:
    """The picture as a JPEG of at most MAX_SIDE, upright, on white, in sRGB, without any metadata.

    `form` is JPEG or PNG: no other decoder is tried. Of an animation the first frame is kept.
    Raises Unusable.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit, looked at before anything is decoded
    try:
        with Image.open(io.BytesIO(data), formats=(form,)) as image:
            if image.width * image.height > MAX_PIXELS[form]:
                raise Unusable("upload_too_many_pixels")
            image.draft(None, (MAX_SIDE, MAX_SIDE))
            image.load()
            return _encode(_upright(image))
    except (
        OSError,
        SyntaxError,
        ValueError,
        IndexError,
    ) as error:  # what Pillow raises for bad data
        raise Unusable("upload_damaged") from error


def _upright(image: Image.Image) -> Image.Image:
    image = _in_full_tones(image)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _on_white(ImageOps.exif_transpose(image))


def _in_full_tones(image: Image.Image) -> Image.Image:
    """Palettes, bitmaps and 16-bit greys as modes that can be made smaller smoothly."""
    if image.mode in SIXTEEN_BIT:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.convert("L") if image.mode == "1" else image


def _on_white(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        profile = image.info.get("icc_profile")
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image).convert("RGB")
        return _in_srgb(image, profile)
    return _in_srgb(image, image.info.get("icc_profile")).convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours that were meant, when the picture carries a profile that can be read."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, SRGB, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _encode(image: Image.Image) -> CleanFile:
    out = io.BytesIO()
    pixels = Image.frombytes("RGB", image.size, image.tobytes())  # leaves `info` behind
    pixels.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return CleanFile(out.getvalue(), 1, *image.size)
