"""The two ways to reach a person, from one field: an e-mail address or a phone number."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumber_field.phonenumber import PhoneNumber, to_python

from interior_portal.accounts.models import OneTimeCode, User
from interior_portal.shared.text import normalise

Channel = OneTimeCode.Channel
LONGEST = 254


@dataclass(frozen=True, slots=True)
class Address:
    """`value` in one spelling: a lower-case e-mail address, or a phone number as E.164."""

    channel: Channel
    value: str


def read_address(text: str) -> Address | None:
    """What a person typed as the address it means; None when it is neither.

    Phone numbers may be written as at home (settings.PHONENUMBER_DEFAULT_REGION) or with + or 00.
    """
    clean = normalise(text)
    return _read_email(clean) if "@" in clean else _read_phone(clean)


def _read_email(text: str) -> Address | None:
    value = text.replace(" ", "").lower()
    try:
        validate_email(value)
    except ValidationError:
        return None
    return Address(Channel.EMAIL, value) if len(value) <= LONGEST else None


def _read_phone(text: str) -> Address | None:
    number = to_python(text)
    if not isinstance(number, PhoneNumber) or not number.is_valid():
        return None
    return Address(Channel.SMS, number.as_e164)


def find_user(address: Address) -> User | None:
    """Whose address it is, active or not; one query."""
    if address.channel is Channel.EMAIL:
        return User.objects.filter(email=address.value).first()
    return User.objects.filter(phone=address.value).first()


def address_of(user: User) -> Address | None:
    """Where a person proves again who they are: the e-mail address, else the phone number."""
    if user.email:
        return Address(Channel.EMAIL, user.email)
    return Address(Channel.SMS, str(user.phone)) if user.phone else None
