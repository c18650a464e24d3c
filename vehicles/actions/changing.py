"""What an act changes in the register; each act is one function. The caller has locked the vehicle."""

from collections.abc import Callable, Mapping

from django.db.models import F

from interior_portal.documents import actions as documents
from interior_portal.shared import clock
from vehicles import queries
from vehicles.actions import owning, plates
from vehicles.models import Act, Application, Licence, Vehicle

LOST = "LOST"  # what was not handed back
SUSPENDED = "The vehicle is off the road."  # for the ledger, like all reasons of papers
SCRAPPED = "The vehicle is scrapped."
Carry = Callable[[Application], None]


def carry_out(application: Application) -> None:
    """Change the vehicle's entry as the act asks, and count its version up."""
    _CARRIED_OUT[Act(application.act)](application)
    Vehicle.objects.filter(pk=application.vehicle_id).update(
        version=F("version") + 1, changed_at=clock.now()
    )
    application.vehicle.refresh_from_db()


def _nothing(_application: Application) -> None:
    """A duplicate is another paper of the same licence."""


def _back_on_the_road(application: Application) -> None:
    """A renewal ends a suspension."""
    Vehicle.objects.filter(pk=application.vehicle_id).update(status=Vehicle.Status.REGISTERED)


def _transfer(application: Application) -> None:
    given = {party.person_id: party.shares for party in application.parties.filter(side="SELLER")}
    taken = {party.person_id: party.shares for party in application.parties.filter(side="BUYER")}
    owning.transfer(
        vehicle=application.vehicle, given=given, taken=taken, source=application.reference
    )


def _register(application: Application) -> None:
    today = clock.today()
    Vehicle.objects.filter(pk=application.vehicle_id).update(
        status=Vehicle.Status.REGISTERED, registered_on=today
    )
    Vehicle.objects.filter(pk=application.vehicle_id, first_registered_on=None).update(
        first_registered_on=today
    )
    _new_plate(application)


def _new_plate(application: Application) -> None:
    if application.plate_kind is None:
        raise ValueError(f"{application.reference} names no kind of plate")
    plates.exchange(
        vehicle=application.vehicle,
        kind=application.plate_kind,
        unit=application.case.unit,
        source=application.reference,
    )


def _details(application: Application) -> None:
    """The columns that were asked for and that nobody changed since: the version was checked at the sending."""
    Vehicle.objects.filter(pk=application.vehicle_id).update(**application.changes)


def _suspend(application: Application) -> None:
    """Off the road: the licence counts no more, and a renewal brings the vehicle back on any day."""
    Vehicle.objects.filter(pk=application.vehicle_id).update(status=Vehicle.Status.SUSPENDED)
    _end_licence(application, SUSPENDED)


def _scrap(application: Application) -> None:
    """Out of the register. A plate that was not handed back is noted as lost."""
    Vehicle.objects.filter(pk=application.vehicle_id).update(
        status=Vehicle.Status.SCRAPPED, ended_on=clock.today()
    )
    plates.take_off(
        vehicle=application.vehicle,
        unit=application.case.unit,
        source=application.reference,
        is_lost=application.changes.get("plate") == LOST,
    )
    _end_licence(application, SCRAPPED)


def _end_licence(application: Application, reason: str) -> None:
    licence = queries.current_licence(application.vehicle)
    if licence is None:
        return
    Licence.objects.filter(pk=licence.pk).update(ended_at=clock.now())
    if licence.paper is not None and documents.why_not_change(licence.paper) is None:
        documents.revoke(paper=licence.paper, by=None, reason=reason)


_CARRIED_OUT: Mapping[Act, Carry] = {
    Act.FIRST_REGISTRATION: _register,
    Act.RENEWAL: _back_on_the_road,
    Act.CHANGE_OF_OWNER: _transfer,
    Act.CHANGE_OF_DETAILS: _details,
    Act.DUPLICATE: _nothing,
    Act.PLATE_EXCHANGE: _new_plate,
    Act.SUSPENSION: _suspend,
    Act.SCRAPPING: _scrap,
    Act.CORRECTION: _details,
}
