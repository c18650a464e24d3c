"""What the worker does for the Visa Directorate, all of it in one place."""

from collections.abc import Callable, Mapping
from typing import Any

from interior_portal.notices import actions as notices
from interior_portal.outbox.registry import handler
from visas import actions
from visas.models import Application

NOTICES = ("bill", "received", "document_requested", "forwarded", "refused")


def _application(payload: Mapping[str, Any]) -> Application:
    return Application.objects.select_related("case__applicant", "kind", "category").get(
        case_id=payload["case"]
    )


@handler("visas.fee_paid")
def record_payment(payload: Mapping[str, Any]) -> None:
    """The bill is settled: the case goes to the officers."""
    actions.record_payment(reference=payload["subject"], bill_id=payload["bill"])


@handler("visas.issue_visa")
def issue_visa(payload: Mapping[str, Any]) -> None:
    """Make the visa's paper, bind it to the grant and tell the applicant; once for every grant."""
    application = _application(payload)
    actions.issue_visa_paper(application=application)
    _tell(application, "visas.granted", payload)


def _tell(application: Application, kind: str, payload: Mapping[str, Any]) -> None:
    notices.send(
        kind=kind,
        to=application.case.applicant,
        about=application.reference,
        key=f"{kind}:{payload['case']}:{payload['seq']}",
    )


def _teller(kind: str) -> Callable[[Mapping[str, Any]], None]:
    def tell(payload: Mapping[str, Any]) -> None:
        application = _application(payload)
        if application.case.outcome != "withdrawn":  # by who withdrew while it was held
            _tell(application, kind, payload)

    return tell


for _name in NOTICES:
    handler(f"visas.tell_{_name}", is_message=True)(_teller(f"visas.{_name}"))
