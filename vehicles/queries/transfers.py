"""Transfers of ownership: who is on which side, who has agreed, and what stands in the way."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.people.queries import find_person_of
from interior_portal.shared.refusals import Refusal
from interior_portal.workflow.decide import OWN_CASE
from interior_portal.workflow.models import CaseEvent
from vehicles.models import Act, Application, Ownership, Party, Vehicle
from vehicles.queries import applications, holders, register
from vehicles.roles import VEHICLE_APPLICATION_DECIDE
from vehicles.rules import ownership as law

MOST_BUYERS = 8
NO_BUYER = Refusal("no_buyer", _("Name at least one buyer."))
NOT_ASKED_NOW = Refusal(
    "not_asked_now", _("Nobody is asked to agree to this transfer now. Look where it stands.")
)
ALREADY_AGREED = Refusal("already_agreed", _("You have agreed to this transfer already."))
AGREED_BEFORE = Refusal("agreed_before", _("This side has agreed to the transfer already."))
TAKEN_BACK = Refusal(
    "taken_back",
    _("You did not agree to this transfer, and it has ended. A new one has to be begun."),
)
NOT_YOUR_SIDE = Refusal(
    "not_your_side", _("You are not asked to agree to this transfer with this account.")
)
ENTERED_IT = Refusal(
    "entered_it", _("You entered this transfer. Another officer has to see who agrees to it.")
)
HAS_A_PHONE = Refusal("has_a_phone", _("This side signs in on its own phone and agrees there."))
PAID = Refusal(
    "transfer_paid", _("The fee is paid: this transfer is carried out and cannot be taken back.")
)
_BEFORE_PAYMENT = frozenset({"consents", "checking", "review", "awaiting_payment"})
_PAID = frozenset({"issuing", "held", "issued"})


def parties_of(application: Application) -> QuerySet[Party]:
    """Both sides, sellers first, with their names."""
    return application.parties.select_related("person", "user").order_by("-side", "pk")


def holder_id_of(application: Application) -> int | None:
    """Whose licence it becomes: the applicant's; of a transfer the first buyer's who has an account, of what
    an officer corrects the owner's. None where nobody of them has one.
    """
    if application.act == Act.CHANGE_OF_OWNER:
        buyers = application.parties.filter(side=Party.Side.BUYER, user__isnull=False)
        return buyers.order_by("-shares", "pk").values_list("user_id", flat=True).first()
    if application.act == Act.CORRECTION:
        owner = holders.find_owners_account(application.vehicle)
        return owner.pk if owner else None
    return application.case.applicant_id


def payer_of(application: Application) -> User:
    """Whose bill it is: the applicant's; of a transfer that a clerk entered for sellers without a phone the
    side's that has an account, a buyer's before a seller's, where there is one.
    """
    applicant = application.case.applicant
    if application.act != Act.CHANGE_OF_OWNER:
        return applicant
    sides = [party.user for party in parties_of(application) if party.user is not None]
    return applicant if applicant in sides or not sides else sides[-1]


def was_sent(application: Application) -> bool:
    """Whether it has left its writer: whoever is named in it has been asked."""
    events = CaseEvent.objects.filter(case=application.case_id, transition="submit")
    return events.exists()


def find_side_of(application: Application, user: User) -> Party | None:
    """The side that this account stands for. Nobody has been asked before it was sent."""
    if not was_sent(application):
        return None
    return parties_of(application).filter(user=user.pk).first()


def owned_by(vehicle: Vehicle, user: User) -> Ownership | None:
    """What the holder of a proven account owns of the vehicle. Two queries."""
    person = find_person_of(user)
    return register.owners_of(vehicle).filter(person=person).first() if person else None


def given_and_taken(parties: Iterable[Party]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Shares by the id of the person: what sellers give up, what buyers take over."""
    given = {each.person_id: each.shares for each in parties if each.side == Party.Side.SELLER}
    taken = {each.person_id: each.shares for each in parties if each.side == Party.Side.BUYER}
    return given, taken


def why_not_meet(application: Application) -> Refusal | None:
    """Both sides are named, sellers own what they give up, and buyers take over all of it. Two queries."""
    given, taken = given_and_taken(parties_of(application))
    if not taken:
        return NO_BUYER
    return law.why_not_transfer(held=shares_held(application.vehicle), given=given, taken=taken)


def shares_held(vehicle: Vehicle) -> Mapping[int, int]:
    """The shares of the owners now, by the id of the person. One query."""
    return {each.person_id: each.shares for each in register.owners_of(vehicle)}


def why_not_agree(application: Application, party: Party) -> Refusal | None:
    """Why this side cannot agree now. Ask under the case's lock."""
    if party.withdrawn_at is not None:
        return TAKEN_BACK
    if party.consented_at is not None:
        return ALREADY_AGREED
    return None if application.case.step == "consents" else NOT_ASKED_NOW


def why_not_witness(application: Application, party: Party, user: User) -> Refusal | None:
    """Why this officer cannot note that a side agreed before them: it signs in itself, or they are part of it."""
    if refusal := why_not_permitted(user, VEHICLE_APPLICATION_DECIDE, application.case.unit):
        return refusal
    if user.pk in {application.case.entered_by_id, application.case.applicant_id}:
        return ENTERED_IT
    if applications.is_side(application, user):
        return OWN_CASE
    if party.user_id is not None:
        return HAS_A_PHONE
    if party.consented_at is not None:
        return AGREED_BEFORE
    return why_not_agree(application, party)


def why_not_take_back(application: Application) -> Refusal | None:
    """Either side may change its mind until the fee is paid. Ask under the case's lock."""
    step = application.case.step
    if step in _PAID:
        return PAID
    return None if step in _BEFORE_PAYMENT else NOT_ASKED_NOW
