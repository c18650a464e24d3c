"""Pictures are drawn anew in a process of their own: pixels stay, everything else goes."""

import io

import pytest
from PIL import Image, ImageCms

from interior_portal.documents.uploads import refusals
from interior_portal.documents.uploads.clean import clean_bytes
from interior_portal.documents.uploads.images import CleanFile
from interior_portal.documents.uploads.kinds import FileKind
from interior_portal.shared.refusals import Refusal, Refused
from tests.documents import files

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def _decoded(clean: CleanFile) -> Image.Image:
    image = Image.open(io.BytesIO(clean.content))
    image.load()
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (clean.width, clean.height))
    return image


def _pixel(image: Image.Image, place: tuple[int, int]) -> tuple[int, ...]:
    found = image.getpixel(place)
    assert isinstance(found, tuple)
    return found


def _refusal(data: bytes, kind: FileKind) -> Refusal:
    with pytest.raises(Refused) as caught:
        clean_bytes(data, kind)
    return caught.value.refusal


def _exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "SpyPhone"
    exif.get_ifd(GPS)[2] = (36.0, 30.0, 0.0)
    return exif


def test_position_and_device_are_gone() -> None:
    sent = files.jpeg(exif=_exif(), comment=b"secret note")
    assert b"SpyPhone" in sent
    kept = _decoded(clean_bytes(sent, FileKind.JPEG))
    assert dict(kept.getexif()) == {}
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_sideways_is_turned_upright() -> None:
    sideways = files.picture(400, 300)
    clean = clean_bytes(files.jpeg(sideways, exif=_exif(orientation=6)), FileKind.JPEG)
    assert (clean.width, clean.height) == (300, 400)
    upright = _decoded(clean)
    top, bottom = _pixel(upright, (20, 20)), _pixel(upright, (20, 380))
    assert top[0] > 220  # the bright left half is on top now
    assert bottom[0] < 170


def test_large_pictures_become_as_large_as_needed() -> None:
    clean = clean_bytes(files.jpeg(files.picture(6000, 4000)), FileKind.JPEG)
    assert (clean.width, clean.height) == (2500, 1667)


def test_small_pictures_keep_their_size() -> None:
    clean = clean_bytes(files.png(), FileKind.PNG)
    assert (clean.width, clean.height, clean.pages) == (600, 771, 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_comes_out_with_its_tones(mode: str) -> None:
    grey = files.picture().convert("L")
    deep = grey.convert("I").point(lambda value: value * 257)
    image = deep.convert(mode) if mode == "I;16" else grey.convert(mode)
    kept = _decoded(clean_bytes(files.png(image), FileKind.PNG))
    assert _pixel(kept, (20, 20))[0] > 215
    assert _pixel(kept, (300, 385))[0] < 75


def test_what_is_transparent_becomes_white() -> None:
    image = Image.new("RGBA", (300, 300), (255, 0, 0, 0))
    kept = _decoded(clean_bytes(files.png(image), FileKind.PNG))
    assert _pixel(kept, (150, 150)) == (255, 255, 255)


def test_a_transparent_colour_of_a_palette_becomes_white() -> None:
    image = Image.new("P", (300, 300), 7)
    image.putpalette([10, 20, 30] * 256)
    kept = _decoded(clean_bytes(files.png(image, transparency=7), FileKind.PNG))
    assert _pixel(kept, (150, 150)) == (255, 255, 255)


def test_cmyk_comes_out_in_the_right_colours() -> None:
    kept = _decoded(clean_bytes(files.jpeg(files.picture(mode="CMYK")), FileKind.JPEG))
    bright, dark = _pixel(kept, (20, 20)), _pixel(kept, (300, 385))
    assert min(bright) > 200
    assert max(dark) < 110


def test_a_profile_is_obeyed_and_left_behind() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = _decoded(clean_bytes(files.jpeg(icc_profile=lab), FileKind.JPEG))
    assert "icc_profile" not in kept.info
    assert _pixel(kept, (20, 20))[0] > 215


def test_a_broken_profile_does_no_harm() -> None:
    clean_bytes(files.jpeg(icc_profile=b"not a profile" * 50), FileKind.JPEG)


def test_of_an_animation_one_picture_is_kept() -> None:
    frames = [files.picture(), Image.new("RGB", (600, 771), "red")]
    sent = files.png(frames[0], save_all=True, append_images=frames[1:])
    assert b"acTL" in sent
    kept = _decoded(clean_bytes(sent, FileKind.PNG))
    assert _pixel(kept, (300, 385))[0] < 75


def test_code_behind_a_picture_does_not_come_along() -> None:
    sent = files.jpeg(comment=files.PHP) + files.PHP
    clean = clean_bytes(sent, FileKind.JPEG)
    assert b"<?php" in sent
    assert b"<?php" not in clean.content
    _decoded(clean)


@pytest.mark.parametrize("part", [0.05, 0.5, 0.95])
def test_half_a_picture_is_damaged(part: float) -> None:
    sent = files.jpeg()
    assert _refusal(sent[: int(len(sent) * part)], FileKind.JPEG) == refusals.DAMAGED


def test_one_kind_inside_another_is_damaged() -> None:
    assert _refusal(files.png(), FileKind.JPEG) == refusals.DAMAGED


def test_a_bomb_is_refused_by_its_header() -> None:
    """30,000 x 30,000 pixels would be 2.7 GB."""
    sent = files.png_bomb()
    assert len(sent) < 10 * 1024 * 1024
    assert _refusal(sent, FileKind.PNG) == refusals.TOO_MANY_PIXELS
    cost = files.cost_of(sent, "png")
    assert cost.head == {"refusal": "upload_too_many_pixels"}
    assert cost.mebibytes < 100
    assert cost.seconds < 5


def test_the_largest_picture_that_is_taken_costs_little() -> None:
    sent = files.png(files.picture(6000, 6000, "L").convert("RGBA"), compress_level=1)
    cost = files.cost_of(sent, "png")
    assert cost.head == {"pages": 1, "width": 2500, "height": 2500}
    assert cost.mebibytes < 400
    assert cost.seconds < 15


def test_a_header_that_lies_is_stopped_by_the_limits() -> None:
    """A small header over a great deal of data: the decoder stops at the picture's own size."""
    bomb = files.png_bomb(8000)
    lying = bomb[:16] + (100).to_bytes(4, "big") * 2 + bomb[24:]
    assert _refusal(lying, FileKind.PNG) == refusals.DAMAGED
