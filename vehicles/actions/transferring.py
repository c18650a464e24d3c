"""Transfers of ownership: both sides are named, each agrees from its own account or before an officer.

Everything happens under the lock of the case; the vehicle is locked after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts import actions as accounts
from interior_portal.accounts.models import Unit, User
from interior_portal.accounts.queries import why_not_permitted
from interior_portal.audit import actions as audit
from interior_portal.payments import actions as payments
from interior_portal.people import actions as people
from interior_portal.people.folding import consonant_key
from interior_portal.people.models import IdentityDocument, Person
from interior_portal.people.queries import find_person_of
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused, check
from interior_portal.workflow import engine
from interior_portal.workflow.engine import Advance
from vehicles import queries
from vehicles.actions import applying, billing
from vehicles.models import Act, Application, Party, Vehicle
from vehicles.roles import VEHICLE_APPLICATION_ENTER
from vehicles.rules import ownership as law

NOT_A_DRAFT = Refusal(
    "not_a_draft", _("Both sides have been asked already: what is agreed cannot be changed.")
)
BUYER_IS_SELLER = Refusal(
    "buyer_is_seller", _("Seller and buyer are the same person. Name somebody else as buyer.")
)
ONE_PHONE_FOR_TWO = Refusal(
    "one_phone_for_two",
    _("Somebody in this transfer has this phone number already. Each agrees from their own phone."),
)
NAMED_TWICE = Refusal("named_twice", _("This buyer is named already."))
TOO_MANY_BUYERS = Refusal(
    "too_many_buyers",
    _("At most 8 buyers can be named in one transfer. Begin a second one after it."),
)
SAME_NAME_WORDS = 2  # of a name, in which the holder of a document and who is named must agree


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """A seller: an owner by the id of the person, and where they are asked; without a phone, by an officer."""

    person_id: int
    shares: int
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taker:
    """A buyer as they were named: who, by which document, where they are asked, and for how many shares."""

    facts: people.PersonFacts
    document: people.DocumentFacts
    shares: int
    contact: str = ""


@transaction.atomic
def begin_transfer(
    *, vehicle: Vehicle, given: Sequence[Giver], unit: Unit, by: User, key: str
) -> Application:
    """A draft of what the sellers give up. An owner begins it from their proven account; for a clerk, who
    has seen the sellers and their documents, their accounts count as proven from now on. Where no seller
    has a phone, the clerk stands as the applicant and hears of it; each seller agrees before an officer.

    Raises Refused when somebody gives up what they do not own, or by is neither an owner nor such a clerk.
    """
    shares = {each.person_id: each.shares for each in given}
    check(law.why_not_give(held=queries.shares_held(vehicle), given=shares))
    own = queries.owned_by(vehicle, by)
    if own is not None:
        check(law.NOT_THE_OWNER if shares.keys() != {own.person_id} else None)
        users = {own.person_id: by}
    else:
        check(why_not_permitted(by, VEHICLE_APPLICATION_ENTER, unit))
        users = {each.person_id: _seen(each, by) for each in given if each.contact}
    if len({user.pk for user in users.values()}) < len(users):
        raise Refused(ONE_PHONE_FOR_TWO)
    application = applying.begin(
        act=Act.CHANGE_OF_OWNER,
        vehicle=vehicle,
        unit=unit,
        by=by,
        applicant=next(iter(users.values()), by),
        key=key,
    )
    for each in given:
        seller = Party(
            side=Party.Side.SELLER,
            person_id=each.person_id,
            shares=each.shares,
            contact=each.contact,
            user=users.get(each.person_id),
        )
        _name(application, seller, by)
    return application


@transaction.atomic
def add_buyer(*, application: Application, taker: Taker, by: User) -> Party:
    """Name a buyer in a draft. Raises Refused for a seller, a second time, or somebody else's phone."""
    _draft(application)
    parties = list(queries.parties_of(application))
    if sum(party.side == Party.Side.BUYER for party in parties) >= queries.MOST_BUYERS:
        raise Refused(TOO_MANY_BUYERS)
    person = _person_of(taker, by)
    for party in parties:
        if party.person_id == person.pk:
            raise Refused(BUYER_IS_SELLER if party.side == Party.Side.SELLER else NAMED_TWICE)
    user = _account(taker.contact, person) if taker.contact else None
    if user is not None and any(party.user_id == user.pk for party in parties):
        raise Refused(ONE_PHONE_FOR_TWO)
    buyer = Party(
        side=Party.Side.BUYER, person=person, shares=taker.shares, contact=taker.contact, user=user
    )
    return _name(application, buyer, by)


@transaction.atomic
def remove_buyer(*, application: Application, party: Party, by: User) -> None:
    """Take a buyer out of a draft: nobody was asked yet. The ledger keeps that they were named."""
    _draft(application)
    removed, _rows = Party.objects.filter(
        pk=party.pk, application=application, side=Party.Side.BUYER
    ).delete()
    if removed:
        _note("vehicles.party.removed", application, party, by)


