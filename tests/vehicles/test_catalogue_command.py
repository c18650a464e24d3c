"""The first catalogue of a new installation, from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from interior_portal.payments import demo as money
from vehicles.models import FeeRule, VehicleClass

pytestmark = pytest.mark.django_db


def load() -> list[str]:
    out = io.StringIO()
    call_command("vehicle_catalogue", stdout=out)
    return out.getvalue().splitlines()


def test_what_is_missing_is_added_once_and_what_is_there_is_left() -> None:
    money.load()
    first = load()
    assert "added  class private-car" in first
    assert "added  fee vehicle-duplicate" in first
    assert FeeRule.objects.filter(vehicle_class__code="tanker", act="RENEWAL").count() == 3
    VehicleClass.objects.filter(code="taxi").update(licence_months=6)
    assert load() == ["0 rows added; `/admin/` keeps them from now on."]
    assert VehicleClass.objects.get(code="taxi").licence_months == 6


def test_without_the_currency_of_its_fees_nothing_is_added() -> None:
    with pytest.raises(CommandError, match="There is no currency “USD”"):
        load()
    assert not VehicleClass.objects.exists()
