"""Who may act for the owners of a vehicle, and which vehicles somebody sees as their own."""

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission
from interior_portal.people.models import PersonAccount
from interior_portal.people.queries import find_person_of
from interior_portal.shared.refusals import Refusal
from vehicles.models import Application, Licence, Ownership, PlateFitting, Vehicle
from vehicles.queries import register
from vehicles.roles import VEHICLE_APPLICATION_ENTER

NOT_PROVEN = Refusal(
    "not_proven",
    _(
        "We do not know yet whose account this is. Show your identity document once at an office of"
        " the Transport Directorate; from then on your vehicles are here."
    ),
)
NOT_AN_OWNER = Refusal("not_an_owner", _("Only an owner of this vehicle can apply for it."))
MOST_OWNED = 50


def why_not_apply(vehicle: Vehicle, user: User) -> Refusal | None:
    """A current owner whose account is proven, or a clerk at the vehicle's office. At most 3 queries."""
    if has_permission(user, VEHICLE_APPLICATION_ENTER, vehicle.unit):
        return None
    person = find_person_of(user)
    if person is None:
        return NOT_PROVEN
    owned = Ownership.objects.filter(vehicle=vehicle, person=person, **_HELD)
    return None if owned.exists() else NOT_AN_OWNER


def vehicles_of(user: User) -> QuerySet[Vehicle]:
    """What the reader owns, alone or with others, at most 50, with the plate and the licence that count.

    Empty for an account that nobody has proven. Three queries.
    """
    fittings = PlateFitting.objects.filter(removed_at=None).select_related(
        "plate__kind", "plate__town"
    )
    return (
        _owned_by(user)
        .prefetch_related(
            Prefetch("fittings", fittings),
            Prefetch("licences", register.counting(Licence.objects.all())),
        )
        .order_by("make", "model", "pk")[:MOST_OWNED]
    )


def find_own_vehicle(user: User, reference: str) -> Vehicle | None:
    """The vehicle of this number in the register, when the reader owns it now; one query."""
    return _owned_by(user).filter(reference=reference).first()


def _owned_by(user: User) -> QuerySet[Vehicle]:
    owned = Ownership.objects.filter(
        person__accounts__user=user, person__accounts__ended_at=None, **_HELD
    )
    found = Vehicle.objects.filter(pk__in=owned.values("vehicle"))
    return found.select_related("vehicle_class", "unit")


def applications_by(user: User, vehicle: Vehicle) -> QuerySet[Application]:
    """What the reader has under way about a vehicle, drafts too, newest first."""
    begun = Application.objects.filter(vehicle=vehicle, case__applicant=user, case__closed_at=None)
    return begun.select_related("case__procedure_version").order_by("-pk")


_HELD = {"until_at": None, "right_held": Ownership.Right.OWNER}


def find_owners_account(vehicle: Vehicle) -> User | None:
    """The account of the owner with the largest share among those who have proven one; one query."""
    links = PersonAccount.objects.filter(
        ended_at=None,
        person__vehicle_ownerships__vehicle=vehicle,
        person__vehicle_ownerships__until_at=None,
        person__vehicle_ownerships__right_held=Ownership.Right.OWNER,
    )
    ordered = links.order_by("-person__vehicle_ownerships__shares", "pk")
    link = ordered.select_related("user").first()
    return link.user if link else None
