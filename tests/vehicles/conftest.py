"""The office of the Transport Directorate for the tests of vehicles."""

import pytest

from interior_portal.accounts.models import User
from tests.cast import Cast
from tests.vehicles.office import TransportOffice


@pytest.fixture
def transport(cast: Cast) -> TransportOffice:
    return TransportOffice(cast)


@pytest.fixture
def in_english(cast: Cast) -> None:
    """Everybody reads the portal in the language of its source."""
    User.objects.update(language=User.Language.ENGLISH)
