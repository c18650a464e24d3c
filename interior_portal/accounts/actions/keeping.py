"""Accounts, postings and units: for administrators, and what people do with their own."""

import datetime as dt

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from interior_portal.accounts.addresses import Address, Channel, find_user, read_address
from interior_portal.accounts.models import Posting, Unit, User
from interior_portal.accounts.queries import forget_postings, has_permission
from interior_portal.accounts.registry import find_role
from interior_portal.accounts.roles import ACCOUNTS_ADMINISTER
from interior_portal.audit.actions import record
from interior_portal.shared.ids import new_token
from interior_portal.shared.refusals import NOT_PERMITTED, Refusal, Refused, check

ROLE_UNKNOWN = Refusal("role_unknown", _("There is no such role."))
NOT_STAFF = Refusal("not_staff", _("Only somebody who works for the Authority can hold a post."))
NOT_ONESELF = Refusal("not_oneself", _("Somebody else must do this for you."))
ENDS_BEFORE_START = Refusal("ends_before_start", _("The posting would end before it starts."))
POSTED_ALREADY = Refusal(
    "posted_already", _("This person holds this post already during part of that time.")
)
OWN_BRANCH = Refusal("own_branch", _("A unit cannot become part of itself."))
ADDRESS_TAKEN = Refusal(
    "address_taken", _("Another account has this address. Sign in with it to use that account.")
)
ROOT_STAYS = Refusal("root_stays", _("The Authority itself is not part of another unit."))


@transaction.atomic
def post(
    *,
    user: User,
    unit: Unit,
    role: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
    by: User | None,
) -> Posting:
    """Give somebody a role at a unit, both days included; without `ends_on` until further notice.

    `by=None` is the system. Refuses with `Refused`; two postings of one person to the same post
    never overlap.
    """
    User.objects.select_for_update().get(pk=user.pk)
    check(
        why_not_post(user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on, by=by)
    )
    posting = Posting.objects.create(
        user=user, unit=unit, role=role, starts_on=starts_on, ends_on=ends_on
    )
    _record_posting("accounts.posting.begun", posting, by)
    return posting


def why_not_post(
    *,
    user: User,
    unit: Unit,
    role: str,
    starts_on: dt.date,
    ends_on: dt.date | None,
    by: User | None,
) -> Refusal | None:
    """Why `by` may not give `user` this post in that time; nobody posts themselves."""
    if find_role(role) is None:
        return ROLE_UNKNOWN
    if not user.is_staff:
        return NOT_STAFF
    if ends_on is not None and ends_on < starts_on:
        return ENDS_BEFORE_START
    held = Posting.objects.filter(user=user, unit=unit, role=role).exclude(ends_on__lt=starts_on)
    if ends_on is not None:
        held = held.exclude(starts_on__gt=ends_on)
    if held.exists():
        return POSTED_ALREADY
    return why_not_administer(by, user=user, unit=unit)


def why_not_administer(
    by: User | None, *, user: User | None = None, unit: Unit | None = None
) -> Refusal | None:
    """Why `by` may not change accounts (at the unit, if given); nobody changes their own."""
    if by is None:
        return None
    if user is not None and user.pk == by.pk:
        return NOT_ONESELF
    if by.is_superuser or has_permission(by, ACCOUNTS_ADMINISTER, unit):
        return None
    return NOT_PERMITTED


@transaction.atomic
def end_posting(*, posting: Posting, ends_on: dt.date, by: User | None) -> Posting:
    """Set the last day of a posting; with yesterday's date it gives nothing any more."""
    check(why_not_administer(by, user=posting.user, unit=posting.unit))
    check(ENDS_BEFORE_START if ends_on < posting.starts_on else None)
    posting.ends_on = ends_on
    posting.save(update_fields=["ends_on"])
    _record_posting("accounts.posting.ended", posting, by)
    return posting


def _record_posting(action: str, posting: Posting, by: User | None) -> None:
    forget_postings(posting.user)
    record(
        action=action,
        by=by,
        subject_kind="user",
        subject_ref=str(posting.user_id),
        data={
            "posting": posting.pk,
            "role": posting.role,
            "unit": posting.unit.code,
            "starts_on": posting.starts_on.isoformat(),
            "ends_on": posting.ends_on.isoformat() if posting.ends_on else None,
        },
    )


def use_keys(*, user: User, uses_keys: bool) -> None:
    """Remember whether single keys press buttons for this person, in every browser; their own matter."""
    User.objects.filter(pk=user.pk).update(uses_keys=uses_keys)
    user.uses_keys = uses_keys


@transaction.atomic
def disable_user(*, user: User, by: User | None, reason: str = "") -> None:
    """Switch an account off: every session ends, the next request of each is anonymous."""
    check(why_not_administer(by, user=user))
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = end_sessions(user)
    _record_user("accounts.user.disabled", user, by, reason=reason, sessions=ended)


