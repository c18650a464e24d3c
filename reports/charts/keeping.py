"""Pictures are kept: the same chart is drawn once for all who look at it."""

import hashlib
import json
import logging
from dataclasses import asdict

from django.core.cache import cache
from redis.exceptions import RedisError

from reports.charts.drawing import draw
from reports.charts.kinds import Chart, Form

KEPT_SECONDS = 7 * 24 * 3600
VERSION = 1  # of the drawing: a new one draws everything anew
logger = logging.getLogger(__name__)


def digest(chart: Chart, *, language: str, form: Form) -> str:
    """What tells this picture from every other: also its ETag."""
    told = json.dumps(
        [VERSION, type(chart).__name__, asdict(chart), language, form], ensure_ascii=False
    )
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def kept(chart: Chart, *, language: str, form: Form = Form.SVG) -> bytes:
    """The picture from the cache, or drawn now. While the cache is away, everybody's is drawn."""
    key = f"reports:chart:{digest(chart, language=language, form=form)}"
    try:
        found: bytes | None = cache.get(key)
    except (RedisError, OSError) as error:
        logger.warning("no pictures are kept: %s", type(error).__name__)
        return draw(chart, language=language, form=form)
    if found is not None:
        return found
    picture = draw(chart, language=language, form=form)
    try:
        cache.set(key, picture, KEPT_SECONDS)
    except (RedisError, OSError) as error:
        logger.warning("no pictures are kept: %s", type(error).__name__)
    return picture
