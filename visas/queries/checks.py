"""The law, applied to one application: why it cannot be sent, and what the officer must look at."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.addresses import find_user, read_address
from interior_portal.accounts.models import User
from interior_portal.shared import clock
from interior_portal.shared.refusals import Refusal
from visas import rules
from visas.models import Application
from visas.queries.completeness import sections

OWN_HOST = Refusal(
    "own_host",
    _("You cannot be your own host. Give the phone number or e-mail address of who expects you."),
)
OWN_GUEST = Refusal(
    "own_guest", _("This application names you as host. Somebody else has to decide.")
)
OWN_ENTRY = Refusal(
    "own_entry", _("You entered this application yourself. Somebody else has to decide.")
)


def why_not_submit(application: Application) -> Refusal | None:
    """Every section is complete, can be written on a visa, and fits the kind."""
    if not all(section.is_complete for section in sections(application)):
        return Refusal(
            "incomplete", _("Some pages are not complete yet. The task list shows which.")
        )
    return (
        why_not_identity(application)
        or (
            why_not_host(application, application.host_contact)
            if application.kind.asks_host
            else None
        )
        or why_not_journey(application)
    )


def why_not_identity(application: Application) -> Refusal | None:
    """Why the name or the number could not be written on a visa."""
    return rules.why_not_name(application.surname, application.given_names) or rules.why_not_number(
        application.document_number
    )


def why_not_host(application: Application, contact: str) -> Refusal | None:
    """Nobody vouches for themselves: the host is neither the applicant nor who enters the application."""
    address = read_address(contact)
    host = find_user(address) if address else None
    case = application.case
    is_own = host is not None and host.pk in (case.applicant_id, case.entered_by_id)
    return OWN_HOST if is_own else None


def why_not_decide(application: Application, user: User) -> Refusal | None:
    """Why an officer keeps out of an application whatever their role: they had a part in it."""
    if application.host_id == user.pk:
        return OWN_GUEST
    return OWN_ENTRY if application.case.entered_by_id == user.pk else None


def why_not_journey(application: Application) -> Refusal | None:
    """The first rule about days that the journey and the passport break."""
    arrives_on, stay_days = application.arrives_on, application.stay_days
    if arrives_on is None or stay_days is None:
        return None
    refusal = rules.why_not_arrival(
        arrives_on=arrives_on, today=clock.today()
    ) or rules.why_not_stay(stay_days=stay_days, longest=application.kind.stay_days)
    expires_on = application.document_expires_on
    if refusal is not None or expires_on is None:
        return refusal
    return rules.why_not_passport(
        expires_on=expires_on, arrives_on=arrives_on, months=application.kind.passport_months
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What an automatic check found, for the officer: a word, and whether it asks for a decision."""

    code: str
    message: "str | Promise"
    is_alarming: bool


def findings(application: Application) -> Sequence[Finding]:
    """The automatic checks: passport and days, duplicates, the host's answer. Two queries at most."""
    found = []
    refusal = why_not_journey(application)
    if refusal is None:
        found.append(
            Finding("days", _("The days and the passport fit this visa."), is_alarming=False)
        )
    else:
        found.append(Finding(refusal.code, str(refusal), is_alarming=True))
    twins = duplicates(application).count()
    if twins:
        found.append(
            Finding(
                "duplicate", _("Another application names the same document."), is_alarming=True
            )
        )
    if application.kind.asks_host:
        found.append(_host_finding(application))
    return found


def duplicates(application: Application) -> QuerySet[Application]:
    """Other sent applications of the same kind with the same document that are not closed."""
    return Application.objects.filter(
        kind=application.kind,
        document_issuer=application.document_issuer,
        document_number=application.document_number,
        declared_at__isnull=False,
        case__closed_at__isnull=True,
    ).exclude(pk=application.pk)


def _host_finding(application: Application) -> Finding:
    if application.host_confirmed_at:
        return Finding("host_confirmed", _("The host has confirmed."), is_alarming=False)
    if application.host_declined_at:
        return Finding(
            "host_declined", _("The host does not know the traveller."), is_alarming=True
        )
    return Finding("host_silent", _("The host has not answered yet."), is_alarming=True)
