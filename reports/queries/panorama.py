"""The panorama of an edition: its photos, its newest files, the figures it is made of."""

from collections.abc import Mapping

from reports.models import Edition, Panorama, PanoramaPhoto, Snapshot
from reports.rules.annual.numbers import LANGUAGES

MOST_PHOTOS = 24


def photos_of(edition: Edition) -> list[PanoramaPhoto]:
    """In the order they are shown; one query."""
    photos = edition.photos.filter(removed_at=None).select_related("upload")
    return list(photos[:MOST_PHOTOS])


def find_photo(edition: Edition, pk: int) -> PanoramaPhoto | None:
    photos = edition.photos.filter(removed_at=None).select_related("upload", "edition__report")
    return photos.filter(pk=pk).first()


def newest_snapshot(edition: Edition) -> Snapshot | None:
    """What the last book was made of: the final one where there is one."""
    return edition.snapshots.filter(unit=None).order_by("-is_final", "-pk").first()


def newest(edition: Edition) -> Mapping[str, Panorama]:
    """The last files of each language that are made; one query."""
    made = edition.panoramas.filter(made_at__isnull=False).order_by("language", "-pk")
    return {each.language: each for each in made.distinct("language")}


def is_being_made(edition: Edition) -> bool:
    return edition.panoramas.filter(made_at=None).exists()


def find_made(edition: Edition, language: str) -> Panorama | None:
    """The last files of one language."""
    if language not in LANGUAGES:
        return None
    made = edition.panoramas.filter(made_at__isnull=False, language=language)
    return made.order_by("-pk").first()
