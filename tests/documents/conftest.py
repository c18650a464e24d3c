"""A paper of no directorate, to prove what all papers have in common."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from interior_portal.documents import keys, registry
from tests.documents.papers import KIND

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture
def paper_kind(db: None, settings: Settings) -> Iterator[registry.PaperKind]:
    """A registered kind of paper, its template within reach, and the keys that sign."""
    engines: list[Mapping[str, Any]] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]} for engine in engines]
    keys.ensure_keys()
    registry.register_paper(KIND)
    yield KIND
    del registry._kinds[KIND.code]
