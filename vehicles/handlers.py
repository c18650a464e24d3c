"""What the worker does for the Transport Directorate, all of it in one place."""

from collections.abc import Callable, Mapping
from typing import Any

from interior_portal.outbox.registry import handler
from vehicles import actions, queries
from vehicles.actions import importing
from vehicles.models import ImportRun

NOTICES = ("issued", "refused", "consent_asked", "consent_withdrawn", "lapsed")


@handler("vehicles.put_bill")
def put_bill(payload: Mapping[str, Any]) -> None:
    """The answers are there: the bill follows, if the case waits for it."""
    actions.put_bill(queries.application_of_case(payload["case"]))


@handler("vehicles.fee_paid")
def record_payment(payload: Mapping[str, Any]) -> None:
    """The bill is settled: the licence is issued."""
    actions.record_payment(reference=payload["subject"], bill_id=payload["bill"])


@handler("vehicles.issue")
def issue(payload: Mapping[str, Any]) -> None:
    """Carry out the act, make the licence and its paper; once for every payment or release."""
    actions.issue(case_id=payload["case"], key=f"issue:{payload['case']}:{payload['seq']}")


def _teller(name: str) -> Callable[[Mapping[str, Any]], None]:
    def tell(payload: Mapping[str, Any]) -> None:
        application = queries.application_of_case(payload["case"])
        actions.tell(application=application, name=name, key=f"{payload['case']}:{payload['seq']}")

    return tell


for _name in NOTICES:
    handler(f"vehicles.tell_{_name}", is_message=True)(_teller(_name))


@handler("vehicles.import")
def carry_import_on(payload: Mapping[str, Any]) -> None:
    """Some thousand rows of an import; the next ones are a task of their own, after these are committed."""
    run = importing.carry_on(ImportRun.objects.get(pk=payload["run"]), most=importing.IN_ONE_TASK)
    if run.finished_at is None:
        importing.put_import(run)
