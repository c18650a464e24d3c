"""The writes of `people`."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.models import User
from interior_portal.audit import actions as audit
from interior_portal.people.models import IdentityDocument, Person, PersonAccount
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal, Refused

OWN_ACCOUNT = Refusal(
    "own_account", _("Nobody proves their own account. A colleague has to see your document.")
)
ANOTHERS_ACCOUNT = Refusal(
    "anothers_account",
    _("This phone number belongs to the account of another person. Ask for another number."),
)
STAFF_ACCOUNT = Refusal(
    "staff_account",
    _("This is an account of somebody who works for the Authority. Ask for a private number."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What a document and its holder say about a person."""

    surname: str
    given_names: str = ""
    name_arabic: str = ""
    name_kurdish: str = ""
    father_name: str = ""
    grandfather_name: str = ""
    mother_name: str = ""
    born_on: dt.date | None = None
    birth_place: str = ""
    sex: str = ""
    nationality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """What is printed in an identity document; `issuer` is the ICAO three-letter code."""

    kind: str
    number: str
    issuer: str = ""
    issued_on: dt.date | None = None
    expires_on: dt.date | None = None
    mrz: str = ""


@transaction.atomic
def record_person(*, facts: PersonFacts, document: DocumentFacts, by: User | None) -> Person:
    """The person who holds the document: known already (then brought up to date where we knew nothing), or new.

    A number alone never merges two people: the date of birth must agree as well. Where it does not, a new person is
    recorded without the document, and the audit entry says that another holds the number.
    """
    held = (
        IdentityDocument.objects.select_for_update()
        .select_related("person")
        .filter(kind=document.kind, issuer=document.issuer, number=document.number)
        .first()
    )
    if held is not None and held.person.born_on == facts.born_on:
        return _complete(held.person, facts)
    person = Person.objects.create(**asdict(facts))
    if held is None:
        IdentityDocument.objects.create(person=person, **asdict(document))
    audit.record(
        action="people.person.recorded",
        by=by,
        subject_kind="person",
        subject_ref=str(person.pk),
        data={"number_held_by_another": held is not None},
    )
    return person


def _complete(person: Person, facts: PersonFacts) -> Person:
    missing = {k: v for k, v in asdict(facts).items() if v and not getattr(person, k)}
    if missing:
        for name, value in missing.items():
            setattr(person, name, value)
        person.save()
    return person


@transaction.atomic
def prove_account(*, person: Person, user: User, by: User) -> PersonAccount:
    """From now on the account counts as this person's: `by` has seen them and their identity document.

    An older account of the same person ends; the same link again changes nothing. Locks the person.
    Raises Refused for one's own account, one of staff, or one that is another person's.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if user == by:
        raise Refused(OWN_ACCOUNT)
    if user.is_staff:
        raise Refused(STAFF_ACCOUNT)
    standing = PersonAccount.objects.filter(ended_at=None)
    held = standing.filter(user=user).first()
    if held is not None:
        if held.person_id != person.pk:
            raise Refused(ANOTHERS_ACCOUNT)
        return held
    replaced = standing.filter(person=person).update(ended_at=clock.now())
    link = PersonAccount.objects.create(person=person, user=user, proven_by=by)
    audit.record(
        action="people.account.proven",
        by=by,
        subject_kind="person",
        subject_ref=str(person.pk),
        data={"account": user.pk, "replaced": bool(replaced)},
    )
    return link


@transaction.atomic
def record_people(
    *, people: Sequence[tuple[PersonFacts, DocumentFacts | None]], by: User | None
) -> list[Person]:
    """Many people at once, in their order, by the rule of `record_person`; nobody known is changed.

    One line in the ledger, at most four queries.
    """
    named = [document for _, document in people if document is not None]
    rows = IdentityDocument.objects.filter(
        kind__in={document.kind for document in named},
        issuer__in={document.issuer for document in named},
        number__in={document.number for document in named},
    ).select_related("person")
    held = {(row.kind, row.issuer, row.number): row.person for row in rows.select_for_update()}
    made: list[Person] = []
    documents: list[IdentityDocument] = []
    found: list[Person] = []
    for facts, document in people:
        name = document and (document.kind, document.issuer, document.number)
        known = held.get(name) if name else None
        if known is not None and known.born_on == facts.born_on:
            found.append(known)
            continue
        person = Person(**asdict(facts))
        person.set_keys()
        made.append(person)
        found.append(person)
        if document is not None and name and known is None:
            held[name] = person
            documents.append(IdentityDocument(person=person, **asdict(document)))
    Person.objects.bulk_create(made)
    IdentityDocument.objects.bulk_create(documents)
    audit.record(
        action="people.people.recorded",
        by=by,
        subject_kind="people",
        subject_ref=str(len(made)),
        data={"recorded": len(made), "known": len(found) - len(made)},
    )
    return found
