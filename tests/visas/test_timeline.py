"""Every event of a visa case has words of the past, for the desk as for the applicant."""

import pytest

from interior_portal.workflow.procedures import Procedure
from visas.procedures import ENTRY_VISA, TRAVEL_VISA
from visas.views.presenters import desk
from visas.views.presenters.letter import TOLD


@pytest.mark.parametrize("procedure", [ENTRY_VISA, TRAVEL_VISA], ids=lambda one: str(one.code))
def test_every_transition_has_its_words(procedure: Procedure) -> None:
    events = {transition.code for transition in procedure.transitions}
    assert events - {*TOLD, *desk.WEIGHED} == set()
