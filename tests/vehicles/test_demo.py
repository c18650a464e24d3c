"""The demo of the vehicle office: what the story needs is there, through the real actions, and only once."""

import pytest
from django.core.management import call_command
from pytest_django import Settings

from interior_portal.accounts import cast
from interior_portal.outbox.models import OutboxRow
from interior_portal.workflow.models import Referral
from interior_portal.workflow.queries import verify_chain
from vehicles import queries
from vehicles.models import Act, Application, Vehicle


@pytest.mark.pages
@pytest.mark.django_db(transaction=True)
def test_the_demo_holds_what_the_story_needs(settings: Settings) -> None:
    settings.DEMO_CASES = 2
    call_command("demo")
    owner = cast.create()["owner"]
    clean, bare = sorted(
        queries.vehicles_of(owner),
        key=lambda each: len(queries.hindrances(queries.intended(each, Act.RENEWAL))),
    )
    assert queries.hindrances(queries.intended(clean, Act.RENEWAL)) == []
    missing = queries.hindrances(queries.intended(bare, Act.RENEWAL))
    assert [refusal.code for refusal in missing] == ["no_insurance"]
    waiting = Application.objects.get(case__step="checking")
    asked = Referral.objects.get(case=waiting.case, answered_at=None)
    assert (asked.question, asked.unit.code) == ("crossings.import_cleared", "crossings")
    stopped = Application.objects.get(case__step="held")
    assert queries.standing_marks(stopped.vehicle).count() == 1
    assert all(verify_chain(each.case).is_whole for each in Application.objects.all())
    assert not OutboxRow.objects.exclude(state=OutboxRow.State.DONE).exists()
    before = Vehicle.objects.count()
    call_command("demo")
    assert Vehicle.objects.count() == before
