"""A year that was told in bulk is what the engine would have left: chains, figures, clocks, ways, money."""

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum
from pytest_django import DjangoDbBlocker, Settings

from interior_portal.accounts import cast
from interior_portal.documents import keys
from interior_portal.payments import demo as money
from interior_portal.payments.models import Bill, CashCount, Payment
from interior_portal.shared import clock
from interior_portal.tallies import recounting
from interior_portal.tallies.models import DailyTally
from interior_portal.tallies.queries import Period
from interior_portal.workflow import demo as working_week
from interior_portal.workflow import registry
from interior_portal.workflow.models import Case, CaseEvent, Timer, WorkItem
from interior_portal.workflow.procedures import Owner
from interior_portal.workflow.queries import verify_chains
from vehicles.demo import catalogue as vehicle_catalogue
from vehicles.models import Licence, Vehicle
from visas.demo import catalogue as visa_catalogue
from visas.models import Visa

CASES, NOW = 300, dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One small year for all tests of this page, taken back at the end."""
    from django.db import transaction

    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        for each in (cast.create, working_week.load, money.load, keys.ensure_keys):
            each()
        visa_catalogue.load()
        vehicle_catalogue.load()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.conf.settings.DEMO", True)
            call_command("demo_year", cases=CASES, year=2026, stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


def _sum(rows: QuerySet[Any], column: str) -> Decimal:
    return Decimal(rows.aggregate(sum=Sum(column))["sum"])


@pytest.mark.django_db
@pytest.mark.usefixtures("told")
class TestTheYear:
    def test_every_chain_and_every_root_holds(self) -> None:
        reports = list(verify_chains(Case.objects.all()))
        assert len(reports) == Case.objects.count() > CASES * 0.9
        assert [report for report in reports if not report.is_whole] == []
        out = io.StringIO()
        call_command("verify_events", stdout=out)
        assert " 0 faults" in out.getvalue()
        assert "stand under no root" not in out.getvalue()

    def test_every_figure_is_what_the_records_say(self) -> None:
        proof, told = recounting.prove(Period(dt.date(2025, 12, 1), dt.date(2026, 12, 31)))
        assert (proof.differences, told) == (0, ())
        measures = set(DailyTally.objects.values_list("measure", flat=True))
        assert {"visas.granted", "vehicles.same_day", "workflow.breached"} <= measures
        assert {"payments.taken", "vehicles.answered_at_once"} <= measures

    def test_every_case_went_a_way_of_its_procedure(self) -> None:
        for case in Case.objects.all():
            procedure = registry.get_procedure(case.procedure)
            step = procedure.initial
            for event in case.events.exclude(transition="").order_by("seq"):
                transition = procedure.transition(event.transition)
                assert event.from_step == step in transition.source
                target = procedure.step(transition.target)
                reached = {target.then, target.otherwise} if target.then else {target.code}
                assert event.to_step in reached
                step = event.to_step
            assert case.step == step
            assert case.outcome == procedure.step(step).outcome
            assert (case.closed_at is not None) == procedure.step(step).is_final

    def test_moments_go_forward_and_none_lies_ahead(self) -> None:
        for case in Case.objects.all():
            moments = list(case.events.order_by("seq").values_list("at", flat=True))
            assert moments == sorted(moments)
            assert moments[-1] < clock.now()

    def test_a_desk_has_an_item_and_whoever_decided_held_it(self) -> None:
        for case in Case.objects.filter(closed_at=None):
            is_desk = registry.get_procedure(case.procedure).step(case.step).owner is Owner.DESK
            assert WorkItem.objects.filter(case=case, closed_at=None).count() == is_desk
        decided = CaseEvent.objects.filter(role__endswith="OFFICER").exclude(transition="")
        assert decided.exists()
        for event in decided:
            assert WorkItem.objects.filter(
                case=event.case_id, closed_at=event.at, claimed_by=event.actor_id
            ).exists()

    def test_no_timer_of_a_case_that_ended_is_open(self) -> None:
        left = Timer.objects.filter(fired_at=None, dropped_at=None)
        assert left.exists()
        assert not left.exclude(case__closed_at=None).exists()
        breached = CaseEvent.objects.filter(code="workflow.breached")
        assert breached.exists()
        assert (
            breached.count() == Timer.objects.filter(kind="BREACH").exclude(fired_at=None).count()
        )

    def test_what_was_taken_lies_in_the_drawers(self) -> None:
        assert Payment.objects.count() == Bill.objects.exclude(settled_at=None).count() > 0
        for payment in Payment.objects.select_related("session"):
            session = payment.session
            assert session is not None
            assert session.opened_at <= payment.taken_at <= (session.closed_at or session.opened_at)
        taken = _sum(CashCount.objects.filter(currency="USD"), "expected")
        told = DailyTally.objects.filter(measure="payments.taken", category="USD")
        assert taken == _sum(told, "amount") > 0
        assert not CashCount.objects.exclude(expected=F("counted")).exists()

    def test_outcomes_have_what_follows_from_them(self) -> None:
        granted = Case.objects.filter(outcome="granted")
        assert Visa.objects.count() == granted.count() > 0
        assert Licence.objects.count() == Case.objects.filter(outcome="issued").count() > 0
        plates = Vehicle.objects.annotate(plates=Count("fittings"))
        wrong = Q(status="REGISTERED", plates=0) | Q(status="APPLIED", plates__gt=0)
        assert not plates.filter(wrong).exists()

    def test_deferred_constraints_hold(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    def test_a_year_is_told_once(self, settings: Settings) -> None:
        settings.DEMO = True
        cases, out = Case.objects.count(), io.StringIO()
        call_command("demo_year", cases=3, year=2026, stdout=out)
        assert "there already" in out.getvalue()
        assert Case.objects.count() == cases

    def test_what_lies_ahead_is_not_told(self, settings: Settings) -> None:
        settings.DEMO = True
        with pytest.raises(CommandError, match="nothing of 2027 has passed"):
            call_command("demo_year", cases=3, year=2027, stdout=io.StringIO())

    def test_it_is_for_demonstrations(self, settings: Settings) -> None:
        settings.DEMO = False
        with pytest.raises(CommandError, match="demonstration"):
            call_command("demo_year", cases=3, year=2025, stdout=io.StringIO())
