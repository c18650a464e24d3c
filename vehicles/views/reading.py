"""How a view gets its application or vehicle: the one place that says who sees which."""

from django.http import Http404, HttpRequest

from interior_portal.accounts.access import user_of
from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.workflow.queries.applicants import as_told
from vehicles import queries
from vehicles.models import Act, Application, Party


def as_applicant(request: HttpRequest, reference: str) -> Application:
    """The reader's own application, or one they entered at the counter, which the ledger is told.

    Its case stands where the applicant may know it to stand. Anything else does not exist for them.
    """
    application, user = _get(reference), user_of(request)
    if queries.why_not_see_as_applicant(application, user) is not None:
        raise Http404
    if application.case.applicant_id != user.pk:
        _note(application, user, "counter")
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
    _note(application, user, "witness")
    return application


def _note(application: Application, user: User, place: str) -> None:
    audit.record(
        action="vehicles.application.seen",
        by=user,
        subject_kind="case",
        subject_ref=application.reference,
        reason=place,
    )


def _get(reference: str) -> Application:
    try:
        return queries.get_application(reference)
    except Application.DoesNotExist as error:
        raise Http404 from error
