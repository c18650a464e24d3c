"""The office of the Transport Directorate for the tests of vehicles."""

import pytest

from tests.cast import Cast
from tests.vehicles.office import TransportOffice


@pytest.fixture
def transport(cast: Cast) -> TransportOffice:
    return TransportOffice(cast)
