"""How a view gets its application or vehicle: the one place that says who sees which."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from interior_portal.accounts.access import user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.queries.applicants import as_told
from vehicles import queries
from vehicles.models import Act, Application, Party, Vehicle
from vehicles.roles import VEHICLE_VIEW


def as_applicant(request: HttpRequest, reference: str) -> Application:
    """The reader's own application, or one they entered at the counter, which the ledger is told.

    Its case stands where the applicant may know it to stand. Anything else does not exist for them.
    """
    application, user = _get(reference), user_of(request)
    if queries.why_not_see_as_applicant(application, user) is not None:
        raise Http404
    if application.case.applicant_id != user.pk or queries.is_for_others(application):
        _note("vehicles.application.seen", "case", application.reference, user, "counter")
    application.case = as_told(application.case)
    return application


def as_side(request: HttpRequest, reference: str) -> tuple[Application, Party]:
    """A transfer that names the reader, and their side of it. Anything else does not exist for them."""
    application = _get(reference)
    party = queries.find_side_of(application, user_of(request))
    if party is None:
        raise Http404
    application.case = as_told(application.case)
    return application, party


def as_witness(request: HttpRequest, reference: str) -> Application:
    """A transfer of the reader's office that waits for its sides; the ledger is told that it was seen."""
    application, user = _get(reference), user_of(request)
    if (
        application.act != Act.CHANGE_OF_OWNER
        or not queries.was_sent(application)
        or queries.why_not_decide(application, user) is not None
    ):
        raise Http404
    _note("vehicles.application.seen", "case", application.reference, user, "witness")
    return application


def as_officer(request: HttpRequest, reference: str) -> Application:
    """An application of the reader's office, not their own; that it was seen is written into the ledger."""
    application, user = _get(reference), user_of(request)
    if application.case.step == "draft" or why_not_permitted(
        user, VEHICLE_VIEW, application.case.unit
    ):
        raise Http404
    if application.case.applicant_id == user.pk:
        raise PermissionDenied(OWN_CASE)
    _note("vehicles.application.seen", "case", application.reference, user, "desk")
    return application


def as_owner(request: HttpRequest, reference: str) -> Vehicle:
    """A vehicle that the reader owns now, alone or with others; anything else does not exist for them."""
    found = queries.find_own_vehicle(user_of(request), reference)
    if found is None:
        raise Http404
    return found


def as_clerk(request: HttpRequest, reference: str) -> Vehicle:
    """A vehicle of the reader's office; the ledger is told of every look."""
    user = user_of(request)
    try:
        vehicle = queries.get_vehicle(reference)
    except Vehicle.DoesNotExist as error:
        raise Http404 from error
    if why_not_permitted(user, VEHICLE_VIEW, vehicle.unit) is not None:
        raise Http404
    _note("vehicles.vehicle.seen", "vehicle", vehicle.reference, user, "")
    return vehicle


def _note(action: str, kind: str, reference: str, user: User, place: str) -> None:
    audit.record(action=action, by=user, subject_kind=kind, subject_ref=reference, reason=place)


def _get(reference: str) -> Application:
    try:
        return queries.get_application(reference)
    except Application.DoesNotExist as error:
        raise Http404 from error
