"""What tests of the reports share."""

import pytest

from interior_portal.accounts.models import User
from tests.cast import Cast


@pytest.fixture
def in_english(cast: Cast) -> None:
    """Everybody reads English."""
    User.objects.update(language=User.Language.ENGLISH)
