"""Numbers of papers: a prefix and eight characters that people can read aloud, the last one a check.

With a prefix of one letter a number has nine characters, as many as a machine readable zone holds.
"""

import re
import secrets

from interior_portal.shared.ids import ALPHABET, check_character
from interior_portal.shared.text import normalise

BODY = 7
PREFIX = re.compile(r"[A-Z]{1,3}")
NUMBER = re.compile(rf"([A-Z]{{1,3}})([{ALPHABET}]{{{BODY}}})([{ALPHABET}])")
LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_number(prefix: str) -> str:
    """A random number such as `V7K3M92QX`: 35 random bits, so that nobody can count our papers."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY))
    return prefix + body + check_character(body)


def clean_number(text: str) -> str:
    """What a person typed as the number it means; empty when it cannot be one.

    Case, spaces, hyphens, fillers of an MRZ, digits of any script and look-alike letters are
    forgiven, a wrong check character is not.
    """
    letters = "".join(c for c in normalise(text).upper() if c.isascii() and c.isalnum())
    head, tail = letters[: -BODY - 1], letters[-BODY - 1 :].translate(LOOK_ALIKES)
    found = NUMBER.fullmatch(head + tail)
    if found is None or check_character(found[2]) != found[3]:
        return ""
    return head + tail
