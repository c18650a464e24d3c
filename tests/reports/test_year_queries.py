"""What the annual report reads of the year: few statements, however much there is."""

import pytest

from reports.queries import year

READS = {
    year.recommendations_of: 4,
    year.projects_of: 5,
    year.training_of: 3,
    year.awareness_of: 1,
    year.places_of: 1,
    year.readiness_of: 2,
}


@pytest.mark.django_db
def test_a_year_without_anything_is_empty() -> None:
    assert [read(2031) for read in READS] == [[]] * len(READS)
