"""The demo: applications at every kind of step, made by the real actions on all cores."""

import datetime as dt

import pytest
from django.core.management import call_command
from pytest_django import Settings

from interior_portal.documents.models import Paper
from interior_portal.outbox.models import OutboxRow
from interior_portal.shared import clock
from interior_portal.tallies import recounting
from interior_portal.tallies.queries import Period
from interior_portal.workflow.queries import verify_chain
from visas.models import Application, Visa

CASES = 10


@pytest.mark.django_db(transaction=True)
def test_the_demo_leaves_nothing_undone_and_adds_nothing_the_second_time(
    settings: Settings,
) -> None:
    settings.DEMO_CASES = CASES
    call_command("demo")
    applications = list(Application.objects.select_related("case"))
    assert len(applications) == CASES
    assert all(verify_chain(application.case).is_whole for application in applications)
    assert not OutboxRow.objects.exclude(state=OutboxRow.State.DONE).exists()
    assert Visa.objects.exists()
    papers = Paper.objects.filter(kind__startswith="visas.")
    assert papers.count() == Visa.objects.count()
    assert papers.earliest("issued_at").issued_at.date() < clock.today()
    call_command("demo")
    assert Application.objects.count() == CASES
    year = Period(clock.today() - dt.timedelta(days=400), clock.today())
    recounting.take_levels(year)
    proof, told = recounting.prove(year)
    assert (proof.differences, told) == (0, ())
    assert proof.compared > CASES
