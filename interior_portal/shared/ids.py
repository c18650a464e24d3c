"""References that people read aloud, and tokens that nobody can guess."""

import secrets

from interior_portal.shared import clock
from interior_portal.shared.text import normalise

# Crockford's base 32: no I, L, O, U, so that nothing is read as 1 or 0 and no word appears.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
_BODY = 7
_MIXER = 0x5_DEEC_E66D  # odd, so that every number below 2**35 is mixed into another one


_HIGHEST_KEY = 2**63 - 1


def row_key(text: str) -> int | None:
    """A row's key as an address or a form brings it; None for what no row can have."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_HIGHEST_KEY))):
        return None
    key = int(text)
    return key if key <= _HIGHEST_KEY else None


def check_character(body: str) -> str:
    """Weighted sum modulo 31 (a prime), so that one wrong or two swapped characters are noticed."""
    total = sum((place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % 31]


def new_reference(prefix: str) -> str:
    """A reference such as `V26-7K3M-92QX`: prefix, year, 35 random bits, check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_BODY))
    code = body + check_character(body)
    return f"{prefix}{clock.today():%y}-{code[:4]}-{code[4:]}"


def numbered_reference(prefix: str, year: int, number: int) -> str:
    """The reference of a number (0 to 2**35 - 1) that looks like any other; no two numbers have the same.

    For rows that are written in bulk: chance would repeat one among a million.
    """
    mixed = number * _MIXER % len(ALPHABET) ** _BODY
    body = "".join(ALPHABET[mixed >> 5 * place & 31] for place in range(_BODY))
    code = body + check_character(body)
    return f"{prefix}{year % 100:02}-{code[:4]}-{code[4:]}"


def clean_reference(text: str) -> str:
    """What a person typed as the reference it means; empty when it cannot be one.

    Case, spaces, hyphens, digits of any script and look-alike letters are forgiven, a wrong check character is not.
    """
    letters = "".join(c for c in normalise(text).upper() if c.isascii() and c.isalnum())
    head, code = letters[: -_BODY - 1], letters[-_BODY - 1 :].translate(_LOOK_ALIKES)
    if len(code) != _BODY + 1 or not head or any(c not in ALPHABET for c in code):
        return ""
    if check_character(code[:-1]) != code[-1]:
        return ""
    return f"{head}-{code[:4]}-{code[4:]}"


def new_token() -> str:
    """128 random bits, safe in a URL: the key of something that must not be guessed."""
    return secrets.token_urlsafe(16)
