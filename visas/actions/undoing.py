"""What an officer's decision wrote, taken back: called by the engine, under its lock, when it is undone."""

from collections.abc import Callable

from interior_portal.shared import clock
from interior_portal.workflow import acts
from interior_portal.workflow.acts import TakeBack
from interior_portal.workflow.models import DocumentRequest
from visas.models import OtherSideAnswer, VisaRefusal
from visas.procedures import PROCEDURES, TRAVEL_VISA


def _in_every_procedure(transition: str) -> Callable[[TakeBack], TakeBack]:
    """Take the transition back alike, whichever visa was applied for."""

    def register(function: TakeBack) -> TakeBack:
        for procedure in PROCEDURES:
            acts.undoing(procedure.code, transition)(function)
        return function

    return register


@_in_every_procedure("request_document")
def forget_request(case_id: int) -> None:
    """Nothing was asked: the applicant has not heard of it."""
    DocumentRequest.objects.filter(case=case_id, answered_at__isnull=True).delete()


@_in_every_procedure("propose_refusal")
def drop_proposal(case_id: int) -> None:
    """No refusal is proposed any more."""
    standing = VisaRefusal.objects.filter(application__case=case_id, dropped_at__isnull=True)
    standing.update(dropped_at=clock.now())


@_in_every_procedure("confirm_refusal")
def withdraw_confirmation(case_id: int) -> None:
    """The refusal is a proposal again."""
    standing = VisaRefusal.objects.filter(application__case=case_id, dropped_at__isnull=True)
    standing.update(confirmed_by=None, confirmed_at=None)


@_in_every_procedure("return_to_review")
def restore_proposal(case_id: int) -> None:
    """The proposal that was sent back, the newest of the case, stands again."""
    VisaRefusal.objects.filter(
        pk__in=VisaRefusal.objects.filter(application__case=case_id)
        .order_by("-pk")
        .values("pk")[:1]
    ).update(dropped_at=None)


@acts.undoing(TRAVEL_VISA.code, "forward")
def take_off_list(case_id: int) -> None:
    """The person is on no list for the other side."""
    OtherSideAnswer.objects.filter(application__case=case_id, answer="").delete()


@acts.undoing(TRAVEL_VISA.code, "record_other_side_refusal")
def forget_answer(case_id: int) -> None:
    """The other side has not answered yet."""
    OtherSideAnswer.objects.filter(application__case=case_id).update(
        answer="", reason="", answered_on=None, recorded_by=None, recorded_at=None
    )
