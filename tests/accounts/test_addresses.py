import pytest

from interior_portal.accounts.addresses import Address, Channel, address_of, find_user, read_address
from interior_portal.accounts.models import User


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Layla@Example.ORG", "layla@example.org"),
        (" layla @example.org\u200f", "layla@example.org"),
        ("\u2067layla٢@example.org\u2069", "layla2@example.org"),
    ],
)
def test_an_email_address_has_one_spelling(typed: str, value: str) -> None:
    assert read_address(typed) == Address(Channel.EMAIL, value)


@pytest.mark.parametrize(
    "typed",
    [
        "+963 990 000 101",
        "00963990000101",
        "0990 000 101",
        "٠٩٩٠٠٠٠١٠١",
        "\u200e+٩٦٣ ٩٩٠ ٠٠٠ ١٠١\u200f",
        "۰۹۹۰-۰۰۰-۱۰۱",
    ],
)
def test_a_phone_number_has_one_spelling(typed: str) -> None:
    assert read_address(typed) == Address(Channel.SMS, "+963990000101")


def test_a_number_of_another_country_needs_its_country() -> None:
    assert read_address("+964 750 445 1234") == Address(Channel.SMS, "+9647504451234")


@pytest.mark.parametrize(
    "typed", ["", "layla", "layla@", "@example.org", "12", "0990", "a" * 250 + "@e.org", "++963"]
)
def test_what_is_no_address_is_none(typed: str) -> None:
    assert read_address(typed) is None


@pytest.mark.django_db
def test_somebody_is_found_by_either_address_also_when_switched_off() -> None:
    user = User.objects.create_user(
        email="Layla@Example.org", phone="+963990000101", is_active=False
    )
    assert find_user(Address(Channel.EMAIL, "layla@example.org")) == user
    assert find_user(Address(Channel.SMS, "+963990000101")) == user
    assert find_user(Address(Channel.EMAIL, "samer@example.org")) is None


def test_people_prove_who_they_are_by_email_first() -> None:
    email, phone = "layla@example.org", "+963990000101"
    assert address_of(User(email=email, phone=phone)) == Address(Channel.EMAIL, email)
    assert address_of(User(phone=phone)) == Address(Channel.SMS, phone)
    assert address_of(User()) is None
