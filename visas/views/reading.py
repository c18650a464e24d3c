"""How a view gets its application: the one place that says who sees which."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from interior_portal.accounts.access import user_of
from interior_portal.accounts.models import User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.queries.applicants import as_told
from visas import queries
from visas.actions.applying import NOT_A_DRAFT
from visas.models import Application
from visas.roles import VISA_APPLICATION_VIEW


def as_applicant(request: HttpRequest, reference: str) -> Application:
    """The reader's own application, or one they entered at the counter, which the ledger is told.

    Its case stands where the applicant may know it to stand: what can still be undone has not happened
    for them. Anything else does not exist for them.
    """
    application, user = _get(reference), user_of(request)
    if queries.why_not_see_as_applicant(application, user) is not None:
        raise Http404
    if application.case.applicant_id != user.pk:
        _note(application, user, "counter")
    application.case = as_told(application.case)
    return application


def of_draft(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view of one page of the reader's own draft, which it gets instead of the reference.

    Who comes too late, with an old tab or the back button, is led to the letter and told why.
    """

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **more: str) -> HttpResponse:
        application = as_applicant(request, reference)
        if application.case.step == "draft":
            return view(request, application, **more)
        if application.declared_at is not None:
            messages.info(request, str(NOT_A_DRAFT))
        return redirect("visas:application", reference=reference)

    return guarded


def as_officer(request: HttpRequest, reference: str) -> Application:
    """An application of the reader's unit, not their own; that it was seen is written into the ledger."""
    application = _get(reference)
    user = user_of(request)
    if application.declared_at is None or why_not_permitted(
        user, VISA_APPLICATION_VIEW, application.case.unit
    ):
        raise Http404
    if application.case.applicant_id == user.pk:
        raise PermissionDenied(OWN_CASE)
    _note(application, user, "desk")
    return application


def as_host(request: HttpRequest, reference: str) -> Application:
    """An application that names the reader as host."""
    application = _get(reference)
    if application.host_id != user_of(request).pk:
        raise Http404
    return application


def _note(application: Application, user: User, place: str) -> None:
    audit.record(
        action="visas.application.seen",
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