@transaction.atomic
def agree(*, application: Application, by: User) -> None:
    """The side of this account agrees; the last one to agree takes the case on. Raises Refused."""
    application = _locked(application)
    party = _side_of(application, by)
    check(queries.why_not_agree(application, party))
    _record_consent(application, party, by)


@transaction.atomic
def witness(*, application: Application, party: Party, by: User) -> None:
    """A side that has no phone agrees before an officer, who saw them and their document. Raises Refused."""
    application = _locked(application)
    seen = queries.parties_of(application).get(pk=party.pk)
    check(queries.why_not_witness(application, seen, by))
    seen.witnessed_by = by
    _record_consent(application, seen, by)


@transaction.atomic
def take_back(*, application: Application, by: User) -> Advance:
    """The side of this account does not agree, or no longer: the transfer ends, nobody pays. Raises Refused."""
    application = _locked(application)
    party = _side_of(application, by)
    if party.withdrawn_at is not None:
        raise Refused(queries.TAKEN_BACK)
    check(queries.why_not_take_back(application))
    Party.objects.filter(pk=party.pk).update(withdrawn_at=clock.now())
    _note("vehicles.transfer.taken_back", application, party, by)
    advance = engine.advance(
        case_id=application.case_id,
        transition="take_back",
        by=None,
        version=None,
        key=f"take_back:{party.pk}",
        data={"side": party.side},
    )
    payments.cancel_bills(subject=application.reference, by=by)
    return advance


def _record_consent(application: Application, party: Party, by: User) -> None:
    vehicle = applying.locked_vehicle(application.vehicle_id)
    application.vehicle = vehicle
    check(queries.why_not_meet(application))
    party.consented_at = clock.now()
    party.save(update_fields=["consented_at", "witnessed_by"])
    _note("vehicles.transfer.agreed", application, party, by)
    if application.parties.filter(consented_at=None).exists():
        return
    engine.advance(
        case_id=application.case_id,
        transition="agree",
        by=None,
        version=None,
        key=f"agree:{application.pk}",
    )
    Application.objects.filter(pk=application.pk).update(completed_at=clock.now())
    billing.put_bill(application)


def _locked(application: Application) -> Application:
    applying.locked_case(application)
    return queries.get_application(application.reference)


def _draft(application: Application) -> None:
    if applying.locked_case(application).step != "draft":
        raise Refused(NOT_A_DRAFT)


def _side_of(application: Application, by: User) -> Party:
    party = queries.find_side_of(application, by)
    if party is None:
        raise Refused(queries.NOT_YOUR_SIDE)
    return party


def _seen(giver: Giver, by: User) -> User:
    """The account of a seller whom the clerk has seen."""
    user = accounts.ensure_citizen(contact=giver.contact)
    people.prove_account(person=Person.objects.get(pk=giver.person_id), user=user, by=by)
    return user


def _account(contact: str, person: Person) -> User:
    """The account of a buyer at that number, which is neither an official's nor another person's."""
    user = accounts.ensure_citizen(contact=contact, name=person.name_arabic or person.full_name)
    if user.is_staff:
        raise Refused(people.STAFF_ACCOUNT)
    holder = find_person_of(user)
    if holder is not None and holder.pk != person.pk:
        raise Refused(people.ANOTHERS_ACCOUNT)
    return user


def _person_of(taker: Taker, by: User) -> Person:
    """Who holds the document, where the name agrees and the register knows no day of birth; else as recorded."""
    document, facts = taker.document, taker.facts
    held = IdentityDocument.objects.select_related("person").filter(
        kind=document.kind, issuer=document.issuer, number=document.number
    )
    holder = held.first()
    if holder is not None and holder.person.born_on is None and _is_alike(holder.person, facts):
        facts = replace(facts, born_on=None)
    return people.record_person(facts=facts, document=document, by=by)


def _is_alike(person: Person, facts: people.PersonFacts) -> bool:
    named = consonant_key(f"{facts.given_names} {facts.surname} {facts.name_arabic}")
    return len(set(named.split()) & set(person.consonant_key.split())) >= SAME_NAME_WORDS


def _name(application: Application, named: Party, by: User) -> Party:
    """Keep this side, once."""
    known = Party.objects.filter(
        application=application, side=named.side, person=named.person_id
    ).first()
    if known is not None:
        return known
    named.application = application
    named.save()
    _note("vehicles.party.named", application, named, by)
    return named


def _note(action: str, application: Application, party: Party, by: User) -> None:
    audit.record(
        action=action,
        by=by,
        subject_kind="case",
        subject_ref=application.reference,
        data={"side": party.side, "shares": party.shares, "name": party.person.full_name},
    )
