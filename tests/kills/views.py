"""The verbs of the engine over HTTP, for a driver whose requests may die with the server."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse

from interior_portal.accounts.models import Unit, User
from interior_portal.shared.refusals import Refused
from interior_portal.workflow import engine
from interior_portal.workflow.models import Case, Referral
from tests.kills import procedure

OFFICER, NEIGHBOUR, TRAVELLER = (
    f"{name}@kills.example" for name in ("officer", "neighbour", "traveller")
)


def start(request: HttpRequest) -> JsonResponse:
    asked = _body(request)
    traveller = User.objects.get(email=TRAVELLER)
    found = engine.start(
        procedure=procedure.PERMIT.code,
        by=traveller,
        unit=Unit.objects.get(code=procedure.UNIT),
        applicant=traveller,
        key=asked["key"],
    )
    return JsonResponse({"case": found.case_id})


def advance(request: HttpRequest) -> JsonResponse:
    asked = _body(request)
    by = User.objects.get(email=asked.pop("by"))
    try:
        found = engine.advance(
            case_id=asked["case"],
            transition=asked["transition"],
            by=by,
            version=asked["version"],
            key=asked["key"],
        )
    except Refused as refused:
        return _refused(refused)
    return JsonResponse({"step": found.step})


def answer(request: HttpRequest) -> JsonResponse:
    asked, neighbour = _body(request), User.objects.get(email=NEIGHBOUR)
    referral = Referral.objects.get(pk=asked["referral"])
    item = referral.items.filter(closed_at=None).first()
    try:
        if item is not None:
            engine.claim(item_id=item.pk, by=neighbour)
        engine.answer(referral_id=referral.pk, by=neighbour, outcome="clear", key=asked["key"])
    except Refused as refused:
        return _refused(refused)
    return JsonResponse({})


def case(_request: HttpRequest, case_id: int) -> JsonResponse:
    """Where a case stands, and what waits for somebody."""
    found = Case.objects.get(pk=case_id)
    waiting = Referral.objects.filter(case=found, answered_at=None, withdrawn_at=None)
    items = found.items.filter(closed_at=None)
    return JsonResponse(
        {
            "step": found.step,
            "version": found.version,
            "is_closed": found.closed_at is not None,
            "items": list(items.values_list("step", flat=True)),
            "referrals": list(waiting.values_list("pk", flat=True)),
        }
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request.body)
    return found


def _refused(refused: Refused) -> JsonResponse:
    return JsonResponse({"refused": refused.refusal.code}, status=409)
