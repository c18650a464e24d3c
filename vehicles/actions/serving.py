"""What a clerk does for whoever stands at the counter: the whole application at once, and the licence in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.people import actions as people
from interior_portal.people.models import Person
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from vehicles import queries
from vehicles.actions import applying
from vehicles.models import Act, Application, Licence, Vehicle
from vehicles.roles import VEHICLE_APPLICATION_ENTER

HANDED_OVER = Refusal("handed_over", _("This licence has been handed over already."))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever stands at the counter: an account that is known, or a phone number with a name."""

    account: User | None
    phone: str = ""
    name: str = ""


@transaction.atomic
def apply_at_counter(
    *,
    act: Act,
    vehicle: Vehicle,
    visitor: Visitor,
    by: User,
    key: str,
    details: Mapping[str, Any],
) -> Application:
    """Begin and send in one go: nothing is left behind when it cannot be sent. Raises Refused."""
    check(queries.why_not_apply(vehicle, by))
    applicant = visitor.account or accounts.ensure_citizen(contact=visitor.phone, name=visitor.name)
    begun = applying.begin(
        act=act,
        vehicle=vehicle,
        unit=vehicle.unit,
        by=by,
        applicant=applicant,
        key=key,
        details=details,
    )
    application = queries.get_application(begun.reference)
    if application.case.step == "draft":
        version = application.case.version
        applying.submit(application=application, by=by, version=version, key=f"{key}:send")
    return application


@transaction.atomic
def prove_owner(*, vehicle: Vehicle, person: Person, phone: str, by: User) -> None:
    """The owner stood here with their document: the account at this number is theirs now. Raises Refused."""
    check(why_not_permitted(by, VEHICLE_APPLICATION_ENTER, vehicle.unit))
    if not queries.is_owner(vehicle, person):
        raise Refused(queries.NOT_AN_OWNER)
    user = accounts.ensure_citizen(contact=phone, name=person.name_arabic or person.full_name)
    people.prove_account(person=person, user=user, by=by)


@transaction.atomic
def hand_over(*, licence: Licence, by: User) -> None:
    """The printed licence is in the hands of who came for it; once. Raises Refused."""
    check(queries.why_not_apply(licence.vehicle, by))
    given = Licence.objects.filter(pk=licence.pk, ended_at=None, handed_over_at=None)
    if not given.update(handed_over_at=clock.now(), handed_over_by=by):
        raise Refused(HANDED_OVER)
    audit.record(
        action="vehicles.licence.handed_over",
        by=by,
        subject_kind="vehicle",
        subject_ref=licence.vehicle.reference,
    )
