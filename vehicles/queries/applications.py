"""One application about a vehicle, and the lists of applications that people see."""

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import has_permission, why_not_permitted
from interior_portal.payments.models import Bill
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.desks import CaseLine
from interior_portal.workflow.models import CaseEvent, WorkItem
from interior_portal.workflow.procedures import Step
from interior_portal.workflow.queries.decisions import procedure_of
from vehicles.models import Act, Application, Licence, Vehicle
from vehicles.roles import VEHICLE_APPLICATION_DECIDE, VEHICLE_APPLICATION_ENTER

NOT_YOURS = Refusal("not_yours", _("This application belongs to somebody else."))
MOST = 50


def get_application(reference: str) -> Application:
    """The application with case, vehicle, class and kind of plate in one query; DoesNotExist otherwise."""
    return _whole().get(case__reference=reference)


def application_of_case(case_id: int) -> Application:
    """The same by its case; DoesNotExist otherwise."""
    return _whole().get(case=case_id)


def _whole() -> QuerySet[Application]:
    return Application.objects.select_related(
        "case__procedure_version",
        "case__unit",
        "case__applicant",
        "vehicle__vehicle_class",
        "vehicle__unit",
        "plate_kind",
    )


def why_not_see_as_applicant(application: Application, user: User) -> Refusal | None:
    """The applicant sees it, and the official who wrote it for others while they work at that office."""
    case = application.case
    is_applicant = case.applicant_id == user.pk
    if is_applicant and not is_for_others(application):
        return None
    is_correction = application.act == Act.CORRECTION
    needed = VEHICLE_APPLICATION_DECIDE if is_correction else VEHICLE_APPLICATION_ENTER
    if (is_applicant or case.entered_by_id == user.pk) and has_permission(user, needed, case.unit):
        return None
    return NOT_YOURS


def is_for_others(application: Application) -> bool:
    """Whether its applicant is an official who writes for others: what is to be corrected, or a transfer of
    sellers without a phone. At most one query.
    """
    if application.act == Act.CHANGE_OF_OWNER:
        return not application.parties.filter(user=application.case.applicant_id).exists()
    return application.act == Act.CORRECTION


def why_not_decide(application: Application, user: User) -> Refusal | None:
    """Nobody decides about their own case, nor about a transfer in which they are a side; else the officers of
    its office.
    """
    if application.case.applicant_id == user.pk or is_side(application, user):
        return OWN_CASE
    return why_not_permitted(user, VEHICLE_APPLICATION_DECIDE, application.case.unit)


def is_side(application: Application, user: User) -> bool:
    """Whether somebody sells or buys in a transfer, named with their account or without. At most one query."""
    if application.act != Act.CHANGE_OF_OWNER:
        return False
    proven = Q(person__accounts__user=user.pk, person__accounts__ended_at=None)
    return application.parties.filter(Q(user=user.pk) | proven).exists()


def others_under_way(application: Application) -> bool:
    """Whether another application about the same vehicle has been sent and has not ended."""
    sent = Application.objects.filter(vehicle=application.vehicle_id, case__closed_at=None)
    return sent.exclude(pk=application.pk).exclude(case__step="draft").exists()


def bill_of(application: Application) -> Bill | None:
    """The newest bill, None before there is one."""
    return Bill.objects.filter(subject=application.reference).order_by("-pk").first()


def open_item(application: Application) -> WorkItem | None:
    """The item of the case that lies on a desk, with who holds it."""
    items = WorkItem.objects.filter(case=application.case_id, closed_at=None, branch="")
    return items.select_related("claimed_by").first()


def find_licence(application: Application) -> Licence | None:
    """The licence that the application brought, with its paper; None before there is one."""
    return Licence.objects.select_related("paper").filter(application=application).first()


def may_have_licence(application: Application, user: User) -> bool:
    """Whether somebody who sees the application as its applicant gets the licence it brought: of a transfer
    the seller does not, for it is the buyer's; the clerk who entered it prints it for who stands there.
    """
    if application.act != Act.CHANGE_OF_OWNER:
        return True
    return has_permission(user, VEHICLE_APPLICATION_ENTER, application.case.unit)


def desk_lines(case_ids: Sequence[int]) -> Mapping[int, CaseLine]:
    """How the common desk names these cases: the vehicle and the act. One query."""
    found = Application.objects.filter(case__in=case_ids).select_related("vehicle")
    return {
        each.case_id: CaseLine(
            name=f"{each.vehicle.make} {each.vehicle.model}", service=str(Act(each.act).label)
        )
        for each in found
    }


def act_names() -> Mapping[str, str]:
    """The acts by their code, which is the category of their cases."""
    return {act.value: str(act.label) for act in Act}


def applications_about(vehicle: Vehicle) -> QuerySet[Application]:
    """What was ever asked about a vehicle, newest first, at most 50; drafts are their writers' own."""
    sent = vehicle.applications.filter(~Q(case__step="draft"))
    return sent.select_related("case__procedure_version").order_by("-pk")[:MOST]


def step_of(application: Application) -> Step:
    """Where the case stands, in the version of the procedure that it follows."""
    return procedure_of(application.case).step(application.case.step)


def has_transition(application: Application, code: str) -> bool:
    """Whether the procedure of the case knows it; the case may stand elsewhere."""
    return any(each.code == code for each in procedure_of(application.case).transitions)


def may_withdraw(application: Application) -> bool:
    """Whether the applicant can still take it back from where it stands."""
    ways = procedure_of(application.case).transitions
    return any(way.code == "withdraw" and application.case.step in way.source for way in ways)


def reason_of(application: Application, transition: str) -> str:
    """The words that an officer wrote when they last did this; empty when it was not done. One query."""
    done = CaseEvent.objects.filter(case=application.case_id, transition=transition)
    data = done.order_by("-seq").values_list("data", flat=True).first()
    return str((data or {}).get("reason", ""))
