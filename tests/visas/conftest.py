"""The office that every test of the directorate begins with."""

import pytest

from tests.cast import Cast
from tests.visa_office import VisaOffice


@pytest.fixture
def office(cast: Cast) -> VisaOffice:
    return VisaOffice(cast)