@transaction.atomic
def enable_user(*, user: User, by: User | None, reason: str = "") -> None:
    """Switch an account on again; sessions do not come back."""
    check(why_not_administer(by, user=user))
    user.is_active = True
    user.save(update_fields=["is_active"])
    _record_user("accounts.user.enabled", user, by, reason=reason)


@transaction.atomic
def reset_second_factor(*, user: User, by: User | None, reason: str = "") -> None:
    """Take away app, keys and recovery codes of somebody who lost them, and end their sessions."""
    check(why_not_administer(by, user=user))
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    ended = end_sessions(user)
    _record_user(
        "accounts.user.second_factor_reset",
        user,
        by,
        reason=reason,
        removed=removed,
        sessions=ended,
    )


@transaction.atomic
def give_temporary_password(*, user: User, by: User | None) -> str:
    """A random password, told by word of mouth; its owner must choose another at once."""
    check(None if user.is_staff else NOT_STAFF)
    check(why_not_administer(by, user=user))
    password = new_token()
    user.set_password(password)
    user.has_temporary_password = True
    user.save(update_fields=["password", "has_temporary_password"])
    _record_user("accounts.user.password_given", user, by, sessions=end_sessions(user))
    return password


@transaction.atomic
def change_address(*, user: User, address: Address) -> None:
    """Take a proved address as the person's own. Refuses with `Refused` when another account has it."""
    owner = find_user(address)
    check(ADDRESS_TAKEN if owner is not None and owner.pk != user.pk else None)
    if address.channel is Channel.EMAIL:
        user.email = address.value
    else:
        user.phone = address.value
        user.is_phone_verified = True
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "phone", "is_phone_verified"])
    except IntegrityError as error:  # somebody who proved it too was quicker
        raise Refused(ADDRESS_TAKEN) from error
    record(
        action="accounts.user.address_changed",
        by=user,
        subject_kind="user",
        subject_ref=str(user.pk),
        data={"channel": address.channel.value},
    )


def end_sessions(user: User) -> int:
    """End every session of somebody; the number of those that were known."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _record_user(
    action: str, user: User, by: User | None, *, reason: str = "", **data: int
) -> None:
    record(
        action=action,
        by=by,
        subject_kind="user",
        subject_ref=str(user.pk),
        reason=reason,
        data=data,
    )


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, by: User | None) -> None:
    """Make a unit, with all that is below it, a part of another one.

    Locks the whole tree (its roots) first, so that two moves at once cannot make a ring.
    """
    list(Unit.objects.select_for_update().filter(parent=None).order_by("pk"))
    unit.refresh_from_db()
    parent.refresh_from_db()
    check(why_not_move(unit=unit, parent=parent, by=by))
    old_path, new_path = unit.path, f"{parent.path}{unit.pk}/"
    Unit.objects.filter(path__startswith=old_path).update(
        path=Concat(Value(new_path), Substr(F("path"), len(old_path) + 1))
    )
    unit.path, unit.parent = new_path, parent
    unit.save(update_fields=["parent"])
    record(
        action="accounts.unit.moved",
        by=by,
        subject_kind="unit",
        subject_ref=unit.code,
        data={"parent": parent.code},
    )


def why_not_move(*, unit: Unit, parent: Unit, by: User | None) -> Refusal | None:
    """Why `by` may not make `unit` a part of `parent`."""
    if unit.parent_id is None:
        return ROOT_STAYS
    if unit.covers(parent):
        return OWN_BRANCH
    return why_not_administer(by, unit=unit) or why_not_administer(by, unit=parent)


def ensure_citizen(*, contact: str, name: str = "") -> User:
    """The person at an e-mail address or phone number; a new account signs in with a code sent there.

    The number counts as unproven until its holder has signed in. ValueError for no address at all.
    """
    address = read_address(contact)
    if address is None:
        raise ValueError("neither an e-mail address nor a phone number")
    return find_user(address) or open_account(
        address=address, name=name, language=User.Language.ARABIC, is_proved=False
    )


def prove_phone(*, user: User) -> None:
    """Note that the holder of the number is the owner: an account made at a counter is theirs now."""
    if not user.is_phone_verified:
        user.is_phone_verified = True
        user.save(update_fields=["is_phone_verified"])


@transaction.atomic
def open_account(*, address: Address, name: str, language: str, is_proved: bool) -> User:
    """A new citizen; the same one for two requests at the same moment."""
    by_email = address.channel is Channel.EMAIL
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email=address.value if by_email else None,
                phone=None if by_email else address.value,
                is_phone_verified=is_proved and not by_email,
                name=name,
                language=language,
            )
    except IntegrityError:
        known = find_user(address)
        if known is None:
            raise
        return known
    _record_user("accounts.user.created", user, None)
    return user
